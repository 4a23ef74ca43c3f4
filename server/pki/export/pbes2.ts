/** Encrypts with a password: PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC (RFC 8018 section 6.2). */
import { createCipheriv, type KeyObject, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { der, derInteger, derOid, derSequence, derTag } from "../der";
import { createGate } from "../gate";
import { encodePem } from "../pem";

/** Rounds for a key of its own; node:crypto's export has 2048 fixed ones. */
export const keyRounds = 600_000;

const oids = {
  pbes2: "1.2.840.113549.1.5.13",
  pbkdf2: "1.2.840.113549.1.5.12",
  hmacSha256: "1.2.840.113549.2.9",
  aes256Cbc: "2.16.840.1.101.3.4.1.42",
};
const derive = promisify(pbkdf2);
/** One derivation at a time leaves the thread pool to others. */
const gate = createGate(1);

/** AlgorithmIdentifier and ciphertext. */
export interface Encrypted {
  algorithm: Buffer;
  data: Buffer;
}

/** Encrypts in one piece; the key is derived in the thread pool. */
export async function encryptWithPassword(plain: Uint8Array, password: string, rounds: number): Promise<Encrypted> {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const key = await gate(() => derive(Buffer.from(password, "utf8"), salt, rounds, 32, "sha256"));
  try {
    const cipher = createCipheriv("aes-256-cbc", key, iv);
    const derivation = derSequence(
      derOid(oids.pbkdf2),
      derSequence(
        der(derTag.octetString, salt),
        derInteger(rounds),
        derSequence(derOid(oids.hmacSha256), der(derTag.null)),
      ),
    );
    const encryption = derSequence(derOid(oids.aes256Cbc), der(derTag.octetString, iv));
    return {
      algorithm: derSequence(derOid(oids.pbes2), derSequence(derivation, encryption)),
      data: Buffer.concat([cipher.update(plain), cipher.final()]),
    };
  } finally {
    key.fill(0);
  }
}

/** EncryptedPrivateKeyInfo (RFC 5958 section 3). */
export async function encryptKey(privateKey: KeyObject, password: string, rounds: number): Promise<Buffer> {
  const plain = privateKey.export({ format: "der", type: "pkcs8" });
  try {
    const { algorithm, data } = await encryptWithPassword(plain, password, rounds);
    return derSequence(algorithm, der(derTag.octetString, data));
  } finally {
    plain.fill(0);
  }
}

/** A private key as encrypted PKCS#8 in PEM. */
export async function exportEncryptedKey(privateKey: KeyObject, password: string): Promise<string> {
  return encodePem("ENCRYPTED PRIVATE KEY", await encryptKey(privateKey, password, keyRounds));
}
