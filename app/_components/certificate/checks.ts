import type { Check, Verdict } from "@/contracts/check";
import { noticeIcons, type Tone, toneIcons } from "../feedback/tone";

/** How a verdict is shown. */
export const verdicts: Record<Verdict, { tone: Tone; icon: (typeof toneIcons)[Tone]; text: string }> = {
  pass: { tone: "ok", icon: toneIcons.ok, text: "Passed" },
  inform: { tone: "busy", icon: noticeIcons.busy, text: "Worth knowing" },
  warn: { tone: "warn", icon: toneIcons.warn, text: "Warning" },
  ask: { tone: "warn", icon: toneIcons.warn, text: "Needs your decision" },
  refuse: { tone: "fail", icon: toneIcons.fail, text: "Refused" },
  skipped: { tone: "idle", icon: toneIcons.idle, text: "Not judged" },
};

const counted: [Verdict, one: string, several: string][] = [
  ["pass", "passed", "passed"],
  ["refuse", "refused", "refused"],
  ["ask", "needs a decision", "need a decision"],
  ["warn", "warning", "warnings"],
  ["inform", "worth knowing", "worth knowing"],
  ["skipped", "not judged", "not judged"],
];

/** "16 passed, 1 refused, 1 warning"; nothing for no checks. */
export function summarizeChecks(checks: readonly Pick<Check, "verdict">[]): string {
  return counted
    .flatMap(([verdict, one, several]) => {
      const count = checks.filter((check) => check.verdict === verdict).length;
      return count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];
    })
    .join(", ");
}

/** True where somebody should look: refused, asked, warned. */
export function needsAttention({ verdict }: Pick<Check, "verdict">): boolean {
  return verdict === "refuse" || verdict === "ask" || verdict === "warn";
}
