import { Agent, fetch, type Response } from "undici";

/** A thousand connections at once are accepted one after the other. */
const patient = new Agent({ connect: { timeout: 60_000 }, headersTimeout: 60_000, bodyTimeout: 0 });

export interface ReceivedEvent {
  event: string;
  id: string | null;
  data: Record<string, unknown>;
}

/** A browser's side of the live stream, without a browser. */
export class EventReader {
  readonly response: Response;
  readonly events: ReceivedEvent[] = [];
  /** Resolves when the stream has ended, however it ended. */
  readonly isOver: Promise<void>;
  readonly #abort: AbortController;
  readonly #waiting = new Set<() => void>();
  #isEnded = false;

  private constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
    this.isOver = this.#read();
  }

  /** Opens the stream, of all profiles or of one; resolves with the head of the answer. */
  static async open(
    url: string,
    cookie: string,
    { lastEventId, profileId }: { lastEventId?: string; profileId?: string } = {},
  ): Promise<EventReader> {
    const abort = new AbortController();
    const headers = { cookie, ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }) };
    const address = new URL("/api/notifications/stream", url);
    if (profileId !== undefined) address.searchParams.set("profiles", profileId);
    const response = await fetch(address, {
      headers,
      signal: abort.signal,
      dispatcher: patient,
    });
    return new EventReader(response, abort);
  }

  /** Waits until the events so far satisfy the condition. @throws Error when the stream ends before */
  async until(condition: (events: readonly ReceivedEvent[]) => boolean): Promise<void> {
    while (!condition(this.events)) {
      if (this.#isEnded) throw new Error(`The stream ended with ${JSON.stringify(this.events.at(-1))}.`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    try {
      for await (const chunk of this.response.body ?? []) {
        const blocks = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks) this.#accept(block);
        this.#wake();
      }
    } catch {
      // The connection broke, or the test left.
    }
    this.#isEnded = true;
    this.#wake();
  }

  #accept(block: string): void {
    const lines = new Map(
      block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
    );
    const event = lines.get("event");
    if (event === undefined) return;
    const data = JSON.parse(lines.get("data") ?? "{}") as Record<string, unknown>;
    this.events.push({ event, id: lines.get("id") ?? null, data });
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}
