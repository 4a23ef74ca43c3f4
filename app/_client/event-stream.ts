import type { StreamEvent } from "@/contracts/notification";

/** How the tab's live stream is doing. */
export type StreamState = "connecting" | "connected" | "reconnecting" | "paused" | "ended";

type Listener = (event: StreamEvent) => void;

const EVENT_NAMES = ["notification", "listener", "reachability", "operation", "stale", "reset", "end"] as const;
const STREAM_URL = "/api/notifications/stream";
/** Browsers allow six connections to an HTTP/1.1 server over all tabs, so a tab nobody sees gives its own back. */
const HIDDEN_GRACE_MS = 60_000;
const REFUSED_RETRY_MS = 5_000;

/**
 * The one `EventSource` of a tab. Events are handed to every listener; a reconnect by the browser resumes
 * after the last stored event. A tab that was hidden for a while starts afresh and tells its listeners to read again.
 */
export class EventStream {
  #source: EventSource | undefined;
  #state: StreamState = "connecting";
  #listeners = new Set<Listener>();
  #stateListeners = new Set<() => void>();
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  /** A new `EventSource` cannot say where the last one stopped: once it stands, everything has to be read again. */
  #missed: "overflow" | "expired" | undefined;

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
    source.onopen = () => this.#onOpen();
    source.onerror = () => {
      // The browser itself goes on after a lost connection, and gives up where something else answers.
      if (source.readyState === EventSource.CLOSED) this.#reopenLater(REFUSED_RETRY_MS);
      this.#setState("reconnecting");
    };
    for (const name of EVENT_NAMES) {
      source.addEventListener(name, (message: MessageEvent<string>) => this.#receive(name, message.data));
    }
  }

  #receive(name: (typeof EVENT_NAMES)[number], text: string): void {
    const event = { event: name, data: JSON.parse(text) } as StreamEvent;
    this.#emit(event);
    if (event.event === "end") this.#onEnd(event.data);
  }

  #onEnd({ reason, retryMs }: { reason: string; retryMs: number }): void {
    this.#source?.close();
    if (reason === "signed_out") {
      this.#setState("ended");
      return;
    }
    this.#setState("reconnecting");
    this.#reopenLater(retryMs);
  }

  #onOpen(): void {
    this.#setState("connected");
    const reason = this.#missed;
    if (reason === undefined) return;
    this.#missed = undefined;
    this.#emit({ event: "reset", data: { reason } });
  }

  #reopenLater(delayMs: number): void {
    clearTimeout(this.#retryTimer);
    this.#missed = "overflow";
    this.#retryTimer = setTimeout(() => this.#open(), delayMs);
  }

  #onVisibility(): void {
    clearTimeout(this.#hiddenTimer);
    if (document.visibilityState === "hidden") {
      this.#hiddenTimer = setTimeout(() => {
        this.#source?.close();
        this.#setState("paused");
      }, HIDDEN_GRACE_MS);
    } else if (this.#state === "paused") {
      this.#missed = "expired";
      this.#open();
    }
  }
}
