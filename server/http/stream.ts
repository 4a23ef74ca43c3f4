import "server-only";
import type { z } from "zod";
import { getLogger } from "@/server/logging/logger";
import { asAppError, problemOf } from "./problem";

/** Of answers that leave piece by piece: neither kept nor held back on the way. */
const unbuffered = { "cache-control": "no-store, no-transform", "x-accel-buffering": "no" } as const;

interface Pieces<T> {
  write(item: T): string;
  /** The last piece for what the source threw; without it the answer breaks off. */
  onFailure?(thrown: unknown): string;
}

/** Writes what a source yields when the reader asks for more; it is returned, and so cleaned up, when the reader leaves. */
function streamOf<T>(source: AsyncIterable<T>, { write, onFailure }: Pieces<T>): ReadableStream<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let hasLeft = false;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const next = await iterator.next();
        if (hasLeft) return;
        if (next.done === true) controller.close();
        else controller.enqueue(encoder.encode(write(next.value)));
      } catch (thrown) {
        if (hasLeft) return;
        if (onFailure === undefined) throw thrown;
        controller.enqueue(encoder.encode(onFailure(thrown)));
        controller.close();
      }
    },
    async cancel() {
      hasLeft = true;
      await iterator.return?.();
    },
  });
}

/**
 * Streams one JSON value per line as the source yields them. An error after the first byte becomes a last line
 * `{"problem": …}`, since the status has left already.
 */
export function ndjsonResponse(
  source: AsyncIterable<unknown>,
  schema: z.ZodType,
  requestId: string,
  headers: Headers,
): Response {
  headers.set("content-type", "application/x-ndjson");
  for (const [name, value] of Object.entries(unbuffered)) headers.set(name, value);
  const stream = streamOf(source, {
    write: (value) => `${JSON.stringify(schema.parse(value))}\n`,
    onFailure: (thrown) => {
      const error = asAppError(thrown);
      if (error.code === "internal") getLogger().error({ err: thrown, requestId }, "stream failed");
      return `${JSON.stringify({ problem: problemOf(error, requestId) })}\n`;
    },
  });
  return new Response(stream, { headers });
}

/** Streams a text as a file. A failure in the middle breaks the download off, so that nobody takes a part for the whole. */
export function downloadResponse(source: AsyncIterable<string>, contentType: string, fileName: string): Response {
  return new Response(streamOf(source, { write: (text) => text }), {
    headers: {
      "content-type": `${contentType}; charset=utf-8`,
      "content-disposition": `attachment; filename="${fileName.replaceAll(/[^\w.-]/g, "_")}"`,
      ...unbuffered,
    },
  });
}

/** CIM objects as a file, in MOF or CIM-XML. */
export function cimDownload(source: AsyncIterable<string>, name: string, format: "mof" | "xml"): Response {
  return downloadResponse(source, format === "mof" ? "text/plain" : "application/xml", `${name}.${format}`);
}
