import type { SseSink } from "@/server/runtime/sse-sink";

/** The next piece of a stream as text, once there is one; undefined at the end. For one reader at a time. */
export async function nextPiece(sink: SseSink): Promise<string | undefined> {
  for (;;) {
    const piece = sink.take();
    if (piece !== undefined) return Buffer.from(piece).toString("utf8");
    if (sink.isClosed) return undefined;
    await new Promise<void>((resolve) => {
      sink.onReadable = resolve;
    });
  }
}
