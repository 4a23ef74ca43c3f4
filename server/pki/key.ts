/** Reads private keys in the forms operators bring: PKCS#1, PKCS#8 and SEC1, as PEM or DER, encrypted or not. */
import { createPrivateKey, type KeyObject, type X509Certificate } from "node:crypto";
import { DerError, derTag, readChildren, readDer, requireTag } from "./der";
import { PkiError } from "./errors";
import { decryptWithPassword, UnsupportedEncryptionError, WrongPasswordError } from "./password-encryption";
import { decodeText, looksLikeDer, type PemBlock, requireFileSize, scanPem } from "./pem";

const wrongPassword = "The key password is wrong.";
const missingPassword = "The private key is encrypted; enter its password.";

/**
 * Reads the private key of a file; certificates and text around it are ignored. Throws {@link PkiError}
 * `key-password-missing`, `key-password-wrong`, `key-unreadable` or `file-too-large` (tls-profile-options section 5).
 */
export async function readPrivateKey(input: string | Uint8Array, password?: string): Promise<KeyObject> {
  const bytes = requireFileSize(input);
  if (looksLikeDer(bytes)) return readDerKey(bytes, password);
  const blocks = scanPem(decodeText(bytes)).filter((block) => block.label.endsWith("PRIVATE KEY"));
  const [block, ...others] = blocks;
  if (block === undefined) throw new PkiError("key-unreadable", "The file holds no private key.");
  if (others.length > 0) {
    throw new PkiError("key-unreadable", "The file holds more than one private key.", { line: others[0]?.line });
  }
  return readPemKey(block, password);
}

/** Whether a text or file holds a private key that needs a password. */
export function isEncryptedKey(input: string | Uint8Array): boolean {
  const bytes = requireFileSize(input);
  if (looksLikeDer(bytes)) return isEncryptedPkcs8(bytes);
  return scanPem(decodeText(bytes)).some(isEncryptedBlock);
}

/** Throws {@link PkiError} `key-cert-mismatch` unless the key belongs to the certificate (tls-profile-options 4.6). */
export function requireMatchingKey(certificate: X509Certificate, key: KeyObject): void {
  if (certificate.checkPrivateKey(key)) return;
  const types = [certificate.publicKey.asymmetricKeyType, key.asymmetricKeyType];
  const detail =
    types[0] === types[1] ? "" : ` The certificate has a key of type ${types[0]}, the file one of ${types[1]}.`;
  throw new PkiError("key-cert-mismatch", `The private key does not belong to the certificate.${detail}`, {
    subject: certificate.subject,
  });
}

/** Unencrypted PKCS#8 as PEM: the one form in which keys are sealed and used. */
export function exportPrivateKey(key: KeyObject): string {
  return key.export({ format: "pem", type: "pkcs8" }).toString();
}

/** Decrypts an EncryptedPrivateKeyInfo (RFC 5958 section 3). Throws like {@link readPrivateKey}. */
export async function decryptPkcs8(bytes: Buffer, password: string): Promise<KeyObject> {
  let plain: Buffer;
  try {
    const [algorithm, data] = readChildren(requireTag(readDer(bytes, true), derTag.sequence, "Encrypted key"));
    plain = await decryptWithPassword(
      requireTag(algorithm, derTag.sequence, "Encryption algorithm"),
      requireTag(data, derTag.octetString, "Encrypted data").content,
      password,
    );
  } catch (error) {
    if (error instanceof WrongPasswordError) throw new PkiError("key-password-wrong", wrongPassword, {}, error);
    if (error instanceof UnsupportedEncryptionError) {
      throw new PkiError("key-unreadable", `The key cannot be decrypted: ${error.message}.`, {}, error);
    }
    if (error instanceof DerError) throw unreadable(error);
    throw error;
  }
  try {
    return createPrivateKey({ key: plain, format: "der", type: "pkcs8" });
  } catch (error) {
    // One wrong password in 256 leaves valid padding and so gets as far as this.
    throw new PkiError("key-password-wrong", wrongPassword, {}, error);
  } finally {
    plain.fill(0);
  }
}

async function readPemKey(block: PemBlock, password: string | undefined): Promise<KeyObject> {
  const facts = { line: block.line };
  if (block.bytes === null) throw new PkiError("key-unreadable", `The private key is damaged: ${block.reason}.`, facts);
  if (!isEncryptedBlock(block)) {
    try {
      return createPrivateKey(block.text);
    } catch (error) {
      throw unreadable(error, facts);
    }
  }
  if (password === undefined || password === "") throw new PkiError("key-password-missing", missingPassword, facts);
  if (block.label === "ENCRYPTED PRIVATE KEY") return decryptPkcs8(block.bytes, password);
  try {
    return createPrivateKey({ key: block.text, passphrase: password });
  } catch (error) {
    throw new PkiError("key-password-wrong", wrongPassword, facts, error);
  }
}

async function readDerKey(bytes: Buffer, password: string | undefined): Promise<KeyObject> {
  if (isEncryptedPkcs8(bytes)) {
    if (password === undefined || password === "") throw new PkiError("key-password-missing", missingPassword);
    return decryptPkcs8(bytes, password);
  }
  for (const type of ["pkcs8", "pkcs1", "sec1"] as const) {
    try {
      return createPrivateKey({ key: bytes, format: "der", type });
    } catch {
      // The three forms are told apart only by trying them.
    }
  }
  throw unreadable();
}

function isEncryptedBlock(block: PemBlock): boolean {
  if (block.label === "ENCRYPTED PRIVATE KEY") return true;
  return block.label.endsWith("PRIVATE KEY") && (block.headers.get("proc-type") ?? "").includes("ENCRYPTED");
}

function isEncryptedPkcs8(bytes: Buffer): boolean {
  try {
    const [first, second, ...rest] = readChildren(readDer(bytes, true));
    return first?.tag === derTag.sequence && second?.tag === derTag.octetString && rest.length === 0;
  } catch {
    return false;
  }
}

function unreadable(cause?: unknown, facts: { line?: number } = {}): PkiError {
  return new PkiError(
    "key-unreadable",
    "This is not a private key, or it is damaged or of an unknown form.",
    facts,
    cause,
  );
}
