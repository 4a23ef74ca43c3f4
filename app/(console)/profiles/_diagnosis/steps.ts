import type { ChainEntry } from "@/contracts/certificate";
import type { DiagnosisReport, DiagnosisStep } from "@/contracts/diagnosis";

/** The steps with one more state of one of them: a step is replaced in its place, a new one comes last. */
export function mergeStep(steps: readonly DiagnosisStep[], step: DiagnosisStep): DiagnosisStep[] {
  const index = steps.findIndex((known) => known.id === step.id);
  return index === -1 ? [...steps, step] : steps.with(index, step);
}

/** Steps that were under way when the test was broken off, as skipped ones. */
export function endSteps(steps: readonly DiagnosisStep[]): DiagnosisStep[] {
  return steps.map((step) =>
    step.status === "running" ? { ...step, status: "skipped", finding: "The test was broken off here." } : step,
  );
}

/** The chain the device presented, leaf first; empty if the test did not come that far. */
export function presentedChain(steps: readonly DiagnosisStep[]): readonly ChainEntry[] {
  const step =
    steps.find((candidate) => candidate.id === "tls-presented" && candidate.certificates !== undefined) ??
    steps.find((candidate) => candidate.certificates !== undefined);
  return step?.certificates ?? [];
}

/** SHA-256 of the leaf the device presented, or null. */
export function presentedFingerprint(steps: readonly DiagnosisStep[]): string | null {
  return presentedChain(steps)[0]?.facts?.fingerprint256 ?? null;
}

const outcomes: Record<DiagnosisReport["outcome"], string> = {
  ok: "passed",
  warn: "passed with warnings",
  fail: "failed",
};

/** Outcome of a test in a word or two. */
export function describeOutcome(outcome: DiagnosisReport["outcome"]): string {
  return outcomes[outcome];
}
