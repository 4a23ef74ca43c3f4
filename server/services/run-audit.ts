import "server-only";
import { getDatabase } from "@/server/data/client";
import { findOperationRun } from "@/server/data/operation-runs";
import { findProfile } from "@/server/data/profiles";
import type { RunChange } from "@/server/runtime/operation-runner";
import { obtain } from "@/server/runtime/registry";
import { type AuditIntent, completeIntent, recordAuditAlone } from "./audit";

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    /** Intents of the runs that are going on, by run. */
    runIntents: Map<string, AuditIntent>;
  }
}

function intents(): Map<string, AuditIntent> {
  return obtain("runIntents", () => new Map());
}

/** Remembers the intent that the end of a run completes. */
export function keepRunIntent(runId: string, intent: AuditIntent): void {
  intents().set(runId, intent);
}

/** Completes the audit record of a run; one that an earlier process began gets a record of its own (SEC-H2). */
export async function completeRunAudit(
  runId: string,
  outcome: "success" | "failure",
  change: RunChange,
): Promise<void> {
  const details = {
    runId,
    state: change.state,
    endStatus: change.endStatus ?? null,
    deviceStatus: change.deviceStatus ?? null,
    deviceReason: change.deviceReason ?? null,
  };
  const intent = intents().get(runId);
  intents().delete(runId);
  if (intent !== undefined) {
    await completeIntent(intent, outcome, details);
    return;
  }
  const run = await findOperationRun(getDatabase(), runId);
  if (run === null) return;
  const profile = await findProfile(getDatabase(), run.profileId);
  await recordAuditAlone({
    principal: null,
    context: null,
    teamId: profile?.teamId ?? null,
    action: "operation.start",
    objectType: "operation-run",
    objectId: runId,
    objectName: run.targetName,
    outcome,
    details: { ...details, operation: run.operation, target: run.target, startedBy: run.startedBy },
  });
}
