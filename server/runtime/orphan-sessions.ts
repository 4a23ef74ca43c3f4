import { backOff, type Clock } from "./clock";
import type { RuntimeLog } from "./session-pool";

export interface OrphanSessionsPorts {
  /** Logs the stored session off over the profile's present settings and removes its row; true once it is gone. */
  end(rowId: string): Promise<boolean>;
  clock: Clock;
  log: RuntimeLog;
  timings?: Partial<OrphanTimings>;
}

export interface OrphanTimings {
  /** Pause after the first failure; it doubles with every further one. */
  firstMs: number;
  longestMs: number;
}

const TIMINGS: OrphanTimings = { firstMs: 30_000, longestMs: 3_600_000 };

interface Orphans {
  rowIds: Set<string>;
  failures: number;
  cancelTimer: (() => void) | undefined;
  running: Promise<number> | undefined;
}

/**
 * Sessions left on devices by a process that died or by connections that had to be cut: logged off as soon as the device
 * lets it happen, at growing intervals, one attempt at a time per profile (REL-11).
 */
export class OrphanSessions {
  readonly #ports: OrphanSessionsPorts;
  readonly #timings: OrphanTimings;
  readonly #profiles = new Map<string, Orphans>();
  #isStopped = false;

  constructor(ports: OrphanSessionsPorts) {
    this.#ports = ports;
    this.#timings = { ...TIMINGS, ...ports.timings };
  }

  /** How many sessions wait for their logoff. */
  get size(): number {
    return [...this.#profiles.values()].reduce((sum, { rowIds }) => sum + rowIds.size, 0);
  }

  /** Takes over sessions; the first attempt is made after the first pause. */
  add(profileId: string, rowIds: readonly string[]): void {
    if (this.#isStopped || rowIds.length === 0) return;
    const orphans = this.#of(profileId);
    for (const rowId of rowIds) orphans.rowIds.add(rowId);
    if (orphans.running === undefined && orphans.cancelTimer === undefined) this.#plan(profileId, orphans);
  }

  /**
   * Tries the profile's orphans now: at the start, and when its settings changed. Resolves with how many are gone; never
   * rejects.
   */
  attempt(profileId: string): Promise<number> {
    const orphans = this.#profiles.get(profileId);
    if (orphans === undefined || this.#isStopped) return Promise.resolve(0);
    orphans.cancelTimer?.();
    orphans.cancelTimer = undefined;
    orphans.running ??= this.#run(profileId, orphans).finally(() => {
      orphans.running = undefined;
      this.#settle(profileId, orphans);
    });
    return orphans.running;
  }

  /** The profile is gone, and its rows with it. */
  forget(profileId: string): void {
    this.#profiles.get(profileId)?.cancelTimer?.();
    this.#profiles.delete(profileId);
  }

  /** Makes no further attempt; what is left is found at the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const all = [...this.#profiles.values()];
    for (const profileId of [...this.#profiles.keys()]) this.forget(profileId);
    await Promise.all(all.flatMap(({ running }) => running ?? []));
  }

  #of(profileId: string): Orphans {
    const existing = this.#profiles.get(profileId);
    if (existing !== undefined) return existing;
    const orphans: Orphans = { rowIds: new Set(), failures: 0, cancelTimer: undefined, running: undefined };
    this.#profiles.set(profileId, orphans);
    return orphans;
  }

  async #run(profileId: string, orphans: Orphans): Promise<number> {
    let gone = 0;
    for (const rowId of [...orphans.rowIds]) {
      if (this.#isStopped) return gone;
      // Where one logoff fails the others would too: the device is away, or not trusted.
      if (!(await this.#end(profileId, rowId))) {
        orphans.failures += 1;
        return gone;
      }
      orphans.rowIds.delete(rowId);
      gone += 1;
    }
    orphans.failures = 0;
    return gone;
  }

  async #end(profileId: string, rowId: string): Promise<boolean> {
    try {
      return await this.#ports.end(rowId);
    } catch (error) {
      this.#ports.log.warn({ err: error, profileId }, "a left device session is still open");
      return false;
    }
  }

  #settle(profileId: string, orphans: Orphans): void {
    if (this.#isStopped || this.#profiles.get(profileId) !== orphans) return;
    if (orphans.rowIds.size === 0) this.#profiles.delete(profileId);
    else this.#plan(profileId, orphans);
  }

  #plan(profileId: string, orphans: Orphans): void {
    const { firstMs, longestMs } = this.#timings;
    const delayMs = backOff(this.#ports.clock, Math.max(0, orphans.failures - 1), firstMs, longestMs);
    orphans.cancelTimer = this.#ports.clock.after(delayMs, () => {
      orphans.cancelTimer = undefined;
      void this.attempt(profileId);
    });
  }
}
