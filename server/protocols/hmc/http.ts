/** Requests of the HMC's API over the transport (HMC Web Services API, sections 1.1 and 4). */
import { DeviceHttp, type HttpTarget, openSockets, readBody } from "../device-http";
import type { DeviceAddress } from "../kind";
import type { HmcAnswer, HmcRequest } from "./exchange";

/** Of answers with the properties of one object, which are parsed and redacted in one go. */
const USUAL_LIMIT_BYTES = 4 * 1024 * 1024;

/** An answer with its headers and the bytes of its body. */
export type FullAnswer = HmcAnswer & { headers: ReadonlyMap<string, string>; bytes: Buffer };

export interface SendOptions {
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** One address of an HMC with its sockets. */
export class HmcHttp extends DeviceHttp {
  /**
   * Sends a request and reads the answer, whatever its status. Large ones do not hold up others meanwhile; of large
   * refusals only the beginning is kept as text (REL-16). @throws TransportError
   */
  async send(request: HmcRequest, options: SendOptions = {}): Promise<FullAnswer> {
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const answer = await this.connection.request({
      method: request.method,
      path: request.uri,
      headers: body === undefined ? options.headers : { "content-type": "application/json", ...options.headers },
      body,
      signal: options.signal,
      maximumResponseBytes: request.maximumBytes ?? USUAL_LIMIT_BYTES,
    });
    const { status, headers, body: bytes } = answer;
    const head = { status, headers, contentType: headers.get("content-type") ?? null, bytes };
    return { ...head, ...(await readBody(bytes, status >= 400)) };
  }
}

/** Builds the connection to one address; nothing is dialled yet. */
export async function openHmcHttp(target: HttpTarget, address: DeviceAddress): Promise<HmcHttp> {
  return new HmcHttp(await openSockets(target, address));
}
