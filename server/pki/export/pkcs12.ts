/**
 * Writes PKCS#12 files (RFC 7292) with RSA and elliptic curve keys: key and certificates encrypted by PBES2 with
 * AES-256, integrity by HMAC-SHA-256. OpenSSL 3 reads them without its legacy provider, and so do NSS, GnuTLS and Java.
 */
import { createHmac, type KeyObject, randomBytes, type X509Certificate } from "node:crypto";
import { der, derInteger, derOid, derSequence, derTag } from "../der";
import { derivePkcs12 } from "../password-encryption";
import { encryptKey, encryptWithPassword } from "./pbes2";

/**
 * The same for encryption and MAC, since whoever guesses passwords takes the cheaper way. PBMAC1, which would allow for
 * more, is not read by OpenSSL 3.0.
 */
export const pkcs12Rounds = 100_000;

const oids = {
  data: "1.2.840.113549.1.7.1",
  encryptedData: "1.2.840.113549.1.7.6",
  shroudedKeyBag: "1.2.840.113549.1.12.10.1.2",
  certBag: "1.2.840.113549.1.12.10.1.3",
  x509Certificate: "1.2.840.113549.1.9.22.1",
  friendlyName: "1.2.840.113549.1.9.20",
  localKeyId: "1.2.840.113549.1.9.21",
  sha256: "2.16.840.1.101.3.4.2.1",
};
const sha256 = { name: "sha256", length: 32, block: 64 };

export interface Pkcs12Input {
  privateKey: KeyObject;
  /** Leaf first; all of them are encrypted. */
  certificates: readonly X509Certificate[];
  password: string;
  /** What key stores call the entry. */
  name: string;
}

/** Writes a file; keys are derived in other threads, so that the event loop goes on. */
export async function writePkcs12({ privateKey, certificates, password, name }: Pkcs12Input): Promise<Buffer> {
  const keyId = randomBytes(20);
  const attributes = encodeAttributes(name, keyId);
  const shrouded = await encryptKey(privateKey, password, pkcs12Rounds);
  const bags = certificates.map((certificate, index) =>
    encodeCertificate(certificate, index === 0 ? attributes : null),
  );
  const sealed = await encryptWithPassword(derSequence(...bags), password, pkcs12Rounds);
  const safe = derSequence(
    encodeContent(
      oids.encryptedData,
      derSequence(derInteger(0), derSequence(derOid(oids.data), sealed.algorithm, der(0x80, sealed.data))),
    ),
    encodeData(derSequence(encodeBag(oids.shroudedKeyBag, shrouded, attributes))),
  );
  return derSequence(derInteger(3), encodeData(safe), await encodeMac(safe, password));
}

async function encodeMac(safe: Buffer, password: string): Promise<Buffer> {
  const salt = randomBytes(16);
  const key = await derivePkcs12(sha256, 3, password, salt, pkcs12Rounds, sha256.length);
  const digest = createHmac(sha256.name, key).update(safe).digest();
  key.fill(0);
  return derSequence(
    derSequence(derSequence(derOid(oids.sha256), der(derTag.null)), der(derTag.octetString, digest)),
    der(derTag.octetString, salt),
    derInteger(pkcs12Rounds),
  );
}

function encodeCertificate(certificate: X509Certificate, attributes: Buffer | null): Buffer {
  const value = derSequence(derOid(oids.x509Certificate), der(0xa0, der(derTag.octetString, certificate.raw)));
  return encodeBag(oids.certBag, value, attributes);
}

function encodeBag(oid: string, value: Buffer, attributes: Buffer | null): Buffer {
  return derSequence(derOid(oid), der(0xa0, value), ...(attributes === null ? [] : [attributes]));
}

function encodeAttributes(name: string, keyId: Buffer): Buffer {
  const attribute = (oid: string, value: Buffer) => derSequence(derOid(oid), der(derTag.set, value));
  const text = Buffer.from(name, "utf16le").swap16();
  const encoded = [
    attribute(oids.friendlyName, der(derTag.bmpString, text)),
    attribute(oids.localKeyId, der(derTag.octetString, keyId)),
  ];
  return der(derTag.set, ...encoded.toSorted(Buffer.compare));
}

function encodeData(content: Buffer): Buffer {
  return encodeContent(oids.data, der(derTag.octetString, content));
}

function encodeContent(oid: string, content: Buffer): Buffer {
  return derSequence(derOid(oid), der(0xa0, content));
}
