/** Time as the long-lived parts see it; tests bring their own. */
export interface Clock {
  now(): number;
  /** Calls back once after a while; the returned function forgets it. Never keeps the process alive. */
  after(ms: number, callback: () => void): () => void;
  /** A number from 0 to 1 for jitter. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/** Resolves after a while, or at once when the signal fires. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = () => {
      forget();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const forget = clock.after(ms, done);
    signal.addEventListener("abort", done, { once: true });
  });
}

/** A delay that doubles with each failure up to a limit, spread by a fifth to either side so that many do not act at once. */
export function backOff(clock: Clock, failures: number, baseMs: number, limitMs: number): number {
  const ideal = Math.min(limitMs, baseMs * 2 ** Math.min(failures, 20));
  return Math.round(ideal * (0.8 + 0.4 * clock.random()));
}
