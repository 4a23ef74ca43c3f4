import { setImmediate } from "node:timers/promises";

/** Runs work as soon as there is room for it, in the order it came. */
export type Gate = <T>(work: () => T | Promise<T>) => Promise<T>;

/**
 * Lets at most `width` pieces of work run at a time, each in a turn of the event loop of its own, so that much work that
 * comes at once holds up neither the loop nor, where it runs there, the whole thread pool of Node.js.
 */
export function createGate(width: number): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < width) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      await setImmediate();
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
