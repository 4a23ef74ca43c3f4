/** The steps of "Test connection" of a BMC and how they end. */
import type { DiagnosisStep, DiagnosisStepId } from "@/contracts/diagnosis";
import { describeFailure } from "../diagnosis-failure";

/** The steps in their order. */
export const bmcDiagnosisSteps = [
  { id: "http", title: "Redfish service answers" },
  { id: "logon", title: "Log on to the BMC" },
  { id: "bmc-role", title: "Role of the user" },
  { id: "bmc-exchange", title: "Certificate exchange offered" },
  { id: "bmc-host", title: "Hypervisor and VMI are up" },
  { id: "bmc-events", title: "Event stream" },
] as const satisfies readonly Pick<DiagnosisStep, "id" | "title">[];

/** A step that has ended. */
export function step(
  id: DiagnosisStepId,
  startedAt: number | undefined,
  facts: Pick<DiagnosisStep, "status" | "finding"> & Partial<DiagnosisStep>,
): DiagnosisStep {
  const durationMs = startedAt === undefined ? 0 : performance.now() - startedAt;
  return {
    id,
    title: bmcDiagnosisSteps.find((known) => known.id === id)?.title ?? id,
    durationMs,
    evidence: [],
    ...facts,
  };
}
/** A step that has begun. */
export const running = (id: DiagnosisStepId) => step(id, undefined, { status: "running", finding: "" });

/** A failed step. @throws whatever is no failure of the device or the way to it */
export function failure(id: DiagnosisStepId, startedAt: number, error: unknown): DiagnosisStep {
  return step(id, startedAt, { status: "fail", ...describeFailure(error) });
}

/** The steps that were not reached, with the reason. */
export function* skipFrom(id: DiagnosisStepId, reason: string): Generator<DiagnosisStep> {
  const from = bmcDiagnosisSteps.findIndex((known) => known.id === id);
  for (const known of bmcDiagnosisSteps.slice(from))
    yield step(known.id, undefined, { status: "skipped", finding: reason });
}
