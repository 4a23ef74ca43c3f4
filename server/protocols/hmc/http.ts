/** Requests of the HMC's API over the transport (HMC Web Services API, sections 1.1 and 4). */
import { createHttpConnection, type HttpConnection } from "@/server/transport/http";
import type { ConnectionTarget, DeviceAddress } from "../kind";
import type { HmcAnswer, HmcRequest } from "./exchange";

/** Inventories of large installations are some megabytes; nothing sensible is larger than this. */
const RESPONSE_LIMIT_BYTES = 64 * 1024 * 1024;

export interface SendOptions {
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** One address of an HMC with its sockets. */
export class HmcHttp {
  readonly address: DeviceAddress;
  readonly #connection: HttpConnection;
  readonly #presented: () => string | null;

  constructor(address: DeviceAddress, connection: HttpConnection, presented: () => string | null) {
    this.address = address;
    this.#connection = connection;
    this.#presented = presented;
  }

  /** PEM of the certificate the HMC presented last; null before the first handshake. */
  get certificatePem(): string | null {
    return this.#presented();
  }

  /** Sends a request and reads the answer, whatever its status. @throws TransportError */
  async send(
    request: HmcRequest,
    options: SendOptions = {},
  ): Promise<HmcAnswer & { headers: ReadonlyMap<string, string>; sizeBytes: number }> {
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const answer = await this.#connection.request({
      method: request.method,
      path: request.uri,
      headers: body === undefined ? options.headers : { "content-type": "application/json", ...options.headers },
      body,
      signal: options.signal,
      maximumResponseBytes: RESPONSE_LIMIT_BYTES,
    });
    return {
      status: answer.status,
      headers: answer.headers,
      contentType: answer.headers.get("content-type") ?? null,
      text: answer.body.toString("utf8"),
      sizeBytes: answer.body.length,
    };
  }

  /** Lets running requests end, then closes. Never throws. */
  async close(): Promise<void> {
    await this.#connection.close().catch(() => undefined);
  }

  /** Closes every socket at once. */
  destroy(): void {
    void this.#connection.destroy().catch(() => undefined);
  }
}

/** Builds the connection to one address; nothing is dialled yet. */
export async function openHmcHttp(target: ConnectionTarget, address: DeviceAddress): Promise<HmcHttp> {
  let certificatePem: string | null = null;
  const connection = await createHttpConnection({
    host: address.host,
    port: address.port,
    tls: target.tls,
    addressPolicy: target.addressPolicy,
    requester: target.requester,
    onConnect: (facts) => {
      certificatePem = facts.peerCertificatePem;
    },
  });
  return new HmcHttp(address, connection, () => certificatePem);
}
