"use client";

import { useSyncExternalStore } from "react";
import { describeAbsolute, describeRelative } from "./time";

const tickMs = 15_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let nowMs = 0;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const notify of listeners) {
      notify();
    }
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function readNow(): number | null {
  // While nothing ticks the last reading may be old; within one render it must stay the same.
  if (nowMs === 0 || (timer === undefined && Date.now() - nowMs > tickMs)) {
    nowMs = Date.now();
  }
  return nowMs;
}

/**
 * A point in time as "5 minutes ago" with the exact UTC time as its title. The server renders the exact time, which
 * needs no agreement on clock, language or time zone; the browser replaces it.
 */
export function RelativeTime({ at }: { at: string }) {
  const now = useSyncExternalStore<number | null>(subscribe, readNow, () => null);
  const absolute = describeAbsolute(at);
  return (
    <time dateTime={at} title={absolute}>
      {now === null ? absolute : describeRelative(at, now)}
    </time>
  );
}
