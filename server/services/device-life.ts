import "server-only";
import { getDatabase } from "@/server/data/client";
import { listLeftBehindSessions } from "@/server/data/device-sessions";
import { pruneNotifications } from "@/server/data/notifications";
import { listOpenRuns, type OperationRunRow, updateOperationRun } from "@/server/data/operation-runs";
import { findProfile, listProfiles } from "@/server/data/profiles";
import { getLogger } from "@/server/logging/logger";
import type { FollowedRun } from "@/server/runtime/operation-runner";
import { onProfileChanged, type ProfileChange } from "@/server/runtime/profile-changes";
import { onShutdown, SHUTDOWN_ORDER } from "@/server/runtime/registry";
import { forgetBmc, outdateBmc } from "./bmc/fleet";
import { resolveLeftOrders } from "./certificate-orders/renewal";
import { type DeviceRuntime, type DeviceRuntimeOptions, getDeviceRuntime } from "./device-runtime";
import { forgetInventory, outdateInventory } from "./hmc";
import { endAllStreams, followProfile } from "./live-streams";
import { completeRunAudit } from "./run-audit";
import { forgetWbemRecords } from "./wbem/recorders";

const PRUNE_MS = 10 * 60_000;
const KEEP_DAYS = 30;
const KEEP_COUNT = 100_000;
const DAY_MS = 24 * 3600_000;

async function follow(runtime: DeviceRuntime, { profileId, teamId, reason }: ProfileChange): Promise<void> {
  const { pool, hub, prober, orphans } = runtime;
  forgetInventory(profileId);
  forgetBmc(profileId);
  forgetWbemRecords(profileId);
  if (reason === "deleted") {
    prober.forget(profileId);
    followProfile(runtime, profileId, teamId, false);
    await Promise.all([hub.forget(profileId), pool.signOff(profileId)]);
    orphans.forget(profileId);
    return;
  }
  const record = await findProfile(getDatabase(), profileId);
  if (record === null) return;
  if (reason === "created") followProfile(runtime, profileId, teamId, true);
  if (reason !== "listening" && reason !== "created") pool.drop(profileId, reason === "secrets");
  if (reason !== "listening") {
    prober.watch(profileId);
    void orphans.attempt(profileId);
  }
  hub.keep(profileId, record.keepListening);
}

/**
 * Logs off the sessions that processes which died have left on devices (REL-11). Where a device does not answer now it is
 * tried again, with growing pauses, while the console runs. Returns how many are gone after the first attempt.
 */
export async function logOffLeftBehind(runtime: DeviceRuntime): Promise<number> {
  const rows = await listLeftBehindSessions(getDatabase(), runtime.processId);
  for (const { profileId, id } of rows) runtime.orphans.add(profileId, [id]);
  const profileIds = [...new Set(rows.map(({ profileId }) => profileId))];
  const counts = await Promise.all(profileIds.map((profileId) => runtime.orphans.attempt(profileId)));
  const gone = counts.reduce((sum, count) => sum + count, 0);
  if (rows.length > 0) getLogger().info({ found: rows.length, gone }, "device sessions of an earlier process");
  return gone;
}

async function markUnknown(run: OperationRunRow): Promise<void> {
  const change = {
    state: "unknown" as const,
    isCancelable: false,
    endedAt: new Date(),
    progress: "The console stopped before it knew whether the device had taken the operation.",
  };
  await updateOperationRun(getDatabase(), run.id, change);
  await completeRunAudit(run.id, "failure", change);
}

/** How to go on with a run; undefined where nobody knows whether the device has taken it. */
function followedRun(run: OperationRunRow): FollowedRun | undefined {
  const { jobUri, acceptedStatuses, operationTimeoutMs, statusTimeoutMs } = run;
  const isSettling = run.state === "settling";
  if ((jobUri === null && !isSettling) || acceptedStatuses === null) return undefined;
  if (operationTimeoutMs === null || statusTimeoutMs === null) return undefined;
  return {
    runId: run.id,
    profileId: run.profileId,
    target: run.target,
    // The device has been told to forget the job of a run that only waits for its status.
    jobUri: isSettling || jobUri === null ? undefined : jobUri,
    startedAtMs: run.startedAt.getTime(),
    acceptedStatuses: JSON.parse(acceptedStatuses) as string[],
    operationTimeoutMs,
    statusTimeoutMs,
  };
}

/** Goes on with the runs an earlier process left, by their own limits; ends as unknown those that nobody can follow. */
export async function resumeRuns(runtime: DeviceRuntime): Promise<void> {
  for (const run of await listOpenRuns(getDatabase())) {
    const followed = followedRun(run);
    if (followed === undefined) await markUnknown(run);
    else runtime.runner.resume(followed);
  }
}

async function prune(): Promise<void> {
  const bounds = { olderThan: new Date(Date.now() - KEEP_DAYS * DAY_MS), keep: KEEP_COUNT };
  try {
    for (const { id } of await listProfiles(getDatabase())) await pruneNotifications(getDatabase(), id, bounds);
  } catch (error) {
    getLogger().warn({ err: error }, "old notifications could not be removed");
  }
}

function registerShutdown(runtime: DeviceRuntime, pruning: NodeJS.Timeout): void {
  onShutdown("event-streams", SHUTDOWN_ORDER.eventStreams, endAllStreams);
  onShutdown("notifications", SHUTDOWN_ORDER.notifications, async () => {
    clearInterval(pruning);
    await Promise.all([runtime.prober.stop(), runtime.runner.stop(), runtime.orphans.stop()]);
    await runtime.hub.stop();
  });
  onShutdown("device-sessions", SHUTDOWN_ORDER.deviceSessions, () => runtime.pool.stop());
}

/**
 * Begins to hold devices: left sessions are logged off, open runs resumed, kept notification streams opened, reachability
 * watched. Waits for nothing that a device would have to answer.
 */
export async function startDeviceLife(options: DeviceRuntimeOptions = {}): Promise<DeviceRuntime> {
  const runtime = await getDeviceRuntime(options);
  onProfileChanged("device-runtime", (change) => follow(runtime, change));
  runtime.hub.onNotification(({ profileId, type }) => {
    if (type === "log-entry" || type === "os-message" || type === "property-change") return;
    outdateInventory(profileId);
    outdateBmc(profileId);
  });
  const pruning = setInterval(() => void prune(), PRUNE_MS);
  pruning.unref();
  registerShutdown(runtime, pruning);
  void logOffLeftBehind(runtime).catch((error: unknown) => {
    getLogger().error({ err: error }, "device sessions of an earlier process could not be read");
  });
  await resumeRuns(runtime);
  await resolveLeftOrders(runtime.processId);
  for (const { id, keepListening } of await listProfiles(getDatabase())) {
    if (keepListening) runtime.hub.keep(id, true);
    runtime.prober.watch(id, { isSpread: true });
  }
  return runtime;
}
