import type { SseSink } from "@/server/runtime/sse-sink";

/** Headers of every event stream (REL-6). */
export const SSE_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
} as const;

/** The sink as a web stream. The signal, not `cancel`, is what reliably says that the browser has left. */
export function streamOf(sink: SseSink, signal: AbortSignal): ReadableStream<Uint8Array> {
  if (signal.aborted) sink.close();
  else signal.addEventListener("abort", () => sink.close(), { once: true });
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await sink.next();
        if (chunk === undefined) controller.close();
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
