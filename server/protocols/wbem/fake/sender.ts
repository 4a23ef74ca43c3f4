/** How an answer leaves: at once with its length, or chunked while it is made, at the pace of the client. */
import type { ServerResponse } from "node:http";
import { LateFailure } from "./answer";
import type { Quirks } from "./quirks";

/** Answers up to this size are sent with their length. */
const MOST_UNCHUNKED_BYTES = 64 * 1024;
const CHUNK_BYTES = 32 * 1024;
const TRAILERS = "CIMError, CIMStatusCode, CIMStatusCodeDescription, Content-Language";

export type Pieces = Iterable<string | Uint8Array>;

export interface Sending {
  quirks: Quirks;
  /** When the request arrived, for WBEMServerResponseTime. */
  startedAt: bigint;
  hasResponseTime: boolean;
  /** The client has said that trailers are welcome. */
  takesTrailers: boolean;
  /** What happens after so many bytes instead of the rest. */
  interruption?: { afterBytes: number; then: () => void };
}

function headersOf({ quirks, startedAt, hasResponseTime }: Sending): Record<string, string> {
  const microseconds = (process.hrtime.bigint() - startedAt) / 1000n;
  return {
    ...(quirks.contentType === null ? {} : { "Content-Type": quirks.contentType }),
    ...(quirks.hasNoCimHeaders ? {} : { CIMOperation: "MethodResponse" }),
    ...(hasResponseTime ? { WBEMServerResponseTime: String(microseconds) } : {}),
    "Cache-Control": "no-cache",
  };
}

/** Pieces joined to chunks that are worth a write. */
function* chunksOf(pieces: Pieces, encoding: "utf8" | "latin1"): Generator<Buffer> {
  let waiting: Buffer[] = [];
  let text = "";
  let size = 0;
  const flushText = () => {
    if (text === "") return;
    waiting.push(Buffer.from(text, encoding));
    text = "";
  };
  for (const piece of pieces) {
    size += piece.length;
    if (typeof piece === "string") text += piece;
    else {
      flushText();
      waiting.push(Buffer.from(piece));
    }
    if (size < CHUNK_BYTES) continue;
    flushText();
    yield Buffer.concat(waiting);
    waiting = [];
    size = 0;
  }
  flushText();
  if (waiting.length > 0) yield Buffer.concat(waiting);
}

/** Sends a whole answer; resolves when it is sent or the client is gone. */
export async function sendAnswer(response: ServerResponse, pieces: Pieces, sending: Sending): Promise<void> {
  const chunks = chunksOf(pieces, sending.quirks.isLatin1 ? "latin1" : "utf8");
  const { quirks, interruption, takesTrailers } = sending;
  if (interruption === undefined && !quirks.isAlwaysChunked) {
    const first: Buffer[] = [];
    let size = 0;
    let next = chunks.next();
    while (next.done !== true) {
      first.push(next.value);
      size += next.value.length;
      if (size > MOST_UNCHUNKED_BYTES) break;
      next = chunks.next();
    }
    if (next.done === true) {
      const length = String(size).padStart(quirks.hasPaddedLength ? 10 : 0, "0");
      response.writeHead(200, { ...headersOf(sending), "Content-Length": length });
      response.end(Buffer.concat(first));
      return;
    }
    response.writeHead(200, { ...headersOf(sending), ...(takesTrailers ? { Trailer: TRAILERS } : {}) });
    await stream(response, first, Number.POSITIVE_INFINITY);
  } else {
    response.writeHead(200, { ...headersOf(sending), ...(takesTrailers ? { Trailer: TRAILERS } : {}) });
  }
  try {
    const isWhole = await stream(response, chunks, interruption?.afterBytes ?? Number.POSITIVE_INFINITY);
    if (!isWhole) return interruption?.then();
  } catch (error) {
    if (!(error instanceof LateFailure)) throw error;
    if (takesTrailers) {
      const description = encodeURIComponent(error.description);
      response.addTrailers({ CIMStatusCode: String(error.code), CIMStatusCodeDescription: description });
    }
  }
  response.end();
}

function untilDrained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const goOn = () => {
      response.off("drain", goOn);
      response.off("close", goOn);
      resolve();
    };
    response.once("drain", goOn);
    response.once("close", goOn);
  });
}

/** False where it stopped after so many bytes. */
async function stream(response: ServerResponse, chunks: Iterable<Buffer>, most: number): Promise<boolean> {
  let left = most;
  for (const chunk of chunks) {
    if (response.destroyed) return true;
    const part = chunk.length > left ? chunk.subarray(0, left) : chunk;
    left -= part.length;
    const goesOn = response.write(part);
    if (left <= 0) return false;
    if (!goesOn) await untilDrained(response);
  }
  return left === Number.POSITIVE_INFINITY || left > 0;
}
