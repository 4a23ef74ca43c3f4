/** What the HTTP side of every kind of device has in common. */
import { createHttpConnection, type HttpConnection, type HttpScheme } from "@/server/transport/http";
import type { ConnectionTarget, DeviceAddress } from "./kind";
import { parseLargeJson } from "./large-json";

/** Larger bodies are read piece by piece. */
const LARGE_BYTES = 1024 * 1024;

/** The JSON of a large answer, or why it is none. */
export type LargeBody = { value: unknown } | { error: unknown };

/** What an answer holds. */
export interface DeviceBody {
  text: string;
  /** What a large answer holds, read piece by piece beforehand; `text` is empty then (REL-16). */
  large?: LargeBody;
}

/**
 * Reads a body without holding up others (REL-16). Where a large one says nothing but why it was refused, only its
 * beginning is kept, as text. Never throws.
 */
export async function readBody(bytes: Buffer, isRefusal: boolean): Promise<DeviceBody> {
  if (bytes.length <= LARGE_BYTES) return { text: bytes.toString("utf8") };
  if (isRefusal) return { text: bytes.toString("utf8", 0, LARGE_BYTES) };
  try {
    return { text: "", large: { value: await parseLargeJson(bytes) } };
  } catch (error) {
    return { text: "", large: { error } };
  }
}

/** The part of a target that a connection is made of. */
export type HttpTarget = Pick<ConnectionTarget, "tls" | "addressPolicy" | "proxy" | "requester">;

/** One address with its sockets. */
export interface DeviceSockets {
  address: DeviceAddress;
  connection: HttpConnection;
  /** PEM of the certificate that was presented last; null before the first handshake and without TLS. */
  presented(): string | null;
}

/** Builds the connection to one address; nothing is dialled yet. Whoever asks gets a fair share of it (SEC-G9). */
export async function openSockets(
  target: HttpTarget,
  address: DeviceAddress,
  connections?: number,
  scheme: HttpScheme = "https",
): Promise<DeviceSockets> {
  const { tls, addressPolicy, proxy, requester } = target;
  let certificatePem: string | null = null;
  const connection = await createHttpConnection({
    host: address.host,
    port: address.port,
    scheme,
    tls,
    addressPolicy,
    proxy,
    requester,
    connections,
    onConnect: (facts) => {
      certificatePem = facts.peerCertificatePem;
    },
  });
  return { address, connection, presented: () => certificatePem };
}

/** One address of a device; each kind adds how it sends. */
export class DeviceHttp {
  protected readonly connection: HttpConnection;
  readonly #sockets: DeviceSockets;

  constructor(sockets: DeviceSockets) {
    this.#sockets = sockets;
    this.connection = sockets.connection;
  }

  get address(): DeviceAddress {
    return this.#sockets.address;
  }

  /** PEM of the certificate the device presented last; null before the first handshake. */
  get certificatePem(): string | null {
    return this.#sockets.presented();
  }

  /** Lets running requests end, then closes. Never throws. */
  async close(): Promise<void> {
    await this.connection.close().catch(() => undefined);
  }

  /** Closes every socket at once. */
  destroy(): void {
    void this.connection.destroy().catch(() => undefined);
  }
}
