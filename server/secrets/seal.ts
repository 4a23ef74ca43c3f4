import "server-only";
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const FORMAT_VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 2;

/** Where a device secret may be sent. A ciphertext opens for exactly the destination it was stored for (SEC-A10). */
export interface Destination {
  kind: string;
  host: string;
  port: number;
  userName: string;
  alternates: readonly { host: string; port: number }[];
}

/** The place a ciphertext belongs to; it opens nowhere else (SEC-A2). */
export interface Binding {
  table: string;
  rowId: string;
  column: string;
  destination?: Destination;
}

/** Thrown when a ciphertext is damaged, or does not belong to the place, destination or key it is opened with. */
export class SealError extends Error {
  override readonly name = "SealError";
}

function associatedData(keyId: string, { table, rowId, column, destination }: Binding): Buffer {
  const place = destination && [
    destination.kind,
    destination.host,
    destination.port,
    destination.userName,
    destination.alternates.map(({ host, port }) => [host, port]),
  ];
  return Buffer.from(JSON.stringify(["signalbox", FORMAT_VERSION, table, rowId, column, keyId, place ?? null]), "utf8");
}

/**
 * AES-256-GCM with a fresh random 96-bit nonce (SEC-A1 to A3).
 * Layout: version (1 byte), length of key id (1), key id, nonce (12), ciphertext, tag (16).
 */
export function sealBytes(key: Buffer, keyId: string, binding: Binding, plaintext: Uint8Array): Buffer {
  const id = Buffer.from(keyId, "utf8");
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(keyId, binding));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.from([FORMAT_VERSION, id.length]), id, nonce, body, cipher.getAuthTag()]);
}

interface Envelope {
  keyId: string;
  nonce: Buffer;
  body: Buffer;
  tag: Buffer;
}

function parseEnvelope(sealed: Uint8Array): Envelope {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const idEnd = HEADER_BYTES + (bytes[1] ?? 0);
  const bodyStart = idEnd + NONCE_BYTES;
  if (bytes[0] !== FORMAT_VERSION || bytes.length < bodyStart + TAG_BYTES) {
    throw new SealError("This is not a sealed value of a known format.");
  }
  return {
    keyId: bytes.toString("utf8", HEADER_BYTES, idEnd),
    nonce: bytes.subarray(idEnd, bodyStart),
    body: bytes.subarray(bodyStart, bytes.length - TAG_BYTES),
    tag: bytes.subarray(bytes.length - TAG_BYTES),
  };
}

/** Id of the key that opens a sealed value. @throws SealError */
export function keyIdOf(sealed: Uint8Array): string {
  return parseEnvelope(sealed).keyId;
}

/** Opens a sealed value for the place it is read from. @throws SealError */
export function openBytes(key: Buffer, binding: Binding, sealed: Uint8Array): Buffer {
  const { keyId, nonce, body, tag } = parseEnvelope(sealed);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(keyId, binding));
  decipher.setAuthTag(tag);
  const plaintext = decipher.update(body);
  try {
    return Buffer.concat([plaintext, decipher.final()]);
  } catch (error) {
    throw new SealError("The stored secret does not belong to this place.", { cause: error });
  } finally {
    plaintext.fill(0);
  }
}
