/** What one browser still has to get of an event stream: bounded in bytes, and knowing nothing of Next (REL-7). */
import type { EncodedEvent } from "@/server/runtime/event-log";
import { encodeEvent } from "@/server/runtime/event-log";

/** Headers of every event stream (REL-6). */
export const SSE_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
} as const;

export const QUEUE_LIMIT_BYTES = 256 * 1024;
/** Sent in one piece. */
const BATCH_BYTES = 64 * 1024;
const KEEP_ALIVE = Buffer.from(": keep-alive\n\n");

type Queued = Pick<EncodedEvent, "chunk"> & { coalesceKey: string | null; profileId: string | null };

export interface SseSinkOptions {
  /** Milliseconds after which a browser whose stream ended tries again. */
  retryMs: number;
  limitBytes?: number;
  /** Called once when nothing more will be taken. */
  onEnd?(): void;
}

/**
 * The queue between the event log and one connection. Beyond its limit, events of the same thing replace each other and
 * the browser is told that what it knows is stale; if that does not help, it is sent away with `overflow`.
 */
export class SseSink {
  readonly #options: SseSinkOptions;
  readonly #limitBytes: number;
  #queue: Queued[] = [];
  #bytes = 0;
  #isEnding = false;
  #isClosed = false;
  #wake: (() => void) | undefined;

  constructor(options: SseSinkOptions) {
    this.#options = options;
    this.#limitBytes = options.limitBytes ?? QUEUE_LIMIT_BYTES;
    this.#enqueue({ chunk: Buffer.from(`retry: ${options.retryMs}\n\n`), coalesceKey: null, profileId: null });
  }

  get queuedBytes(): number {
    return this.#bytes;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Queues events for this browser. */
  push(events: readonly EncodedEvent[]): void {
    if (this.#isEnding || this.#isClosed) return;
    for (const event of events) this.#enqueue(event);
    if (this.#bytes > this.#limitBytes) this.#coalesce();
    if (this.#bytes > this.#limitBytes) this.end("overflow");
    else this.#wakeUp();
  }

  /** A comment, so that nobody on the way thinks the stream dead; not for those who do not even read what they have. */
  keepAlive(): void {
    if (this.#isEnding || this.#isClosed || this.#bytes > 0) return;
    this.#enqueue({ chunk: KEEP_ALIVE, coalesceKey: null, profileId: null });
    this.#wakeUp();
  }

  /** Says why the stream ends and lets it end after that. What was still queued is dropped on overflow. */
  end(reason: "signed_out" | "permission" | "overflow" | "shutdown"): void {
    if (this.#isEnding || this.#isClosed) return;
    this.#isEnding = true;
    if (reason === "overflow" || reason === "signed_out" || reason === "permission") this.#clear();
    const event = { event: "end", data: { reason, retryMs: this.#options.retryMs } } as const;
    this.#enqueue({ chunk: encodeEvent(event), coalesceKey: null, profileId: null });
    this.#wakeUp();
  }

  /** The connection is gone: forget everything. Safe to call twice. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#clear();
    this.#wakeUp();
    this.#options.onEnd?.();
  }

  /** The next piece to send, once there is one; undefined at the end. */
  async next(): Promise<Uint8Array | undefined> {
    while (this.#queue.length === 0) {
      if (this.#isEnding) this.close();
      if (this.#isClosed) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    let count = 0;
    let bytes = 0;
    for (const { chunk } of this.#queue) {
      if (count > 0 && bytes + chunk.length > BATCH_BYTES) break;
      bytes += chunk.length;
      count += 1;
    }
    const taken = this.#queue.splice(0, count);
    this.#bytes -= bytes;
    const [only] = taken;
    return taken.length === 1 && only !== undefined
      ? only.chunk
      : Buffer.concat(
          taken.map(({ chunk }) => chunk),
          bytes,
        );
  }

  #enqueue(event: Queued): void {
    this.#queue.push(event);
    this.#bytes += event.chunk.length;
  }

  #coalesce(): void {
    const last = new Map<string, number>();
    for (const [index, { coalesceKey }] of this.#queue.entries())
      if (coalesceKey !== null) last.set(coalesceKey, index);
    const dropped = new Set<string>();
    const kept = this.#queue.filter((event, index) => {
      const isKept = event.coalesceKey === null || last.get(event.coalesceKey) === index;
      if (!isKept && event.profileId !== null) dropped.add(event.profileId);
      return isKept;
    });
    this.#clear();
    for (const event of kept) this.#enqueue(event);
    for (const profileId of dropped) {
      const stale = {
        event: "stale",
        data: { profileId, reason: "This browser was too slow for every event." },
      } as const;
      this.#enqueue({ chunk: encodeEvent(stale), coalesceKey: `stale ${profileId}`, profileId });
    }
  }

  #clear(): void {
    this.#queue = [];
    this.#bytes = 0;
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}

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
