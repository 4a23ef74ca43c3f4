import type { Notification, StreamEvent } from "@/contracts/notification";
import type { ListenerState } from "@/contracts/profile";
import { isLogonRefusal, NotificationsUnavailable } from "@/server/protocols/errors";
import type { DeviceNotification, StreamEnd } from "@/server/protocols/kind";
import { backOff, type Clock, pause } from "./clock";
import { setListenerState } from "./device-status";
import type { EventLog } from "./event-log";
import { gapNotification } from "./gap";
import { NotificationWriter, type StorableNotification } from "./notification-writer";
import type { RuntimeLog, SessionPool } from "./session-pool";
import { StatusPoller } from "./status-poller";

export interface NotificationHubPorts {
  pool: SessionPool;
  /** Made durable, in order, with the ids it returns (design: durable before shown). */
  store(rows: readonly StorableNotification[]): Promise<number[]>;
  nameOf(profileId: string): Promise<string>;
  /** When the newest stored notification of the profile was received. */
  lastReceived(profileId: string): Promise<Date | null>;
  events: EventLog;
  clock: Clock;
  log: RuntimeLog;
  timings?: Partial<HubTimings>;
}

export interface HubTimings {
  /** First and longest wait before a reconnect. */
  reconnectMs: number;
  reconnectLimitMs: number;
  /** How long a stream stays open after its last watcher has left. */
  lingerMs: number;
  pollMs: number;
  /** Longest wait before a device without notifications is asked again whether it has them now. */
  retryStreamMs: number;
}

const TIMINGS: HubTimings = {
  reconnectMs: 1_000,
  reconnectLimitMs: 60_000,
  lingerMs: 30_000,
  pollMs: 15_000,
  retryStreamMs: 5 * 60_000,
};

interface Listener {
  profileId: string;
  watchers: number;
  isKept: boolean;
  state: ListenerState;
  /** Since when nothing has been heard although somebody wants to; undefined while connected and before the first time. */
  lostSince: Date | undefined;
  failures: number;
  /** What the objects were like when they were last polled; undefined while notifications tell it. */
  poller: StatusPoller | undefined;
  run: { abort: AbortController; done: Promise<void> } | undefined;
  /** Wakes a listener that waits for a person or for its next attempt. */
  wake: AbortController;
  forgetLinger: (() => void) | undefined;
}

const OFF: ListenerState = { state: "off", since: null, detail: null };

/**
 * One notification stream per profile for everybody, open while somebody watches or the profile says so. What arrives is
 * stored, then shown; what may have been missed is told as a gap (REL-4). A device without notifications is polled.
 */
export class NotificationHub {
  readonly #ports: NotificationHubPorts;
  readonly #timings: HubTimings;
  readonly #listeners = new Map<string, Listener>();
  readonly #readers = new Set<(notification: Notification) => void>();
  readonly #writer: NotificationWriter;
  readonly #forgetPool: () => void;
  #isStopped = false;

  constructor(ports: NotificationHubPorts) {
    this.#ports = ports;
    this.#timings = { ...TIMINGS, ...ports.timings };
    this.#writer = new NotificationWriter({
      store: ports.store,
      nameOf: ports.nameOf,
      clock: ports.clock,
      log: ports.log,
      stored: (notification) => {
        ports.events.appendNotification(notification);
        for (const reader of this.#readers) reader(notification);
      },
      lost: (profileId, since) => this.#gap(profileId, since, "The console could not store what the device sent."),
    });
    this.#forgetPool = ports.pool.onEvent(({ type, profileId }) => {
      const listener = this.#listeners.get(profileId);
      if (listener === undefined) return;
      const isWaiting = listener.state.state === "paused";
      if (type === "logon-allowed" || type === "dropped" || (type === "logged-on" && isWaiting)) this.#wakeUp(listener);
      if (type === "dropped") this.#restart(listener);
    });
  }

  /** Calls back for each notification once it is stored, until the returned function is called. */
  onNotification(reader: (notification: Notification) => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  stateOf(profileId: string): ListenerState {
    return this.#listeners.get(profileId)?.state ?? OFF;
  }

  /** Streams that are connected or polling now, by state, for metrics. */
  countStates(): ReadonlyMap<ListenerState["state"], number> {
    const counts = new Map<ListenerState["state"], number>();
    for (const { state } of this.#listeners.values()) counts.set(state.state, (counts.get(state.state) ?? 0) + 1);
    return counts;
  }

  /** Somebody watches the profile until the returned function is called. */
  watch(profileId: string): () => void {
    const listener = this.#listener(profileId);
    listener.watchers += 1;
    this.#update(listener);
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      listener.watchers -= 1;
      this.#update(listener);
    };
  }

  /** Keeps the stream open while nobody watches, or no longer. */
  keep(profileId: string, isKept: boolean): void {
    const listener = this.#listener(profileId);
    listener.isKept = isKept;
    this.#update(listener);
  }

  /** The profile is deleted: ends its stream and forgets it. */
  async forget(profileId: string): Promise<void> {
    const listener = this.#listeners.get(profileId);
    if (listener === undefined) return;
    this.#listeners.delete(profileId);
    listener.forgetLinger?.();
    await this.#end(listener);
  }

  /** Ends every stream (STOMP DISCONNECT) and writes what is still to be written (REL-10). */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#forgetPool();
    await Promise.all([...this.#listeners.values()].map((listener) => this.#end(listener)));
    await this.#writer.drain();
  }

  #listener(profileId: string): Listener {
    const existing = this.#listeners.get(profileId);
    if (existing !== undefined) return existing;
    const listener: Listener = {
      profileId,
      watchers: 0,
      isKept: false,
      state: OFF,
      lostSince: undefined,
      failures: 0,
      poller: undefined,
      run: undefined,
      wake: new AbortController(),
      forgetLinger: undefined,
    };
    this.#listeners.set(profileId, listener);
    return listener;
  }

  #update(listener: Listener): void {
    listener.forgetLinger?.();
    listener.forgetLinger = undefined;
    if (this.#isStopped || this.#listeners.get(listener.profileId) !== listener) return;
    if (listener.watchers > 0 || listener.isKept) {
      this.#begin(listener);
      return;
    }
    listener.forgetLinger = this.#ports.clock.after(this.#timings.lingerMs, () => {
      if (listener.watchers === 0 && !listener.isKept) void this.#end(listener);
    });
  }

  #begin(listener: Listener): void {
    if (listener.run !== undefined) return;
    const abort = new AbortController();
    const done = this.#run(listener, abort.signal).catch((error: unknown) => {
      this.#ports.log.error({ profileId: listener.profileId, err: error }, "a notification listener ended by an error");
    });
    listener.run = { abort, done };
  }

  async #end(listener: Listener): Promise<void> {
    const { run } = listener;
    if (run === undefined) return;
    run.abort.abort();
    await run.done;
    if (listener.run === run) listener.run = undefined;
    listener.lostSince = undefined;
    listener.poller = undefined;
    this.#setState(listener, "off", null);
    // Wanted again while it ended.
    if (listener.watchers > 0 || listener.isKept) this.#update(listener);
  }

  /** The profile has changed: what is open ends at once and starts over, and the time between is a gap. */
  #restart(listener: Listener): void {
    if (listener.run === undefined) return;
    const previous = listener.run;
    previous.abort.abort();
    listener.lostSince ??= listener.state.state === "connected" ? this.#date() : undefined;
    listener.failures = 0;
    listener.poller = undefined;
    void previous.done.then(() => {
      if (listener.run !== previous) return;
      listener.run = undefined;
      this.#update(listener);
    });
  }

  #wakeUp(listener: Listener): void {
    const { wake } = listener;
    listener.wake = new AbortController();
    wake.abort();
  }

  async #run(listener: Listener, signal: AbortSignal): Promise<void> {
    if (listener.isKept && listener.lostSince === undefined) {
      // Kept listeners are expected to miss nothing: the time the console did not run is a gap too.
      listener.lostSince = (await this.#ports.lastReceived(listener.profileId).catch(() => null)) ?? undefined;
    }
    while (!signal.aborted) {
      this.#setState(listener, listener.lostSince === undefined ? "connecting" : "reconnecting", null);
      try {
        const end = await this.#listen(listener, signal);
        if (signal.aborted) return;
        listener.lostSince ??= this.#date();
        this.#setState(listener, "reconnecting", end.reason);
        await this.#wait(listener, this.#delay(listener), signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#ports.pool.judgePeer(listener.profileId, error);
        await this.#afterFailure(listener, error, signal);
      }
    }
  }

  #delay(listener: Listener): number {
    const { reconnectMs, reconnectLimitMs } = this.#timings;
    const delay = backOff(this.#ports.clock, listener.failures, reconnectMs, reconnectLimitMs);
    listener.failures += 1;
    return delay;
  }

  async #afterFailure(listener: Listener, error: unknown, signal: AbortSignal): Promise<void> {
    const message = error instanceof Error ? error.message : String(error);
    this.#ports.log.info({ profileId: listener.profileId, err: error }, "no notification stream");
    if (isLogonRefusal(error)) {
      this.#setState(listener, "paused", message);
      await this.#wait(listener, undefined, signal);
      return;
    }
    if (error instanceof NotificationsUnavailable) {
      await this.#poll(listener, message, signal);
      return;
    }
    this.#setState(listener, "reconnecting", message);
    await this.#wait(listener, this.#delay(listener), signal);
  }

  /** One stream from its start to its end. */
  async #listen(listener: Listener, signal: AbortSignal): Promise<StreamEnd> {
    const { pool } = this.#ports;
    const lease = await pool.acquire(listener.profileId);
    try {
      let finish: (end: StreamEnd) => void = () => undefined;
      const ended = new Promise<StreamEnd>((resolve) => {
        finish = resolve;
      });
      let isOver = false;
      const subscription = await lease.connection.subscribe(
        {
          onNotification: (notification) => {
            if (!isOver) this.#accept(listener, notification);
          },
          onLoss: (description) => {
            if (!isOver) this.#gap(listener.profileId, this.#date(), description);
          },
          onEnd: (end) => finish(end),
        },
        signal,
      );
      const stop = () => finish({ reason: "The console ended the stream.", sessionGone: false });
      signal.addEventListener("abort", stop, { once: true });
      if (signal.aborted) stop();
      try {
        this.#connected(listener);
        const end = await ended;
        isOver = true;
        return end;
      } finally {
        isOver = true;
        signal.removeEventListener("abort", stop);
        await subscription.close();
      }
    } finally {
      lease.release();
    }
  }

  #connected(listener: Listener): void {
    const since = listener.lostSince;
    listener.lostSince = undefined;
    listener.failures = 0;
    listener.poller = undefined;
    this.#setState(listener, "connected", null);
    if (since !== undefined) this.#gap(listener.profileId, since, "The connection to the device was interrupted.");
  }

  async #poll(listener: Listener, reason: string, signal: AbortSignal): Promise<void> {
    listener.poller ??= new StatusPoller();
    const { poller } = listener;
    const { clock, pool } = this.#ports;
    const { pollMs, retryStreamMs } = this.#timings;
    // A broker that only restarts is back soon; one that is switched off need not be asked often.
    const retryAt = clock.now() + backOff(clock, listener.failures, pollMs, retryStreamMs);
    listener.failures += 1;
    while (!signal.aborted && clock.now() < retryAt) {
      try {
        const objects = await pool.use(listener.profileId, (connection) => connection.listObjects(signal));
        this.#polled(listener, reason);
        for (const notification of poller.compare(objects, this.#date())) this.#accept(listener, notification);
      } catch (error) {
        if (signal.aborted) return;
        // Not the notifications are missing but the device, which may be back with them, or at another address.
        listener.lostSince ??= this.#date();
        await this.#afterFailure(listener, error, signal);
        return;
      }
      if (await this.#wait(listener, backOff(clock, 0, pollMs, pollMs), signal)) return;
    }
  }

  #polled(listener: Listener, reason: string): void {
    const { profileId, lostSince } = listener;
    this.#setState(listener, "polling", reason);
    if (lostSince === undefined) return;
    listener.lostSince = undefined;
    this.#gap(profileId, lostSince, "The device's notifications are not available; the console polls.");
  }

  /** Waits for a time, or for a person where no time is given; true if somebody woke it. */
  async #wait(listener: Listener, ms: number | undefined, signal: AbortSignal): Promise<boolean> {
    const { wake } = listener;
    const either = AbortSignal.any([signal, wake.signal]);
    if (ms !== undefined) await pause(this.#ports.clock, ms, either);
    else if (!either.aborted) {
      await new Promise<void>((resolve) => either.addEventListener("abort", () => resolve(), { once: true }));
    }
    return wake.signal.aborted;
  }

  #accept(listener: Listener, notification: DeviceNotification): void {
    this.#writer.add(listener.profileId, { ...notification, receivedAt: this.#date() });
  }

  #gap(profileId: string, since: Date, reason: string): void {
    const now = this.#date();
    this.#writer.add(profileId, { ...gapNotification(since, now, reason), receivedAt: now });
    this.#announce(profileId, { event: "stale", data: { profileId, reason } });
  }

  #setState(listener: Listener, state: ListenerState["state"], detail: string | null): void {
    if (listener.state.state === state && listener.state.detail === detail) return;
    const since = listener.state.state === state ? listener.state.since : this.#date().toISOString();
    listener.state = { state, since, detail };
    const { profileId } = listener;
    if (this.#listeners.get(profileId) === listener) setListenerState(profileId, listener.state);
    this.#announce(profileId, { event: "listener", data: { profileId, listener: listener.state } });
  }

  #announce(profileId: string, event: Exclude<StreamEvent, { event: "notification" }>): void {
    this.#ports.events.announce(profileId, event);
  }

  #date(): Date {
    return new Date(this.#ports.clock.now());
  }
}
