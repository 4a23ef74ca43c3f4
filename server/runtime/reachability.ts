import type { Reachability } from "@/contracts/profile";
import { backOff, type Clock, pause } from "./clock";
import { getDeviceStatus, setReachability } from "./device-status";
import type { RuntimeLog } from "./session-pool";

/** What a probe found. */
export interface ProbeOutcome {
  probedAt: Date;
  latencyMs: number | null;
  address: string | null;
  errorClass: string | null;
  message: string | null;
}

export interface ReachabilityProberPorts {
  /** Asks the device without logging on; throws where it does not answer. */
  probe(profileId: string, signal: AbortSignal): Promise<{ address: string; latencyMs: number }>;
  describeError(error: unknown): { errorClass: string | null; message: string };
  store(profileId: string, outcome: ProbeOutcome): Promise<void>;
  /** Why logons of the profile are paused; undefined while they are not. */
  pausedLogon(profileId: string): { since: Date; reason: string } | undefined;
  changed(profileId: string, reachability: Reachability): void;
  clock: Clock;
  log: RuntimeLog;
  timings?: Partial<ProberTimings>;
}

export interface ProberTimings {
  intervalMs: number;
  longestMs: number;
  /** Within which the first probes after a start are spread. */
  spreadMs: number;
  timeoutMs: number;
}

const TIMINGS: ProberTimings = { intervalMs: 60_000, longestMs: 300_000, spreadMs: 5_000, timeoutMs: 20_000 };

/**
 * Looks now and then whether each device answers: one probe at a time per profile, at jittered intervals that grow while
 * it does not (a machine under firmware update must not be bombarded).
 */
export class ReachabilityProber {
  readonly #ports: ReachabilityProberPorts;
  readonly #timings: ProberTimings;
  readonly #loops = new Map<string, { abort: AbortController; done: Promise<void> }>();
  readonly #latest = new Map<string, ProbeOutcome>();
  #isStopped = false;

  constructor(ports: ReachabilityProberPorts) {
    this.#ports = ports;
    this.#timings = { ...TIMINGS, ...ports.timings };
  }

  /** Begins to look at a profile, or at once again where its settings have changed. */
  watch(profileId: string, options: { isSpread?: boolean } = {}): void {
    if (this.#isStopped) return;
    this.#loops.get(profileId)?.abort.abort();
    const abort = new AbortController();
    const done = this.#loop(profileId, options.isSpread ?? false, abort.signal).catch((error: unknown) => {
      this.#ports.log.error({ profileId, err: error }, "the probing of a device ended by an error");
    });
    this.#loops.set(profileId, { abort, done });
  }

  forget(profileId: string): void {
    this.#loops.get(profileId)?.abort.abort();
    this.#loops.delete(profileId);
    this.#latest.delete(profileId);
  }

  /** Tells again how the device is, because its logons were paused or allowed. */
  refresh(profileId: string): void {
    const latest = this.#latest.get(profileId);
    if (latest !== undefined) this.#tell(profileId, latest);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const loops = [...this.#loops.values()];
    this.#loops.clear();
    for (const { abort } of loops) abort.abort();
    await Promise.all(loops.map(({ done }) => done));
  }

  async #loop(profileId: string, isSpread: boolean, signal: AbortSignal): Promise<void> {
    const { clock } = this.#ports;
    const { intervalMs, longestMs, spreadMs } = this.#timings;
    if (isSpread) await pause(clock, clock.random() * spreadMs, signal);
    let failures = 0;
    while (!signal.aborted) {
      const outcome = await this.#probe(profileId, signal);
      if (signal.aborted) return;
      this.#latest.set(profileId, outcome);
      this.#tell(profileId, outcome);
      await this.#ports.store(profileId, outcome).catch((error: unknown) => {
        this.#ports.log.warn({ profileId, err: error }, "a probe could not be stored");
      });
      failures = outcome.latencyMs === null ? failures + 1 : 0;
      await pause(clock, backOff(clock, Math.max(0, failures - 1), intervalMs, longestMs), signal);
    }
  }

  async #probe(profileId: string, signal: AbortSignal): Promise<ProbeOutcome> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(this.#timings.timeoutMs)]);
    try {
      const { address, latencyMs } = await this.#ports.probe(profileId, limit);
      return { probedAt: this.#date(), latencyMs, address, errorClass: null, message: null };
    } catch (error) {
      const { errorClass, message } = this.#ports.describeError(error);
      return { probedAt: this.#date(), latencyMs: null, address: null, errorClass: errorClass ?? "failed", message };
    }
  }

  #tell(profileId: string, outcome: ProbeOutcome): void {
    const before = getDeviceStatus(profileId).reachability;
    const paused = outcome.latencyMs === null ? undefined : this.#ports.pausedLogon(profileId);
    const state = outcome.latencyMs === null ? "unreachable" : paused === undefined ? "reachable" : "paused";
    const since = before.state === state ? before.since : (paused?.since ?? outcome.probedAt).toISOString();
    const reachability: Reachability = {
      state,
      since,
      checkedAt: outcome.probedAt.toISOString(),
      latencyMs: outcome.latencyMs,
      address: outcome.address,
      errorClass: outcome.errorClass,
      message: paused?.reason ?? outcome.message,
    };
    setReachability(profileId, reachability);
    this.#ports.changed(profileId, reachability);
  }

  #date(): Date {
    return new Date(this.#ports.clock.now());
  }
}
