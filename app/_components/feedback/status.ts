import type { Tone } from "./tone";

const words: Record<Tone, readonly string[]> = {
  ok: ["active", "operating", "acceptable", "ok", "online", "connected", "reachable", "complete", "succeeded", "valid"],
  busy: ["running", "starting", "stopping", "pending"],
  warn: ["paused", "degraded", "service", "service-required", "status-check", "warn", "warning", "expiring"],
  fail: [
    "exceptions",
    "not-communicating",
    "communications-not-active",
    "not-operating",
    "terminated",
    "reservation-error",
    "unreachable",
    "failed",
    "fail",
    "expired",
  ],
  idle: ["stopped", "not-activated", "no-power", "skipped", "unknown"],
};

const toneByWord = new Map(
  (Object.keys(words) as Tone[]).flatMap((tone) => words[tone].map((word): [string, Tone] => [word, tone])),
);

/** How a device's status word is shown: its tone, and the word with blanks and a capital. Unknown words stay neutral. */
export function describeStatus(status: string): { tone: Tone; text: string } {
  const text = status
    .trim()
    .replaceAll(/[-_]+/g, " ")
    .replace(/^canceled$/, "cancelled");
  const word = text.toLocaleLowerCase().replaceAll(/\s+/g, "-");
  return {
    tone: toneByWord.get(word) ?? "idle",
    text: text === "" ? "Unknown" : text.charAt(0).toUpperCase() + text.slice(1),
  };
}
