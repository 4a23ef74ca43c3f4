import type { KindId } from "@/contracts/kind-ids";
import type { ConnectionTarget, SessionHandle } from "@/server/protocols/kind";
import { getKind } from "@/server/protocols/registry";
import { type Clock, systemClock } from "../clock";
import { type RuntimeLog, SessionPool } from "../session-pool";

/** A log that keeps what was written, for tests that look for secrets in it. */
export function rememberingLog(): RuntimeLog & { lines: string[] } {
  const lines: string[] = [];
  const write = (fields: Record<string, unknown>, message: string) => {
    const { err, ...rest } = fields;
    lines.push(`${message} ${JSON.stringify(rest)} ${err instanceof Error ? err.stack : String(err ?? "")}`);
  };
  return { lines, info: write, warn: write, error: write };
}

/** A pool over targets by profile id, whose session rows lie in a map. */
export function poolOver(
  targets: Map<string, ConnectionTarget>,
  options: { clock?: Clock; idleMs?: number; revisions?: Map<string, number>; kind?: KindId } = {},
) {
  const rows = new Map<string, SessionHandle>();
  const abandoned: string[] = [];
  const log = rememberingLog();
  let nextRow = 1;
  const pool = new SessionPool({
    resolve: async (profileId) => {
      const target = targets.get(profileId);
      if (target === undefined) throw new Error("no such profile");
      return { revision: options.revisions?.get(profileId) ?? 1, kind: getKind(options.kind ?? "hmc"), target };
    },
    storeSession: async (_profileId, _revision, handle) => {
      const rowId = `row-${nextRow}`;
      nextRow += 1;
      rows.set(rowId, handle);
      return rowId;
    },
    removeSession: async (rowId) => void rows.delete(rowId),
    abandonSessions: (_profileId, rowIds) => void abandoned.push(...rowIds),
    clock: options.clock ?? systemClock,
    log,
    idleMs: options.idleMs,
  });
  return { pool, rows, log, abandoned };
}

/** A clock that moves only when told; jitter is in the middle. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  #timers: { at: number; callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  random(): number {
    return 0.5;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves on and calls back what has become due, in order. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const [next] = this.#timers.filter((timer) => timer.at <= until).sort((one, other) => one.at - other.at);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = until;
  }
}
