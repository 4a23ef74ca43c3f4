const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** "2026-03-01 14:05:09 UTC" from an ISO time; a text that is no time comes back as it is. */
export function describeAbsolute(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Clocks tick apart, and what is shown as now may be a little old: nothing is about to happen that has happened. */
const NOW_SECONDS = { past: 10, future: 30 };

/** "5 minutes ago", "in 3 days", "just now"; the largest unit that fits. */
export function describeRelative(iso: string, nowMs: number): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) {
    return iso;
  }
  const seconds = Math.round((time - nowMs) / 1000);
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) {
      return relative.format(Math.trunc(seconds / size), unit);
    }
  }
  return seconds > -NOW_SECONDS.past && seconds < NOW_SECONDS.future ? "just now" : relative.format(seconds, "second");
}

/** "840 ms", "3.2 s", "2 min 5 s". */
export function describeDuration(ms: number): string {
  if (ms < 1000) {
    return `${Math.round(ms)} ms`;
  }
  if (ms < 60_000) {
    return `${(ms / 1000).toFixed(1)} s`;
  }
  const totalSeconds = Math.round(ms / 1000);
  return `${Math.floor(totalSeconds / 60)} min ${totalSeconds % 60} s`;
}

/** Whole days until the time, rounded down; negative once it has passed. */
export function daysUntil(iso: string, nowMs: number): number {
  return Math.floor((Date.parse(iso) - nowMs) / 86_400_000);
}
