/** POST requests with CIM-XML over the transport (DSP0200, section 7; reference, section 1). */
import type { HttpScheme, HttpStream } from "@/server/transport/http";
import { DeviceHttp, type HttpTarget, openSockets } from "../device-http";
import type { DeviceAddress } from "../kind";
import type { WbemRequest } from "./exchange";
import { CIMOM_PATH } from "./paths";

/** Answers are read as they arrive; this only ends those that would never. */
const RESPONSE_LIMIT_BYTES = 2 * 1024 * 1024 * 1024;
/** A body that says nothing is read to its end if it is no longer than this. */
const DISCARD_LIMIT_BYTES = 64 * 1024;
const DISCARD_MS = 500;

/** One address of a WBEM server with its sockets. */
export class WbemHttp extends DeviceHttp {
  /**
   * Sends a request, never twice, and hands over the answer whatever its status. `authorize` makes the value of
   * `Authorization`, undefined for none, when the request has its socket.
   * @throws TransportError, what `authorize` throws
   */
  async post(request: WbemRequest, authorize?: () => Promise<string | undefined>): Promise<HttpStream> {
    return this.connection.stream({
      method: "POST",
      path: CIMOM_PATH,
      headers: {
        "content-type": 'application/xml; charset="utf-8"',
        accept: "text/xml, application/xml",
        te: "trailers",
        ...request.headers,
      },
      lateHeaders: async () => {
        const authorization = await authorize?.();
        const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
        return headers;
      },
      body: request.body,
      signal: request.signal,
      maximumResponseBytes: RESPONSE_LIMIT_BYTES,
    });
  }
}

/** Builds the connection to one address; nothing is dialled yet. */
export async function openWbemHttp(
  target: HttpTarget,
  address: DeviceAddress,
  scheme: HttpScheme,
  connections?: number,
): Promise<WbemHttp> {
  return new WbemHttp(await openSockets(target, address, connections, scheme));
}

/**
 * Gives up a body that says nothing. A short one whose end is marked is read, which keeps the connection; any other closes
 * it: refusals come without a length on connections that stay open (reference, section 1.5). Never throws.
 */
export async function discardBody({ headers, body }: HttpStream): Promise<void> {
  const length = headers.get("content-length") ?? "";
  const isChunked = headers.get("transfer-encoding")?.toLowerCase() === "chunked";
  if (!isChunked && (!/^\d{1,12}$/.test(length) || Number(length) > DISCARD_LIMIT_BYTES)) {
    body.destroy();
    return;
  }
  const timer = setTimeout(() => body.destroy(), DISCARD_MS);
  try {
    let bytes = 0;
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > DISCARD_LIMIT_BYTES) break;
    }
  } catch {
    body.destroy();
  } finally {
    clearTimeout(timer);
  }
}
