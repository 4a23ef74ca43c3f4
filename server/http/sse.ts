import "server-only";
import type { SseSink } from "@/server/runtime/sse-sink";

/** Headers of every event stream (REL-6). */
export const SSE_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
} as const;

/** A stream that was broken meanwhile cannot be closed any more. */
function closeQuietly(controller: ReadableStreamDefaultController<Uint8Array>): void {
  try {
    controller.close();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

/** The sink as a web stream. The signal, not `cancel`, is what reliably says that the browser has left. */
export function streamOf(sink: SseSink, signal: AbortSignal): ReadableStream<Uint8Array> {
  if (signal.aborted) sink.close();
  else signal.addEventListener("abort", () => sink.close(), { once: true });
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        sink.onAbandoned = () => controller.error(new Error("The browser did not read its stream."));
      },
      async pull(controller) {
        const chunk = await sink.next();
        if (chunk === undefined) closeQuietly(controller);
        else controller.enqueue(chunk);
      },
      cancel: () => sink.close(),
    },
    { highWaterMark: 0 },
  );
}

/** The answer to a request for a stream. */
export function eventStreamResponse(sink: SseSink, signal: AbortSignal): Response {
  return new Response(streamOf(sink, signal), { headers: SSE_HEADERS });
}
