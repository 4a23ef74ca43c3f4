import { generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import forge from "node-forge";

export interface SelfSignedCertificate {
  /** PKCS#8 PEM. */
  keyPem: string;
  certificatePem: string;
}

export interface SelfSignedOptions {
  commonName: string;
  dnsNames: readonly string[];
  addresses: readonly string[];
  validDays: number;
  now?: Date;
}

const DAY_MS = 86_400_000;
/** So that a client whose clock is a little behind does not refuse a certificate made this moment. */
const BACKDATE_MS = 5 * 60_000;
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/**
 * Makes a server certificate signed by its own key, for a listener that has been given none (RFC 5280: not a CA,
 * server authentication only, names in the subject alternative name, positive serial number of 128 random bits).
 */
export async function createSelfSignedCertificate(options: SelfSignedOptions): Promise<SelfSignedCertificate> {
  const keys = await promisify(generateKeyPair)("rsa", {
    modulusLength: 3072,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const now = options.now ?? new Date();
  const certificate = forge.pki.createCertificate();
  const name = [{ name: "commonName", value: options.commonName }];
  certificate.publicKey = forge.pki.publicKeyFromPem(keys.publicKey);
  certificate.serialNumber = `01${randomBytes(16).toString("hex")}`;
  certificate.validity.notBefore = new Date(now.getTime() - BACKDATE_MS);
  certificate.validity.notAfter = new Date(now.getTime() + options.validDays * DAY_MS);
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
    { name: "extKeyUsage", serverAuth: true },
    {
      name: "subjectAltName",
      altNames: [
        ...options.dnsNames.map((value) => ({ type: DNS_NAME, value })),
        ...options.addresses.map((ip) => ({ type: IP_ADDRESS, ip })),
      ],
    },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(keys.privateKey), forge.md.sha256.create());
  return { keyPem: keys.privateKey, certificatePem: forge.pki.certificateToPem(certificate) };
}
