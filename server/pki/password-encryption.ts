/**
 * Password-based encryption of keys: PBES2 with PBKDF2 or scrypt (RFC 8018, RFC 7914) and the PKCS#12 schemes
 * (RFC 7292 appendix B and C). Keys are derived off the event loop, and the cost is bounded.
 */
import { createDecipheriv, createHash, pbkdf2, scrypt } from "node:crypto";
import { promisify } from "node:util";
import forge from "node-forge";
import { type DerElement, DerError, derTag, readChildren, readOid, readSmallInteger, requireTag } from "./der";
import { repeatHash } from "./repeated-hash";

/** More than any known program asks for; a file that wants more would only keep the server busy. */
export const maximumIterations = 5_000_000;
const maximumScryptMemory = 256 * 1024 * 1024;

const pbkdf2Async = promisify(pbkdf2);
const scryptAsync: (password: Buffer, salt: Buffer, length: number, options: object) => Promise<Buffer> =
  promisify(scrypt);

/** The file asks for an algorithm or a cost that is not supported. */
export class UnsupportedEncryptionError extends Error {
  override readonly name = "UnsupportedEncryptionError";
}

/** The password does not open the data; a damaged file cannot be told apart from this. */
export class WrongPasswordError extends Error {
  override readonly name = "WrongPasswordError";
}

const hashes: Record<string, { name: string; length: number; block: number }> = {
  "1.2.840.113549.2.7": { name: "sha1", length: 20, block: 64 },
  "1.2.840.113549.2.8": { name: "sha224", length: 28, block: 64 },
  "1.2.840.113549.2.9": { name: "sha256", length: 32, block: 64 },
  "1.2.840.113549.2.10": { name: "sha384", length: 48, block: 128 },
  "1.2.840.113549.2.11": { name: "sha512", length: 64, block: 128 },
  "1.3.14.3.2.26": { name: "sha1", length: 20, block: 64 },
  "2.16.840.1.101.3.4.2.1": { name: "sha256", length: 32, block: 64 },
  "2.16.840.1.101.3.4.2.2": { name: "sha384", length: 48, block: 128 },
  "2.16.840.1.101.3.4.2.3": { name: "sha512", length: 64, block: 128 },
  "2.16.840.1.101.3.4.2.4": { name: "sha224", length: 28, block: 64 },
};

const blockCiphers: Record<string, { name: string; keyLength: number }> = {
  "2.16.840.1.101.3.4.1.2": { name: "aes-128-cbc", keyLength: 16 },
  "2.16.840.1.101.3.4.1.22": { name: "aes-192-cbc", keyLength: 24 },
  "2.16.840.1.101.3.4.1.42": { name: "aes-256-cbc", keyLength: 32 },
  "1.2.840.113549.3.7": { name: "des-ede3-cbc", keyLength: 24 },
};

const pkcs12Ciphers: Record<string, { kind: "des3" | "rc2"; keyLength: number; bits: number }> = {
  "1.2.840.113549.1.12.1.3": { kind: "des3", keyLength: 24, bits: 192 },
  "1.2.840.113549.1.12.1.4": { kind: "des3", keyLength: 16, bits: 128 },
  "1.2.840.113549.1.12.1.5": { kind: "rc2", keyLength: 16, bits: 128 },
  "1.2.840.113549.1.12.1.6": { kind: "rc2", keyLength: 5, bits: 40 },
};

const pbes2Oid = "1.2.840.113549.1.5.13";

/** Whether an algorithm is one of the RC2 and triple-DES schemes that current OpenSSL refuses to read by default. */
export function isLegacyEncryption(algorithm: DerElement): boolean {
  return readOid(readChildren(algorithm)[0]) in pkcs12Ciphers;
}

/** The hash an algorithm identifier stands for. Throws {@link UnsupportedEncryptionError}. */
export function requireHash(algorithm: DerElement | undefined): { name: string; length: number; block: number } {
  const oid = readOid(readChildren(requireTag(algorithm, derTag.sequence, "Hash algorithm"))[0]);
  const hash = hashes[oid];
  if (hash === undefined) throw new UnsupportedEncryptionError(`hash ${oid} is not supported`);
  return hash;
}

/**
 * Decrypts data with the scheme of its AlgorithmIdentifier. Throws {@link WrongPasswordError},
 * {@link UnsupportedEncryptionError} or {@link DerError}.
 */
export async function decryptWithPassword(algorithm: DerElement, data: Buffer, password: string): Promise<Buffer> {
  const [oid, parameters] = readChildren(algorithm);
  const name = readOid(oid);
  const settings = readChildren(requireTag(parameters, derTag.sequence, "Encryption parameters"));
  if (name === pbes2Oid) return decryptPbes2(settings, data, password);
  const cipher = pkcs12Ciphers[name];
  if (cipher === undefined) throw new UnsupportedEncryptionError(`encryption ${name} is not supported`);
  const salt = requireTag(settings[0], derTag.octetString, "Salt").content;
  const iterations = requireIterations(settings[1]);
  const sha1 = { name: "sha1", length: 20, block: 64 };
  const derive = (id: 1 | 2, length: number) => derivePkcs12(sha1, id, password, salt, iterations, length);
  const key = await derive(1, cipher.keyLength);
  const iv = await derive(2, 8);
  if (cipher.kind === "rc2") return decryptRc2(key, cipher.bits, iv, data);
  const tripleKey = key.length === 16 ? Buffer.concat([key, key.subarray(0, 8)]) : key;
  return decryptBlocks("des-ede3-cbc", tripleKey, iv, data);
}

/** Key derivation of PKCS#12 (RFC 7292 appendix B.2); `id` is 1 for keys, 2 for vectors and 3 for MACs. */
export async function derivePkcs12(
  hash: { name: string; length: number; block: number },
  id: 1 | 2 | 3,
  password: string,
  salt: Buffer,
  iterations: number,
  length: number,
): Promise<Buffer> {
  const { block } = hash;
  const secret = Buffer.from(`${password}\0`, "utf16le").swap16();
  const fill = (bytes: Buffer) =>
    bytes.length === 0 ? bytes : Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes);
  const input = Buffer.concat([fill(salt), fill(secret)]);
  const diversifier = Buffer.alloc(block, id);
  const output: Buffer[] = [];
  for (let produced = 0; produced < length; produced += hash.length) {
    const first = createHash(hash.name).update(diversifier).update(input).digest();
    const digest = await repeatHash(hash.name, first, iterations - 1);
    output.push(digest);
    addToBlocks(input, Buffer.alloc(block, digest), block);
  }
  return Buffer.concat(output).subarray(0, length);
}

/** Iteration count within the bound. Throws {@link UnsupportedEncryptionError}. */
export function requireIterations(element: DerElement | undefined): number {
  const iterations = readSmallInteger(element);
  if (iterations < 1 || iterations > maximumIterations) {
    throw new UnsupportedEncryptionError(`${iterations} rounds of key derivation are too many`);
  }
  return iterations;
}

async function decryptPbes2(settings: DerElement[], data: Buffer, password: string): Promise<Buffer> {
  const derivation = readChildren(requireTag(settings[0], derTag.sequence, "Key derivation"));
  const encryption = readChildren(requireTag(settings[1], derTag.sequence, "Cipher"));
  const cipherOid = readOid(encryption[0]);
  const cipher = blockCiphers[cipherOid];
  if (cipher === undefined) throw new UnsupportedEncryptionError(`cipher ${cipherOid} is not supported`);
  const iv = requireTag(encryption[1], derTag.octetString, "Initialization vector").content;
  const parameters = readChildren(requireTag(derivation[1], derTag.sequence, "Key derivation parameters"));
  const key = await deriveKey(readOid(derivation[0]), parameters, Buffer.from(password, "utf8"), cipher.keyLength);
  return decryptBlocks(cipher.name, key, iv, data);
}

async function deriveKey(oid: string, parameters: DerElement[], password: Buffer, length: number): Promise<Buffer> {
  const salt = requireTag(parameters[0], derTag.octetString, "Salt").content;
  if (oid === "1.2.840.113549.1.5.12") {
    const iterations = requireIterations(parameters[1]);
    const algorithm = parameters.slice(2).find((element) => element.tag === derTag.sequence);
    const hash = algorithm === undefined ? "sha1" : requireHash(algorithm).name;
    return pbkdf2Async(password, salt, iterations, length, hash);
  }
  if (oid === "1.3.6.1.4.1.11591.4.11") {
    const [N, r, p] = [1, 2, 3].map((index) => readSmallInteger(parameters[index]));
    if (N === undefined || r === undefined || p === undefined || 128 * N * r > maximumScryptMemory || p > 16) {
      throw new UnsupportedEncryptionError("key derivation with scrypt asks for too much memory");
    }
    return scryptAsync(password, salt, length, { N, r, p, maxmem: maximumScryptMemory + 1024 * 1024 });
  }
  throw new UnsupportedEncryptionError(`key derivation ${oid} is not supported`);
}

function decryptBlocks(cipher: string, key: Buffer, iv: Buffer, data: Buffer): Buffer {
  let decipher: ReturnType<typeof createDecipheriv>;
  try {
    decipher = createDecipheriv(cipher, key, iv);
  } catch (error) {
    throw new DerError(`The initialization vector has a wrong length (${String(error)})`);
  }
  try {
    return Buffer.concat([decipher.update(data), decipher.final()]);
  } catch {
    throw new WrongPasswordError("The password does not open the data");
  }
}

function decryptRc2(key: Buffer, bits: number, iv: Buffer, data: Buffer): Buffer {
  const decipher = forge.rc2.createDecryptionCipher(key.toString("binary"), bits);
  decipher.start(iv.toString("binary"));
  decipher.update(forge.util.createBuffer(data.toString("binary")));
  if (!decipher.finish()) throw new WrongPasswordError("The password does not open the data");
  return Buffer.from(decipher.output.getBytes(), "binary");
}

/** Each block of `input` plus `addend` plus one, as big-endian numbers modulo their size (RFC 7292 B.2 step 6C). */
function addToBlocks(input: Buffer, addend: Buffer, block: number): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1;
    for (let index = block - 1; index >= 0; index -= 1) {
      const sum = (input[start + index] ?? 0) + (addend[index] ?? 0) + carry;
      input[start + index] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}
