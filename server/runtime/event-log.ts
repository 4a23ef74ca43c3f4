import type { Notification, StreamEvent } from "@/contracts/notification";

/** An event as every browser gets it: encoded once, whoever reads it. */
export interface EncodedEvent {
  /** Of stored notifications only; rises without gaps in meaning, not in number. */
  readonly id: number | null;
  readonly profileId: string;
  readonly event: StreamEvent["event"];
  /** Events with the same key replace each other where a reader is slow. */
  readonly coalesceKey: string;
  readonly chunk: Buffer;
}

/** Reads events as they come; called with all of one tick together. */
export type EventReader = (events: readonly EncodedEvent[]) => void;

const DEFAULT_CAPACITY = 10_000;

function coalesceKeyOf(profileId: string, event: StreamEvent): string {
  if (event.event === "notification") {
    return `notification ${profileId} ${event.data.type} ${event.data.objectUri ?? ""} ${event.data.elementUri ?? ""}`;
  }
  if (event.event === "operation") return `operation ${event.data.id}`;
  return `${event.event} ${profileId}`;
}

/** One SSE message (HTML Living Standard, section 9.2.5); JSON has no line ends, so one data line suffices. */
export function encodeEvent(event: StreamEvent, id?: string): Buffer {
  const idLine = id === undefined ? "" : `id: ${id}\n`;
  return Buffer.from(`${idLine}event: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`, "utf8");
}

/** The latest notifications in memory and everybody who reads on (REL-5). */
export class EventLog {
  /** Made with the database: ids of another one mean nothing here. */
  readonly epoch: string;
  readonly #capacity: number;
  #ring: EncodedEvent[] = [];
  #start = 0;
  #lastId: number;
  readonly #readers = new Set<EventReader>();
  #pending: EncodedEvent[] = [];

  /** `lastId` is the newest id in the database at start. */
  constructor(options: { epoch: string; lastId: number; capacity?: number }) {
    this.epoch = options.epoch;
    this.#lastId = options.lastId;
    this.#capacity = options.capacity ?? DEFAULT_CAPACITY;
  }

  get lastId(): number {
    return this.#lastId;
  }

  get readers(): number {
    return this.#readers.size;
  }

  /** Appends a stored notification. Ids must rise. */
  appendNotification(notification: Notification): void {
    const event = this.encodeNotification(notification);
    this.#ring.push(event);
    if (this.#ring.length - this.#start > this.#capacity) this.#start += 1;
    // Moving the rest is worth it only now and then.
    if (this.#start > this.#capacity) {
      this.#ring = this.#ring.slice(this.#start);
      this.#start = 0;
    }
    this.#lastId = notification.id;
    this.#deliver(event);
  }

  /** Tells everybody a present state; it is not kept. */
  announce(profileId: string, event: Exclude<StreamEvent, { event: "notification" }>): void {
    const coalesceKey = coalesceKeyOf(profileId, event);
    this.#deliver({ id: null, profileId, event: event.event, coalesceKey, chunk: encodeEvent(event) });
  }

  encodeNotification(notification: Notification): EncodedEvent {
    const event = { event: "notification", data: notification } as const;
    return {
      id: notification.id,
      profileId: notification.profileId,
      event: "notification",
      coalesceKey: coalesceKeyOf(notification.profileId, event),
      chunk: encodeEvent(event, `${this.epoch}-${notification.id}`),
    };
  }

  /** What came after an id, oldest first; undefined where the ring does not reach back that far. */
  after(id: number): readonly EncodedEvent[] | undefined {
    if (id >= this.#lastId) return [];
    const oldest = this.#ring[this.#start];
    if (oldest === undefined || oldest.id === null || oldest.id > id + 1) return undefined;
    let low = this.#start;
    let high = this.#ring.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ring[middle]?.id ?? 0) <= id) low = middle + 1;
      else high = middle;
    }
    return this.#ring.slice(low);
  }

  /** Reads on from now until the returned function is called. */
  subscribe(reader: EventReader): () => void {
    // What was appended before this moment is the business of a replay.
    this.#flush();
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  #deliver(event: EncodedEvent): void {
    this.#pending.push(event);
    if (this.#pending.length === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const events = this.#pending;
    this.#pending = [];
    for (const reader of this.#readers) reader(events);
  }
}
