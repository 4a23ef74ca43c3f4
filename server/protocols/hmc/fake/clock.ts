/** Time as the simulator sees it; tests inject their own to make hours pass. */
export interface FakeHmcClock {
  now(): number;
  /** Runs the callback once after the delay; the returned function cancels it. */
  schedule(delayMs: number, run: () => void): () => void;
}

export const systemClock: FakeHmcClock = {
  now: () => Date.now(),
  schedule: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** A clock that stands still until it is told to advance. */
export class ManualClock implements FakeHmcClock {
  #nowMs: number;
  #pending: { dueMs: number; run: () => void }[] = [];

  constructor(startMs = Date.UTC(2026, 0, 5, 8)) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, run: () => void): () => void {
    const entry = { dueMs: this.#nowMs + delayMs, run };
    this.#pending.push(entry);
    return () => {
      this.#pending = this.#pending.filter((other) => other !== entry);
    };
  }

  /** Moves time forward and runs what falls due, in order. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const next = this.#pending.filter((entry) => entry.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (next === undefined) break;
      this.#pending = this.#pending.filter((other) => other !== next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.run();
    }
    this.#nowMs = untilMs;
  }
}

/** Owns every timer of one simulator so that closing it leaves none behind. */
export class Timers {
  readonly #clock: FakeHmcClock;
  readonly #cancels = new Set<() => void>();

  constructor(clock: FakeHmcClock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  after(delayMs: number, run: () => void): () => void {
    const cancelTimer = this.#clock.schedule(delayMs, () => {
      this.#cancels.delete(cancel);
      run();
    });
    const cancel = () => {
      this.#cancels.delete(cancel);
      cancelTimer();
    };
    this.#cancels.add(cancel);
    return cancel;
  }

  cancelAll(): void {
    for (const cancel of this.#cancels) cancel();
  }
}
