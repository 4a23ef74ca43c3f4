/**
 * Watches a TLS 1.2 handshake, which is not encrypted, to learn what Node.js does not tell: the certificates exactly as
 * sent, and whether and for which CAs a client certificate is requested (RFC 5246 sections 6.2.1, 7.4.2 and 7.4.4).
 */
import { X509Certificate } from "node:crypto";
import type net from "node:net";
import { Duplex } from "node:stream";
import tls from "node:tls";
import type { Timeouts } from "@/contracts/tls";
import { readChildren, readDer, readOid } from "@/server/pki/der";
import { connectRoute, type Route } from "./dial";

const handshakeRecord = 22;
const certificateMessage = 11;
const certificateRequestMessage = 13;
const maximumHandshakeBytes = 512 * 1024;

/** A way that the address policy has allowed, and what to say on it. */
export interface ObservationTarget extends Route {
  servername: string;
  timeouts: Pick<Timeouts, "connectMs" | "handshakeMs">;
  signal?: AbortSignal;
}

export interface HandshakeObservation {
  /** Certificates in the order they were sent. */
  certificates: X509Certificate[];
  clientCertificateRequested: boolean;
  /** Names of the CAs whose client certificates the server accepts; empty when it does not say. */
  acceptedAuthorities: string[];
}

/**
 * Shakes hands without trust and without sending application data, and reports what the server sent; null when the
 * server does not speak TLS 1.2. Throws TransportError when the address cannot be connected to.
 */
export async function observeHandshake(target: ObservationTarget): Promise<HandshakeObservation | null> {
  const raw = await connectRoute(target, target.timeouts.connectMs, target.signal);
  const tap = new HandshakeTap(raw);
  const socket = tls.connect({
    socket: tap,
    servername: target.servername,
    minVersion: "TLSv1",
    maxVersion: "TLSv1.2",
    ciphers: "DEFAULT:@SECLEVEL=0",
    rejectUnauthorized: false,
    ca: [],
  });
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, target.timeouts.handshakeMs);
    for (const event of ["secureConnect", "error", "close"]) {
      socket.on(event, () => {
        clearTimeout(timer);
        resolve();
      });
    }
  });
  socket.destroy();
  raw.destroy();
  return tap.report();
}

/** Whether a server asks for a client certificate. Throws TransportError when it cannot be connected to. */
export async function requestsClientCertificate(target: ObservationTarget): Promise<boolean> {
  return (await observeHandshake(target))?.clientCertificateRequested ?? false;
}

/** Passes bytes through in both directions and keeps the unencrypted handshake that the server sends. */
class HandshakeTap extends Duplex {
  readonly #socket: net.Socket;
  #received = Buffer.alloc(0);

  constructor(socket: net.Socket) {
    super();
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      if (this.#received.length < maximumHandshakeBytes) this.#received = Buffer.concat([this.#received, chunk]);
      if (!this.push(chunk)) socket.pause();
    });
    socket.on("end", () => this.push(null));
    socket.on("error", (error) => this.destroy(error));
    this.on("error", () => undefined);
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  report(): HandshakeObservation | null {
    const observation: HandshakeObservation = {
      certificates: [],
      clientCertificateRequested: false,
      acceptedAuthorities: [],
    };
    const messages = readMessages(joinHandshakeRecords(this.#received));
    if (messages.length === 0) return null;
    for (const { type, body } of messages) {
      if (type === certificateMessage) observation.certificates = readCertificates(body);
      if (type === certificateRequestMessage) {
        observation.clientCertificateRequested = true;
        observation.acceptedAuthorities = readAuthorities(body);
      }
    }
    return observation;
  }
}

/** Contents of the handshake records up to the first of another type, where encryption may begin. */
function joinHandshakeRecords(received: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let position = 0; position + 5 <= received.length; ) {
    const length = received.readUInt16BE(position + 3);
    if (received[position] !== handshakeRecord || position + 5 + length > received.length) break;
    parts.push(received.subarray(position + 5, position + 5 + length));
    position += 5 + length;
  }
  return Buffer.concat(parts);
}

function readMessages(bytes: Buffer): { type: number; body: Buffer }[] {
  const messages: { type: number; body: Buffer }[] = [];
  for (let position = 0; position + 4 <= bytes.length; ) {
    const length = bytes.readUIntBE(position + 1, 3);
    if (position + 4 + length > bytes.length) break;
    messages.push({ type: bytes.readUInt8(position), body: bytes.subarray(position + 4, position + 4 + length) });
    position += 4 + length;
  }
  return messages;
}

function readCertificates(body: Buffer): X509Certificate[] {
  return readVectors(body.subarray(3), 3).flatMap((bytes) => {
    try {
      return [new X509Certificate(bytes)];
    } catch {
      return [];
    }
  });
}

function readAuthorities(body: Buffer): string[] {
  const afterTypes = 1 + (body[0] ?? 0);
  if (afterTypes + 2 > body.length) return [];
  const afterAlgorithms = afterTypes + 2 + body.readUInt16BE(afterTypes);
  return readVectors(body.subarray(afterAlgorithms + 2), 2).flatMap((name) => readName(name) ?? []);
}

function readVectors(bytes: Buffer, lengthSize: number): Buffer[] {
  const vectors: Buffer[] = [];
  for (let position = 0; position + lengthSize <= bytes.length; ) {
    const length = bytes.readUIntBE(position, lengthSize);
    vectors.push(bytes.subarray(position + lengthSize, position + lengthSize + length));
    position += lengthSize + length;
  }
  return vectors;
}

const attributeNames: Record<string, string> = {
  "2.5.4.3": "CN",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
};

function readName(bytes: Buffer): string | null {
  try {
    const attributes = readChildren(readDer(bytes)).flatMap(readChildren).map(readChildren);
    return attributes
      .map(
        ([type, value]) => `${attributeNames[readOid(type)] ?? readOid(type)}=${value?.content.toString("utf8") ?? ""}`,
      )
      .join(", ");
  } catch {
    return null;
  }
}
