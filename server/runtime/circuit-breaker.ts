import { backOff, type Clock } from "./clock";

const FAILURES_TO_OPEN = 5;
const WINDOW_MS = 30_000;
const FIRST_OPEN_MS = 5_000;
const LONGEST_OPEN_MS = 60_000;

export type BreakerVerdict =
  | { isAllowed: true }
  | { isAllowed: false; retryAfterMs: number; sinceMs: number /** What failed last. */; reason: unknown };

/** Spares an endpoint that keeps failing: opens after 5 failures in 30 s, then lets one probe through at a time (REL-8). */
export class CircuitBreaker {
  readonly #clock: Clock;
  #failures: number[] = [];
  #openings = 0;
  #openUntil: number | undefined;
  #openSince = 0;
  #isProbing = false;
  #reason: unknown;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isOpen(): boolean {
    return this.#openUntil !== undefined;
  }

  /** Asks for leave; whoever gets it reports back by `succeed`, `fail` or `abandon`. */
  admit(): BreakerVerdict {
    if (this.#openUntil === undefined) return { isAllowed: true };
    const waitMs = this.#openUntil - this.#clock.now();
    if (waitMs > 0 || this.#isProbing) {
      return {
        isAllowed: false,
        retryAfterMs: Math.max(1_000, waitMs),
        sinceMs: this.#openSince,
        reason: this.#reason,
      };
    }
    this.#isProbing = true;
    return { isAllowed: true };
  }

  succeed(): void {
    this.#failures = [];
    this.#openings = 0;
    this.#openUntil = undefined;
    this.#isProbing = false;
    this.#reason = undefined;
  }

  /** `reason` is told to whoever is kept away because of it. */
  fail(reason?: unknown): void {
    this.#reason = reason;
    const now = this.#clock.now();
    if (this.#openUntil !== undefined) {
      if (this.#isProbing) this.#open(now);
      return;
    }
    this.#failures = [...this.#failures.filter((at) => now - at < WINDOW_MS), now];
    if (this.#failures.length >= FAILURES_TO_OPEN) {
      this.#openSince = now;
      this.#open(now);
    }
  }

  /** The attempt said nothing about the endpoint, e.g. because the caller left. */
  abandon(): void {
    this.#isProbing = false;
  }

  #open(now: number): void {
    this.#openUntil = now + backOff(this.#clock, this.#openings, FIRST_OPEN_MS, LONGEST_OPEN_MS);
    this.#openings += 1;
    this.#failures = [];
    this.#isProbing = false;
  }
}
