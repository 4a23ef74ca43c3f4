/** Builds X.509 v3 certificates (RFC 5280 section 4.1) for tests and simulated devices. */
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from "node:crypto";
import ipaddr from "ipaddr.js";
import { der, derBitString, derInteger, derOid, derSequence, derTag } from "../der";
import { derExtension, derKeyUsage, extensionOids } from "../extensions";

export type FakeKeyType = "ec-p256" | "ec-p384" | "ec-p224" | "rsa-2048" | "rsa-1024";
export type FakeSignatureHash = "sha256" | "sha1" | "md5";

export interface FakeCertificateRequest {
  commonName: string;
  names?: string[];
  ips?: string[];
  /** Written as dNSName whatever it looks like; the mistake of old tools with addresses. */
  rawDnsNames?: string[];
  certificateAuthority?: { pathLength?: number };
  purposes?: ("server" | "client")[];
  notBefore?: Date;
  notAfter?: Date;
  hash?: FakeSignatureHash;
  /** Encoded name; default: made of the common name. */
  subject?: Buffer;
  /** Two's complement content of the serial number; default: 16 random octets. */
  serial?: Buffer;
  /** Names of the bits; null leaves the extension out. */
  keyUsage?: readonly string[] | null;
  /** States an authority without the right to be one, or the other way round. */
  isAuthority?: boolean;
  /** Further extensions, encoded. */
  extensions?: Buffer[];
  /** Replaces what the key of the signer gives. */
  authorityKeyIdentifier?: Buffer;
}

export interface FakeSigner {
  subject: Buffer;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

const day = 86_400_000;
const signatureOids = {
  // MD5 has no identifier with elliptic curves.
  ec: { sha256: "1.2.840.10045.4.3.2", sha1: "1.2.840.10045.4.1", md5: "1.2.840.10045.4.3.2" },
  rsa: { sha256: "1.2.840.113549.1.1.11", sha1: "1.2.840.113549.1.1.5", md5: "1.2.840.113549.1.1.4" },
};
const purposeOids = { server: "1.3.6.1.5.5.7.3.1", client: "1.3.6.1.5.5.7.3.2" };

/** Generates a key pair; elliptic curve keys take well under a millisecond. */
export function generateFakeKey(type: FakeKeyType = "ec-p256"): KeyObject {
  const curves: Partial<Record<FakeKeyType, string>> = { "ec-p256": "P-256", "ec-p384": "P-384", "ec-p224": "P-224" };
  const namedCurve = curves[type];
  if (namedCurve !== undefined) return generateKeyPairSync("ec", { namedCurve }).privateKey;
  return generateKeyPairSync("rsa", { modulusLength: type === "rsa-2048" ? 2048 : 1024 }).privateKey;
}

/** Encodes a distinguished name of organization and common name. */
export function encodeFakeName(commonName: string): Buffer {
  const attribute = (oid: string, value: string) =>
    der(derTag.set, derSequence(derOid(oid), der(derTag.utf8String, Buffer.from(value))));
  return derSequence(attribute("2.5.4.10", "Signalbox Test"), attribute("2.5.4.3", commonName));
}

/** Signs a certificate for `key`, private or public, with `signer`; a signer with the same key makes it self-signed. */
export function buildFakeCertificate(
  request: FakeCertificateRequest,
  key: KeyObject,
  signer: FakeSigner,
): X509Certificate {
  const hash = request.hash ?? "sha256";
  const signerType = signer.privateKey.asymmetricKeyType === "ec" ? "ec" : "rsa";
  const oid = derOid(signatureOids[signerType][hash]);
  const algorithm = signerType === "ec" ? derSequence(oid) : derSequence(oid, der(derTag.null));
  const publicKey = key.type === "public" ? key : createPublicKey(key);
  const body = derSequence(
    der(0xa0, derInteger(2)),
    request.serial === undefined ? derInteger(randomSerial()) : der(derTag.integer, request.serial),
    algorithm,
    signer.subject,
    derSequence(
      encodeTime(request.notBefore ?? new Date(Date.now() - day)),
      encodeTime(request.notAfter ?? new Date(Date.now() + 365 * day)),
    ),
    request.subject ?? encodeFakeName(request.commonName),
    publicKey.export({ format: "der", type: "spki" }),
    der(0xa3, derSequence(...encodeExtensions(request, publicKey, signer.publicKey))),
  );
  const signature = sign(hash, body, signer.privateKey);
  return new X509Certificate(derSequence(body, algorithm, derBitString(signature)));
}

function randomSerial(): Buffer {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return serial;
}

function encodeTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, "");
  const year = date.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? der(derTag.utcTime, Buffer.from(digits.slice(2)))
    : der(derTag.generalizedTime, Buffer.from(digits));
}

function encodeExtensions(request: FakeCertificateRequest, publicKey: KeyObject, signerKey: KeyObject): Buffer[] {
  const authority = request.certificateAuthority;
  const extensions: Buffer[] = [];
  const add = (oid: string, value: Buffer, critical = false) => extensions.push(derExtension(oid, value, critical));
  const limit = authority?.pathLength === undefined ? [] : [derInteger(authority.pathLength)];
  const isAuthority = request.isAuthority ?? authority !== undefined;
  const claim = isAuthority ? [der(derTag.boolean, Buffer.from([0xff])), ...limit] : [];
  add(extensionOids.basicConstraints, derSequence(...claim), true);
  // An authority that is its own server also signs handshakes.
  const signsHandshakes = (request.names ?? request.ips) !== undefined;
  const usual =
    authority === undefined
      ? ["digitalSignature", "keyEncipherment"]
      : [...(signsHandshakes ? ["digitalSignature"] : []), "keyCertSign", "cRLSign"];
  const keyUsage = request.keyUsage === undefined ? usual : request.keyUsage;
  if (keyUsage !== null) add(extensionOids.keyUsage, derKeyUsage(keyUsage), true);
  const purposes = request.purposes ?? (authority === undefined ? ["server"] : []);
  if (purposes.length > 0) {
    add(extensionOids.extendedKeyUsage, derSequence(...purposes.map((purpose) => derOid(purposeOids[purpose]))));
  }
  const names = [
    ...[...(request.names ?? []), ...(request.rawDnsNames ?? [])].map((name) => der(0x82, Buffer.from(name))),
    ...(request.ips ?? []).map((ip) => der(0x87, Buffer.from(ipaddr.parse(ip).toByteArray()))),
  ];
  if (names.length > 0) add(extensionOids.subjectAltName, derSequence(...names));
  add(extensionOids.subjectKeyIdentifier, der(derTag.octetString, keyIdentifier(publicKey)));
  if (!publicKey.equals(signerKey) || request.authorityKeyIdentifier !== undefined) {
    const identifier = request.authorityKeyIdentifier ?? keyIdentifier(signerKey);
    add(extensionOids.authorityKeyIdentifier, derSequence(der(0x80, identifier)));
  }
  return [...extensions, ...(request.extensions ?? [])];
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash("sha1")
    .update(key.export({ format: "der", type: "spki" }))
    .digest();
}
