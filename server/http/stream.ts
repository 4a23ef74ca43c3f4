import "server-only";
import type { z } from "zod";
import { getLogger } from "@/server/logging/logger";
import { asAppError, problemOf } from "./problem";

/**
 * Streams one JSON value per line as the source yields them. An error after the first byte becomes a last line
 * `{"problem": …}`, since the status has left already. The source is returned (and so cleaned up) when the reader leaves.
 */
export function ndjsonResponse(
  source: AsyncIterable<unknown>,
  schema: z.ZodType,
  requestId: string,
  headers: Headers,
): Response {
  const iterator = source[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  headers.set("content-type", "application/x-ndjson");
  headers.set("cache-control", "no-store, no-transform");
  headers.set("x-accel-buffering", "no");
  let hasLeft = false;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const next = await iterator.next();
        if (hasLeft) return;
        if (next.done === true) {
          controller.close();
          return;
        }
        controller.enqueue(encoder.encode(`${JSON.stringify(schema.parse(next.value))}\n`));
      } catch (thrown) {
        if (hasLeft) return;
        const error = asAppError(thrown);
        if (error.code === "internal") getLogger().error({ err: thrown, requestId }, "stream failed");
        controller.enqueue(encoder.encode(`${JSON.stringify({ problem: problemOf(error, requestId) })}\n`));
        controller.close();
      }
    },
    async cancel() {
      hasLeft = true;
      await iterator.return?.();
    },
  });
  return new Response(stream, { headers });
}

/**
 * Streams a text as a file. A failure in the middle breaks the download off, so that nobody takes a part for the whole.
 * The source is returned (and so cleaned up) when the reader leaves.
 */
export function downloadResponse(source: AsyncGenerator<string>, contentType: string, fileName: string): Response {
  const encoder = new TextEncoder();
  let hasLeft = false;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await source.next();
      if (hasLeft) return;
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      hasLeft = true;
      await source.return(undefined);
    },
  });
  return new Response(stream, {
    headers: {
      "content-type": `${contentType}; charset=utf-8`,
      "content-disposition": `attachment; filename="${fileName.replaceAll(/[^\w.-]/g, "_")}"`,
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
