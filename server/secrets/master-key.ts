import "server-only";
import { execFile } from "node:child_process";
import { randomBytes, scrypt } from "node:crypto";
import { closeSync, existsSync, fstatSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { Env } from "@/server/env";
import { Secret } from "./secret";

const KEY_BYTES = 32;
const CREDENTIAL_NAME = "signalbox-master-key";
const COMMAND_TIMEOUT_MS = 30_000;
const SCRYPT_MEMORY_BYTES = 256 * 1024 * 1024;

/** Thrown when there is no usable master key; `message` is for the person who starts the process and holds no key. */
export class MasterKeyError extends Error {
  override readonly name = "MasterKeyError";
}

/** Parameters of SEC-A4 by which a passphrase becomes a key; stored beside the data. */
export interface PassphraseParameters {
  salt: string;
  N: number;
  r: number;
  p: number;
}

function parseKey(content: Buffer, source: string): Secret {
  if (content.length === KEY_BYTES) return new Secret(content);
  const text = content.toString("utf8").trim();
  content.fill(0);
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : Buffer.from(text, "base64");
  if (key.length !== KEY_BYTES) {
    throw new MasterKeyError(
      `The ${source} does not hold a key of 32 bytes, as Base64, as hexadecimal or as they are.`,
    );
  }
  return new Secret(key);
}

/**
 * Reads a key from a file that nobody but the service user can read (SEC-A4).
 * @throws MasterKeyError for another owner, wider permissions or other contents.
 */
export function readMasterKeyFile(file: string): Secret {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (error) {
    throw new MasterKeyError(`The master key file ${file} cannot be opened.`, { cause: error });
  }
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw new MasterKeyError(`The master key file ${file} is not a regular file.`);
    if (status.uid !== process.getuid?.()) {
      throw new MasterKeyError(
        `The master key file ${file} belongs to another user than the one this process runs as.`,
      );
    }
    const mode = status.mode & 0o777;
    if (mode !== 0o400 && mode !== 0o600) {
      throw new MasterKeyError(
        `The master key file ${file} has mode ${mode.toString(8).padStart(4, "0")}; it must be 0400 or 0600.`,
      );
    }
    return parseKey(readFileSync(descriptor), `master key file ${file}`);
  } finally {
    closeSync(descriptor);
  }
}

function readDescriptor(descriptor: number): Secret {
  try {
    return parseKey(readFileSync(descriptor), `file descriptor ${descriptor}`);
  } catch (error) {
    if (error instanceof MasterKeyError) throw error;
    throw new MasterKeyError(`The master key cannot be read from file descriptor ${descriptor}.`, { cause: error });
  }
}

async function runCommand(command: string): Promise<Secret> {
  try {
    const { stdout } = await promisify(execFile)("/bin/sh", ["-c", command], {
      timeout: COMMAND_TIMEOUT_MS,
      maxBuffer: 64 * 1024,
      encoding: "buffer",
    });
    return parseKey(stdout, "output of the master key command");
  } catch (error) {
    if (error instanceof MasterKeyError) throw error;
    // The failure of a child process carries its output, which may be the key.
    throw new MasterKeyError("The master key command failed.");
  }
}

/**
 * Reads the master key from the configured source; null when it is a passphrase that is still to be entered (SEC-A4).
 * @throws MasterKeyError when no source is configured or the source gives no key. There is no built-in key.
 */
export async function readMasterKey(source: Env["masterKey"]): Promise<Secret | null> {
  if (source.isPassphrasePrompted) return null;
  if (source.file !== undefined) return readMasterKeyFile(source.file);
  if (source.fileDescriptor !== undefined) return readDescriptor(source.fileDescriptor);
  if (source.command !== undefined) return runCommand(source.command);
  const credential = source.credentialsDirectory && path.join(source.credentialsDirectory, CREDENTIAL_NAME);
  if (credential && existsSync(credential)) return readMasterKeyFile(credential);
  throw new MasterKeyError(
    "There is no master key. Set SIGNALBOX_MASTER_KEY_FILE, SIGNALBOX_MASTER_KEY_FD, SIGNALBOX_MASTER_KEY_COMMAND or SIGNALBOX_MASTER_KEY_PASSPHRASE=prompt.",
  );
}

/** Parameters for a passphrase that is set now. */
export function newPassphraseParameters(): PassphraseParameters {
  return { salt: randomBytes(32).toString("base64"), N: 2 ** 17, r: 8, p: 1 };
}

/** The master key of a passphrase (scrypt, RFC 7914). */
export function deriveFromPassphrase(passphrase: string, { salt, N, r, p }: PassphraseParameters): Promise<Secret> {
  return new Promise((resolve, reject) => {
    const options = { N, r, p, maxmem: SCRYPT_MEMORY_BYTES };
    scrypt(passphrase.normalize("NFKC"), Buffer.from(salt, "base64"), KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(new Secret(key)),
    );
  });
}
