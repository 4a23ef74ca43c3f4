/** What one browser still has to get of an event stream: bounded in bytes, and knowing nothing of Next (REL-7). */
import { type EncodedEvent, encodeEvent } from "./event-log";

export const QUEUE_LIMIT_BYTES = 256 * 1024;
/** Sent in one piece. */
const BATCH_BYTES = 64 * 1024;
/** How long a browser that was sent away may take to read why. */
const FAREWELL_MS = 10_000;
const KEEP_ALIVE = Buffer.from(": keep-alive\n\n");

type Queued = Pick<EncodedEvent, "chunk"> & { coalesceKey: string | null; profileId: string | null };

export interface SseSinkOptions {
  /** Milliseconds after which a browser whose stream ended tries again. */
  retryMs: number;
  limitBytes?: number;
  /** Called once when nothing more will be taken. */
  onEnd?(): void;
  /** Told why what the browser missed could not be read; its connection is broken after that. */
  onError?(error: unknown): void;
}

/**
 * The queue between the event log and one connection. Beyond its limit, events of the same thing replace each other and
 * the browser is told that what it knows is stale; if that does not help, it is sent away with `overflow`.
 */
export class SseSink {
  readonly #options: SseSinkOptions;
  readonly #limitBytes: number;
  #backlog: AsyncIterator<readonly EncodedEvent[]> | undefined;
  /** A piece of the backlog that was read and not yet taken. */
  #missed: Buffer | undefined;
  #isReading = false;
  #queue: Queued[] = [];
  #bytes = 0;
  #hasStarted = false;
  #isEnding = false;
  #isClosed = false;
  /** Called whenever there may be something to take, or the end was reached. */
  onReadable: (() => void) | undefined;
  /** Called where the browser does not even read the end: its connection has to be broken. */
  onAbandoned: (() => void) | undefined;

  constructor(options: SseSinkOptions) {
    this.#options = options;
    this.#limitBytes = options.limitBytes ?? QUEUE_LIMIT_BYTES;
  }

  /**
   * What the browser missed, sent before anything that is queued. It is read as the browser takes it, so it does not count
   * against the limit.
   */
  replay(backlog: AsyncIterable<readonly EncodedEvent[]>): void {
    this.#backlog = backlog[Symbol.asyncIterator]();
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
    else this.onReadable?.();
  }

  /** A comment, so that nobody on the way thinks the stream dead; not for those who do not even read what they have. */
  keepAlive(): void {
    if (this.#isEnding || this.#isClosed || this.#bytes > 0) return;
    this.#enqueue({ chunk: KEEP_ALIVE, coalesceKey: null, profileId: null });
    this.onReadable?.();
  }

  /** Says why the stream ends and lets it end after that. What was still queued is dropped on overflow. */
  end(reason: "signed_out" | "permission" | "overflow" | "shutdown"): void {
    if (this.#isEnding || this.#isClosed) return;
    this.#isEnding = true;
    if (reason !== "shutdown") {
      this.#forgetMissed();
      this.#clear();
    }
    const event = { event: "end", data: { reason, retryMs: this.#options.retryMs } } as const;
    this.#enqueue({ chunk: encodeEvent(event), coalesceKey: null, profileId: null });
    this.onReadable?.();
    setTimeout(() => this.#abandon(), FAREWELL_MS).unref();
  }

  /** The connection is gone: forget everything. Safe to call twice. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#forgetMissed();
    this.#clear();
    this.#options.onEnd?.();
    this.onReadable?.();
  }

  /**
   * The next piece to send; undefined where there is none now. Once it has taken everything of a stream that ends, the
   * sink is closed.
   */
  take(): Uint8Array | undefined {
    if (this.#isClosed) return undefined;
    if (!this.#hasStarted) return this.#start();
    const missed = this.#missed;
    this.#missed = undefined;
    if (missed !== undefined) return missed;
    if (this.#backlog !== undefined) {
      void this.#readMissed(this.#backlog);
      return undefined;
    }
    const [first] = this.#queue;
    if (first === undefined) {
      if (this.#isEnding) this.close();
      return undefined;
    }
    if (this.#queue.length === 1) {
      this.#clear();
      return first.chunk;
    }
    return this.#takeBatch();
  }

  #takeBatch(): Uint8Array {
    let count = 0;
    let bytes = 0;
    for (const { chunk } of this.#queue) {
      if (count > 0 && bytes + chunk.length > BATCH_BYTES) break;
      bytes += chunk.length;
      count += 1;
    }
    const chunks = this.#queue.splice(0, count).map(({ chunk }) => chunk);
    this.#bytes -= bytes;
    return Buffer.concat(chunks, bytes);
  }

  /** Headers leave with the first bytes, so there are some at once. */
  #start(): Uint8Array {
    this.#hasStarted = true;
    return Buffer.from(`retry: ${this.#options.retryMs}\n\n`);
  }

  /** Reads on in the backlog, one piece ahead of what was taken. */
  async #readMissed(backlog: AsyncIterator<readonly EncodedEvent[]>): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      const { done, value } = await backlog.next();
      if (this.#backlog !== backlog) return;
      if (done === true) this.#backlog = undefined;
      else if (value.length > 0) this.#missed = Buffer.concat(value.map(({ chunk }) => chunk));
    } catch (error) {
      this.#options.onError?.(error);
      this.#abandon();
    } finally {
      this.#isReading = false;
    }
    this.onReadable?.();
  }

  #forgetMissed(): void {
    void this.#backlog?.return?.();
    this.#backlog = undefined;
    this.#missed = undefined;
  }

  #abandon(): void {
    if (this.#isClosed) return;
    this.close();
    this.onAbandoned?.();
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
}
