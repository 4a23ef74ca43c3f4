/** Requests to a BMC over the transport (BMC reference, section 8). */
import type { HttpStream } from "@/server/transport/http";
import { DeviceHttp, type HttpTarget, openSockets, readBody } from "../device-http";
import type { DeviceAddress } from "../kind";
import type { BmcAnswer, BmcRequest } from "./exchange";

/** The largest collections of large machines are some megabytes. */
const RESPONSE_LIMIT_BYTES = 32 * 1024 * 1024;
/** A timer cannot run longer; an event stream of that age is opened anew. */
const LONGEST_STREAM_MS = 2_147_483_647;

/**
 * `text/html` anywhere in `Accept` turns data into web pages, `X-Requested-With` the token into cookies: neither is ever
 * sent (sections 7.1 and 8).
 */
const STANDARD_HEADERS = { accept: "application/json", "odata-version": "4.0" };

/** An answer with the bytes of its body. */
export type FullAnswer = BmcAnswer & { bytes: Buffer };

export interface SendOptions {
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

/** One address of a BMC with its sockets. */
export class BmcHttp extends DeviceHttp {
  /**
   * Sends a request and reads the answer, whatever its status. Large ones do not hold up others meanwhile (REL-16).
   * @throws TransportError
   */
  async send(request: BmcRequest, options: SendOptions = {}): Promise<FullAnswer> {
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const answer = await this.connection.request({
      method: request.method,
      path: request.uri,
      headers: {
        ...STANDARD_HEADERS,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...request.headers,
        ...options.headers,
      },
      body,
      signal: options.signal,
      headersMs: request.headersMs,
      totalMs: request.totalMs,
      maximumResponseBytes: request.maximumResponseBytes ?? RESPONSE_LIMIT_BYTES,
    });
    const { status, headers, body: bytes } = answer;
    const head = { status, headers, contentType: headers.get("content-type") ?? null, bytes };
    // A 500 can hold the resource beside the error (section 8).
    return { ...head, ...(await readBody(bytes, status >= 400 && status !== 500)) };
  }

  /** Opens a stream that may be silent for as long as it likes (section 11). @throws TransportError */
  async openStream(uri: string, options: SendOptions = {}): Promise<HttpStream> {
    return this.connection.stream({
      method: "GET",
      path: uri,
      headers: { ...options.headers, accept: "text/event-stream", "cache-control": "no-cache" },
      signal: options.signal,
      bodyIdleMs: 0,
      totalMs: LONGEST_STREAM_MS,
      maximumResponseBytes: Number.MAX_SAFE_INTEGER,
    });
  }
}

/** Builds the connection to one address; nothing is dialled yet. */
export async function openBmcHttp(target: HttpTarget, address: DeviceAddress, connections?: number): Promise<BmcHttp> {
  return new BmcHttp(await openSockets(target, address, connections));
}
