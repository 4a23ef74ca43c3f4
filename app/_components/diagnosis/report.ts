import type { DiagnosisStep } from "@/contracts/diagnosis";
import { describeDuration } from "../feedback/time";

/** The steps as plain text, to be pasted into a ticket. Steps carry no secrets, so neither does the report. */
export function diagnosisReport(title: string, steps: readonly DiagnosisStep[]): string {
  const lines = [title, ""];
  for (const step of steps) {
    lines.push(`[${step.status}] ${step.title} (${describeDuration(step.durationMs)}): ${step.finding}`);
    for (const { label, value } of step.evidence) {
      lines.push(`    ${label}: ${value}`);
    }
    for (const fault of step.faults ?? []) {
      lines.push(`    - ${fault.errorClass}: ${fault.finding}`);
      if (fault.remedy) {
        lines.push(`      ${fault.remedy.text}`);
        for (const { text } of fault.remedy.alternatives ?? []) lines.push(`      Or: ${text}`);
      }
    }
    if (step.remedy) {
      lines.push(`    Remedy: ${step.remedy.text}`);
      for (const { text } of step.remedy.alternatives ?? []) lines.push(`    Or: ${text}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** "All 9 steps passed", "2 of 9 steps failed, 1 with a warning", "Running: TCP connect". */
export function summarizeSteps(steps: readonly DiagnosisStep[]): string {
  const count = (status: DiagnosisStep["status"]) => steps.filter((step) => step.status === status).length;
  const running = steps.find((step) => step.status === "running");
  if (running) {
    return `Running: ${running.title}`;
  }
  if (steps.length === 0) {
    return "Not run yet";
  }
  const [failed, warned, skipped] = [count("fail"), count("warn"), count("skipped")];
  const all = steps.length === 1 ? "1 step" : `${steps.length} steps`;
  const parts = [
    ...(failed > 0 ? [`${failed} of ${all} failed`] : []),
    ...(warned > 0 ? [`${warned} with a warning`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  return failed + warned + skipped === 0
    ? `All ${all} passed`
    : `${parts.join(", ")}${failed === 0 ? `, of ${all}` : ""}`;
}
