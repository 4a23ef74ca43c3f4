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

export type FakeKeyType = "ec-p256" | "ec-p384" | "rsa-2048" | "rsa-1024";
export type FakeSignatureHash = "sha256" | "sha1";

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
}

export interface FakeSigner {
  subject: Buffer;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

const day = 86_400_000;
const signatureOids = {
  ec: { sha256: "1.2.840.10045.4.3.2", sha1: "1.2.840.10045.4.1" },
  rsa: { sha256: "1.2.840.113549.1.1.11", sha1: "1.2.840.113549.1.1.5" },
};
const purposeOids = { server: "1.3.6.1.5.5.7.3.1", client: "1.3.6.1.5.5.7.3.2" };

/** Generates a key pair; elliptic curve keys take well under a millisecond. */
export function generateFakeKey(type: FakeKeyType = "ec-p256"): KeyObject {
  if (type === "ec-p256" || type === "ec-p384") {
    return generateKeyPairSync("ec", { namedCurve: type === "ec-p256" ? "P-256" : "P-384" }).privateKey;
  }
  return generateKeyPairSync("rsa", { modulusLength: type === "rsa-2048" ? 2048 : 1024 }).privateKey;
}

/** Encodes a distinguished name of organization and common name. */
export function encodeFakeName(commonName: string): Buffer {
  const attribute = (oid: string, value: string) =>
    der(derTag.set, derSequence(derOid(oid), der(derTag.utf8String, Buffer.from(value))));
  return derSequence(attribute("2.5.4.10", "Signalbox Test"), attribute("2.5.4.3", commonName));
}

/** Signs a certificate for `key` with `signer`; a signer with the same key makes it self-signed. */
export function buildFakeCertificate(
  request: FakeCertificateRequest,
  key: KeyObject,
  signer: FakeSigner,
): X509Certificate {
  const hash = request.hash ?? "sha256";
  const signerType = signer.privateKey.asymmetricKeyType === "ec" ? "ec" : "rsa";
  const oid = derOid(signatureOids[signerType][hash]);
  const algorithm = signerType === "ec" ? derSequence(oid) : derSequence(oid, der(derTag.null));
  const publicKey = createPublicKey(key);
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const body = derSequence(
    der(0xa0, derInteger(2)),
    derInteger(serial),
    algorithm,
    signer.subject,
    derSequence(
      encodeTime(request.notBefore ?? new Date(Date.now() - day)),
      encodeTime(request.notAfter ?? new Date(Date.now() + 365 * day)),
    ),
    encodeFakeName(request.commonName),
    publicKey.export({ format: "der", type: "spki" }),
    der(0xa3, derSequence(...encodeExtensions(request, publicKey, signer.publicKey))),
  );
  const signature = sign(hash, body, signer.privateKey);
  return new X509Certificate(derSequence(body, algorithm, derBitString(signature)));
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
  const add = (oid: string, value: Buffer, critical = false) =>
    extensions.push(
      derSequence(
        derOid(oid),
        ...(critical ? [der(derTag.boolean, Buffer.from([0xff]))] : []),
        der(derTag.octetString, value),
      ),
    );
  if (authority !== undefined) {
    const limit = authority.pathLength === undefined ? [] : [derInteger(authority.pathLength)];
    add("2.5.29.19", derSequence(der(derTag.boolean, Buffer.from([0xff])), ...limit), true);
    // An authority that is its own server also signs handshakes.
    const signsHandshakes = (request.names ?? request.ips) !== undefined;
    add("2.5.29.15", derBitString(Buffer.from([signsHandshakes ? 0x86 : 0x06]), 1), true);
  } else {
    add("2.5.29.19", derSequence(), true);
    add("2.5.29.15", derBitString(Buffer.from([0xa0]), 5), true);
    const purposes = request.purposes ?? ["server"];
    if (purposes.length > 0) {
      add("2.5.29.37", derSequence(...purposes.map((purpose) => derOid(purposeOids[purpose]))));
    }
  }
  const names = [
    ...[...(request.names ?? []), ...(request.rawDnsNames ?? [])].map((name) => der(0x82, Buffer.from(name))),
    ...(request.ips ?? []).map((ip) => der(0x87, Buffer.from(ipaddr.parse(ip).toByteArray()))),
  ];
  if (names.length > 0) add("2.5.29.17", derSequence(...names));
  add("2.5.29.14", der(derTag.octetString, keyIdentifier(publicKey)));
  if (!publicKey.equals(signerKey)) add("2.5.29.35", derSequence(der(0x80, keyIdentifier(signerKey))));
  return extensions;
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash("sha1")
    .update(key.export({ format: "der", type: "spki" }))
    .digest();
}
