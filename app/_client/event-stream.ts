import { type StreamEvent, streamEventSchema } from "@/contracts/notification";

/** How the tab's live stream is doing. */
export type StreamState = "connecting" | "connected" | "reconnecting" | "paused" | "ended";

type Listener = (event: StreamEvent) => void;

const EVENT_NAMES = ["notification", "listener", "reachability", "operation", "stale", "reset", "end"] as const;
const STREAM_URL = "/api/notifications/stream";
/** Browsers allow six connections to an HTTP/1.1 server over all tabs, so a tab nobody sees gives its own back. */
const HIDDEN_GRACE_MS = 60_000;

/**
 * The one `EventSource` of a tab. Events are validated and handed to every listener; a reconnect by the browser resumes
 * after the last stored event. A tab that was hidden for a while starts afresh and tells its listeners to read again.
 */
export class EventStream {
  #source: EventSource | undefined;
  #state: StreamState = "connecting";
  #listeners = new Set<Listener>();
  #stateListeners = new Set<() => void>();
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  get state(): StreamState {
    return this.#state;
  }

  /** Opens the stream; the returned function closes it for good. */
  start(): () => void {
    const onVisibility = () => this.#onVisibility();
    document.addEventListener("visibilitychange", onVisibility);
    this.#open();
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      clearTimeout(this.#hiddenTimer);
      clearTimeout(this.#retryTimer);
      this.#source?.close();
      this.#source = undefined;
    };
  }

  /** Calls `listener` for each event; the returned function ends that. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** For `useSyncExternalStore`: calls back when `state` changes. */
  readonly onStateChange = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  };

  #setState(state: StreamState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#stateListeners) listener();
  }

  #emit(event: StreamEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #open(): void {
    clearTimeout(this.#retryTimer);
    this.#source?.close();
    const source = new EventSource(STREAM_URL);
    this.#source = source;
    source.onopen = () => this.#setState("connected");
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) this.#reopenLater(5_000);
      this.#setState("reconnecting");
    };
    for (const name of EVENT_NAMES) {
      source.addEventListener(name, (message: MessageEvent<string>) => this.#receive(name, message.data));
    }
  }

  #receive(name: (typeof EVENT_NAMES)[number], text: string): void {
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch {
      return;
    }
    const parsed = streamEventSchema.safeParse({ event: name, data });
    if (!parsed.success) return;
    this.#emit(parsed.data);
    if (parsed.data.event === "end") this.#onEnd(parsed.data.data);
  }

  #onEnd({ reason, retryMs }: { reason: string; retryMs: number }): void {
    this.#source?.close();
    if (reason === "signed_out") {
      this.#setState("ended");
      return;
    }
    this.#setState("reconnecting");
    this.#reopenLater(retryMs, true);
  }

  #reopenLater(delayMs: number, isAfresh = false): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => {
      this.#open();
      // A new EventSource cannot say where the last one stopped.
      if (isAfresh) this.#emit({ event: "reset", data: { reason: "overflow" } });
    }, delayMs);
  }

  #onVisibility(): void {
    clearTimeout(this.#hiddenTimer);
    if (document.visibilityState === "hidden") {
      this.#hiddenTimer = setTimeout(() => {
        this.#source?.close();
        this.#setState("paused");
      }, HIDDEN_GRACE_MS);
    } else if (this.#state === "paused") {
      this.#open();
      this.#emit({ event: "reset", data: { reason: "expired" } });
    }
  }
}
