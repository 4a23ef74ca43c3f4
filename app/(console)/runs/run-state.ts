import type { Tone } from "@/app/_components/feedback/tone";
import type { OperationRun } from "@/contracts/operation";

/** True until the outcome of the run is known. */
export function isRunUnderWay(run: Pick<OperationRun, "state">): boolean {
  return ["requested", "running", "settling", "cancel_pending"].includes(run.state);
}

/** How good the state of a run is. */
export function runTone(run: Pick<OperationRun, "state">): Tone {
  if (isRunUnderWay(run)) return "busy";
  if (run.state === "succeeded") return "ok";
  if (run.state === "failed") return "fail";
  return run.state === "unknown" ? "warn" : "idle";
}
