/** Reads PKCS#12 files (RFC 7292) with RSA and elliptic curve keys. */
import { createHmac, createPrivateKey, type KeyObject, timingSafeEqual, X509Certificate } from "node:crypto";
import { type DerElement, DerError, derTag, readChildren, readDer, readOctets, readOid, requireTag } from "./der";
import { PkiError } from "./errors";
import {
  decryptWithPassword,
  derivePkcs12,
  isLegacyEncryption,
  requireHash,
  requireIterations,
  UnsupportedEncryptionError,
  WrongPasswordError,
} from "./password-encryption";
import { maximumCertificates, requireFileSize } from "./pem";

const oids = {
  data: "1.2.840.113549.1.7.1",
  encryptedData: "1.2.840.113549.1.7.6",
  keyBag: "1.2.840.113549.1.12.10.1.1",
  shroudedKeyBag: "1.2.840.113549.1.12.10.1.2",
  certBag: "1.2.840.113549.1.12.10.1.3",
  safeContentsBag: "1.2.840.113549.1.12.10.1.6",
  x509Certificate: "1.2.840.113549.1.9.22.1",
};

export interface Pkcs12Contents {
  keys: KeyObject[];
  certificates: X509Certificate[];
}

export interface Pkcs12Options {
  /** Also open RC2 and triple-DES files. Off: they are refused with the advice to export them again. */
  allowLegacy?: boolean;
}

/**
 * Opens a PKCS#12 file and returns what is in it, in file order. Throws {@link PkiError} `pfx-password`, `pfx-legacy`,
 * `pfx-unreadable`, `too-many-certificates` or `file-too-large`.
 */
export async function readPkcs12(
  input: Uint8Array,
  password: string,
  options: Pkcs12Options = {},
): Promise<Pkcs12Contents> {
  const bytes = requireFileSize(input);
  try {
    return await openFile(bytes, password, options.allowLegacy ?? false);
  } catch (error) {
    if (error instanceof PkiError) throw error;
    if (error instanceof WrongPasswordError) {
      throw new PkiError("pfx-password", "The password of the PKCS#12 file is wrong or missing.", {}, error);
    }
    if (error instanceof UnsupportedEncryptionError) {
      throw new PkiError("pfx-unreadable", `The PKCS#12 file cannot be opened: ${error.message}.`, {}, error);
    }
    if (!(error instanceof DerError)) throw error;
    throw new PkiError("pfx-unreadable", "This is not a PKCS#12 file, or it is damaged.", {}, error);
  }
}

async function openFile(bytes: Buffer, password: string, allowLegacy: boolean): Promise<Pkcs12Contents> {
  const [version, authSafe, mac] = readChildren(requireTag(readDer(bytes, true), derTag.sequence, "PFX"));
  if (requireTag(version, derTag.integer, "Version").content.readUInt8(0) !== 3) throw new DerError("unknown version");
  const safe = readContentInfo(authSafe);
  if (safe.type !== oids.data) throw new UnsupportedEncryptionError("files signed with a public key are not supported");
  const payload = readOctets(requireElement(safe.content));
  if (mac !== undefined) await requireMac(mac, payload, password);
  const contents: Pkcs12Contents = { keys: [], certificates: [] };
  const parts = readChildren(requireTag(readDer(payload, true), derTag.sequence, "Authenticated safe"));
  for (const part of parts) {
    const plain = await openPart(readContentInfo(part), password, allowLegacy);
    await readSafeContents(readDer(plain, true), contents, password, allowLegacy, 0);
  }
  return contents;
}

async function requireMac(mac: DerElement, payload: Buffer, password: string): Promise<void> {
  const [digestInfo, salt, iterations] = readChildren(requireTag(mac, derTag.sequence, "MAC"));
  const [algorithm, expected] = readChildren(requireTag(digestInfo, derTag.sequence, "Digest"));
  const hash = requireHash(algorithm);
  const rounds = iterations === undefined ? 1 : requireIterations(iterations);
  const saltBytes = requireTag(salt, derTag.octetString, "MAC salt").content;
  const digest = requireTag(expected, derTag.octetString, "Digest").content;
  const key = await derivePkcs12(hash, 3, password, saltBytes, rounds, hash.length);
  const actual = createHmac(hash.name, key).update(payload).digest();
  if (actual.length !== digest.length || !timingSafeEqual(actual, digest)) {
    throw new WrongPasswordError("The MAC does not match");
  }
}

async function openPart(
  part: { type: string; content: DerElement | undefined },
  password: string,
  allowLegacy: boolean,
): Promise<Buffer> {
  const content = requireElement(part.content);
  if (part.type === oids.data) return readOctets(content);
  if (part.type !== oids.encryptedData) throw new UnsupportedEncryptionError(`contents ${part.type} are not supported`);
  const [, info] = readChildren(content);
  const [, algorithm, data] = readChildren(requireTag(info, derTag.sequence, "Encrypted content"));
  refuseLegacy(requireElement(algorithm), allowLegacy);
  return decryptWithPassword(requireElement(algorithm), readOctets(requireElement(data)), password);
}

async function readSafeContents(
  safe: DerElement,
  contents: Pkcs12Contents,
  password: string,
  allowLegacy: boolean,
  depth: number,
): Promise<void> {
  if (depth > 4) throw new DerError("bags are nested too deeply");
  for (const bag of readChildren(requireTag(safe, derTag.sequence, "Safe contents"))) {
    const [type, wrapper] = readChildren(bag);
    const value = requireElement(readChildren(requireElement(wrapper))[0]);
    switch (readOid(type)) {
      case oids.keyBag:
        contents.keys.push(readKey(value.bytes));
        break;
      case oids.shroudedKeyBag:
        contents.keys.push(await readShroudedKey(value, password, allowLegacy));
        break;
      case oids.certBag:
        readCertificateBag(value, contents);
        break;
      case oids.safeContentsBag:
        await readSafeContents(value, contents, password, allowLegacy, depth + 1);
        break;
    }
  }
}

async function readShroudedKey(value: DerElement, password: string, allowLegacy: boolean): Promise<KeyObject> {
  const [algorithm, data] = readChildren(value);
  refuseLegacy(requireElement(algorithm), allowLegacy);
  const plain = await decryptWithPassword(requireElement(algorithm), readOctets(requireElement(data)), password);
  return readKey(plain);
}

function readKey(bytes: Buffer): KeyObject {
  try {
    return createPrivateKey({ key: bytes, format: "der", type: "pkcs8" });
  } catch (error) {
    throw new PkiError("pfx-unreadable", "The PKCS#12 file holds a private key of an unknown form.", {}, error);
  }
}

function readCertificateBag(value: DerElement, contents: Pkcs12Contents): void {
  const [type, wrapper] = readChildren(value);
  if (readOid(type) !== oids.x509Certificate) return;
  if (contents.certificates.length >= maximumCertificates) {
    throw new PkiError("too-many-certificates", `The file holds more than ${maximumCertificates} certificates.`);
  }
  const octets = readOctets(requireElement(readChildren(requireElement(wrapper))[0]));
  try {
    contents.certificates.push(new X509Certificate(octets));
  } catch (error) {
    throw new PkiError("pfx-unreadable", "The PKCS#12 file holds a damaged certificate.", {}, error);
  }
}

function refuseLegacy(algorithm: DerElement, allowLegacy: boolean): void {
  if (allowLegacy || !isLegacyEncryption(algorithm)) return;
  throw new PkiError(
    "pfx-legacy",
    "The PKCS#12 file is encrypted with RC2 or triple DES, which is no longer safe. Export it again with AES-256, for " +
      "example by: openssl pkcs12 -legacy -in old.p12 -nodes -out identity.pem, " +
      "then openssl pkcs12 -export -in identity.pem -out new.p12.",
  );
}

function readContentInfo(element: DerElement | undefined): { type: string; content: DerElement | undefined } {
  const [type, wrapper] = readChildren(requireTag(element, derTag.sequence, "Content"));
  return { type: readOid(type), content: wrapper === undefined ? undefined : readChildren(wrapper)[0] };
}

function requireElement(element: DerElement | undefined): DerElement {
  if (element === undefined) throw new DerError("a part is missing");
  return element;
}
