import "server-only";
import type { DiagnosisReport, DiagnosisStep } from "@/contracts/diagnosis";
import { getDatabase } from "@/server/data/client";
import { findDiagnoses, type ProfileRecord, saveDiagnosis } from "@/server/data/profiles";
import { AppError } from "@/server/domain/app-error";
import { type Principal, type RequestContext, requireProfile } from "@/server/domain/principal";
import { obtain } from "@/server/runtime/registry";
import { diagnoseTransport } from "@/server/transport/diagnose";
import { skippedStep } from "@/server/transport/diagnosis-remedies";
import { completeIntent, recordIntent } from "./audit";
import { resolveProfile } from "./connection-target";
import { withDeviceErrors } from "./device-errors";
import { getDeviceRuntime } from "./device-runtime";
import { getProfileRecord } from "./profile-record";

/** SEC-D8. */
const TESTS_PER_MINUTE = 10;
const MINUTE_MS = 60_000;

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    /** Start times of the latest connection tests by user. */
    diagnosisStarts: Map<string, number[]>;
  }
}

function requireRate(userId: string): void {
  const starts = obtain("diagnosisStarts", () => new Map());
  const now = Date.now();
  const recent = (starts.get(userId) ?? []).filter((at) => now - at < MINUTE_MS);
  const [oldest = now] = recent;
  if (recent.length >= TESTS_PER_MINUTE) {
    throw new AppError("too_many_requests", `Only ${TESTS_PER_MINUTE} connection tests a minute are possible.`, {
      retryAfterSeconds: Math.ceil((oldest + MINUTE_MS - now) / 1000),
    });
  }
  starts.set(userId, [...recent, now]);
}

function outcomeOf(steps: readonly DiagnosisStep[]): DiagnosisReport["outcome"] {
  const statuses = new Set(steps.map((step) => step.status));
  if (statuses.has("fail") || statuses.has("running")) return "fail";
  return statuses.has("warn") ? "warn" : "ok";
}

async function* runSteps(record: ProfileRecord, signal: AbortSignal): AsyncGenerator<DiagnosisStep> {
  const { pool } = await getDeviceRuntime();
  const { kind, target, revision } = await withDeviceErrors(() => resolveProfile(record.id));
  const [address] = target.addresses;
  if (address === undefined) return;
  let failed: string | undefined;
  const { tls, addressPolicy, proxy } = target;
  const isEncrypted = kind.exposure(target.settings) === "encrypted";
  const transport = diagnoseTransport({ ...address, tls, addressPolicy, proxy, isEncrypted, signal });
  let next = await transport.next();
  for (; next.done !== true; next = await transport.next()) {
    if (next.value.status === "fail") failed ??= next.value.title;
    yield next.value;
  }
  // Where the first address fails, the kind tries the others.
  if (!next.value && target.addresses.length === 1) {
    for (const step of kind.diagnosisSteps) yield skippedStep(step, failed ?? "Verified TLS handshake");
    return;
  }
  const rules = pool.rulesFor(record.id, revision);
  try {
    yield* kind.diagnose(target, signal, rules);
  } finally {
    rules.end();
  }
}

async function* observed(
  principal: Principal,
  record: ProfileRecord,
  context: RequestContext,
  signal: AbortSignal,
): AsyncGenerator<DiagnosisStep> {
  const intent = await recordIntent({
    principal,
    context,
    teamId: record.teamId,
    action: "profile.diagnose",
    objectType: "profile",
    objectId: record.id,
    objectName: record.name,
    details: { host: record.host, port: record.port },
  });
  const startedAt = new Date().toISOString();
  const steps = new Map<string, DiagnosisStep>();
  let isComplete = false;
  try {
    for await (const step of runSteps(record, signal)) {
      steps.set(step.id, step);
      yield step;
    }
    isComplete = true;
  } finally {
    const all = [...steps.values()];
    const outcome = isComplete ? outcomeOf(all) : "fail";
    if (isComplete && !signal.aborted) {
      const endedAt = new Date().toISOString();
      const address = `${record.host}:${record.port}`;
      await saveDiagnosis(getDatabase(), record.id, {
        startedAt,
        endedAt,
        revision: record.revision,
        address,
        outcome,
        steps: all,
      });
    }
    const failed = all.filter((step) => step.status === "fail").map((step) => step.errorClass ?? step.id);
    await completeIntent(intent, outcome === "fail" ? "failure" : "success", { outcome, isComplete, failed });
  }
}

/**
 * Tests a profile's connection: the steps as they start and as they end. The report is kept with the profile; an aborted
 * test is not.
 * @throws AppError `not_found`, `forbidden`, `too_many_requests`, before the first step
 */
export async function diagnoseProfile(
  principal: Principal,
  profileId: string,
  context: RequestContext,
  signal: AbortSignal,
): Promise<AsyncGenerator<DiagnosisStep>> {
  const record = await getProfileRecord(getDatabase(), profileId);
  requireProfile(principal, record, "view");
  requireRate(principal.userId);
  return observed(principal, record, context, signal);
}

/** The latest test of the connection and the last one that was good. @throws AppError `not_found`, `forbidden` */
export async function getDiagnosis(
  principal: Principal,
  profileId: string,
): Promise<{ latest: DiagnosisReport | null; lastGood: DiagnosisReport | null }> {
  const record = await getProfileRecord(getDatabase(), profileId);
  requireProfile(principal, record, "view");
  return findDiagnoses(getDatabase(), profileId);
}
