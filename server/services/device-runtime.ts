import "server-only";
import { randomBytes, randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { StreamEvent } from "@/contracts/notification";
import { getDatabase, withTransaction } from "@/server/data/client";
import { createDeviceSession, deleteDeviceSession, findDeviceSession } from "@/server/data/device-sessions";
import { appendNotifications, findNotificationRange, listNotifications } from "@/server/data/notifications";
import { serializeOperationRun, updateOperationRun } from "@/server/data/operation-runs";
import { recordProbe } from "@/server/data/probes";
import { findProfile } from "@/server/data/profiles";
import { findSetting, saveSetting } from "@/server/data/settings";
import { getLogger } from "@/server/logging/logger";
import type { SessionHandle } from "@/server/protocols/kind";
import { type Clock, systemClock } from "@/server/runtime/clock";
import { setPresentedCertificate } from "@/server/runtime/device-status";
import { EventLog } from "@/server/runtime/event-log";
import { type HubTimings, NotificationHub } from "@/server/runtime/notification-hub";
import { OperationRunner, type RunChange, type RunnerTimings } from "@/server/runtime/operation-runner";
import { OrphanSessions, type OrphanTimings } from "@/server/runtime/orphan-sessions";
import { type ProberTimings, ReachabilityProber } from "@/server/runtime/reachability";
import { getRuntime } from "@/server/runtime/registry";
import { SessionPool } from "@/server/runtime/session-pool";
import { getKeyring } from "@/server/secrets/keyring";
import { resolveProfile } from "./connection-target";
import { describeDeviceError, runProblemOf } from "./device-errors";
import { completeRunAudit } from "./run-audit";

/** Probes kept per profile: a day at one a minute. */
const PROBES_KEPT = 1_440;

/** What holds the devices: one of each per process. */
export interface DeviceRuntime {
  /** Names this process in the rows of its device sessions. */
  processId: string;
  events: EventLog;
  pool: SessionPool;
  hub: NotificationHub;
  runner: OperationRunner;
  prober: ReachabilityProber;
  orphans: OrphanSessions;
}

export interface DeviceRuntimeOptions {
  clock?: Clock;
  idleMs?: number;
  hub?: Partial<HubTimings>;
  runner?: Partial<RunnerTimings>;
  prober?: Partial<ProberTimings>;
  orphans?: Partial<OrphanTimings>;
}

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    deviceRuntime: Promise<DeviceRuntime>;
  }
}

/** The place the handle of a device session is sealed for. */
export function sessionHandleBinding(rowId: string) {
  return { table: "DeviceSession", rowId, column: "sealedHandle" };
}

async function eventEpoch(): Promise<string> {
  const db = getDatabase();
  const known = await findSetting(db, "event-epoch");
  if (known !== null) return known;
  const epoch = randomBytes(6).toString("hex");
  await saveSetting(db, "event-epoch", epoch);
  return epoch;
}

async function storeSession(processId: string, profileId: string, revision: number, handle: SessionHandle) {
  const id = randomUUID();
  await withTransaction(async (tx) => {
    const sealedHandle = await getKeyring().seal(tx, sessionHandleBinding(id), JSON.stringify(handle));
    const address = JSON.stringify(handle.address);
    await createDeviceSession(tx, { id, profileId, revision, address, sealedHandle, processId });
  });
  return id;
}

/** Logs a stored session off, if its row is still there, and removes the row once the session is gone. */
async function endSession(rowId: string): Promise<boolean> {
  const row = await findDeviceSession(getDatabase(), rowId);
  if (row === null) return true;
  const sealed = await getKeyring().open(getDatabase(), sessionHandleBinding(row.id), row.sealedHandle);
  const handle = JSON.parse(sealed.reveal()) as SessionHandle;
  sealed.destroy();
  const { kind, target } = await resolveProfile(row.profileId);
  if (!(await kind.signOffLeftBehind(target, handle))) return false;
  await deleteDeviceSession(getDatabase(), row.id);
  return true;
}

/** Notifications in a burst all carry the same name; a new one may be seconds late in them. */
const NAME_MS = 5_000;

function createNames(clock: Clock): (profileId: string) => Promise<string> {
  const known = new Map<string, { name: string; readAtMs: number }>();
  return async (profileId) => {
    const fresh = known.get(profileId);
    if (fresh !== undefined && clock.now() - fresh.readAtMs < NAME_MS) return fresh.name;
    const name = (await findProfile(getDatabase(), profileId))?.name ?? "";
    known.set(profileId, { name, readAtMs: clock.now() });
    return name;
  };
}

async function lastReceived(profileId: string): Promise<Date | null> {
  const [row] = await listNotifications(getDatabase(), [profileId], {}, { beforeId: null, limit: 1 });
  return row?.receivedAt ?? null;
}

/** Stores what a run has become and tells everybody who watches. */
async function saveRun(
  events: EventLog,
  nameOf: (profileId: string) => Promise<string>,
  runId: string,
  change: RunChange,
): Promise<void> {
  const row = await updateOperationRun(getDatabase(), runId, change);
  const data = serializeOperationRun(row, await nameOf(row.profileId));
  events.announce(row.profileId, { event: "operation", data });
}

async function create(options: DeviceRuntimeOptions): Promise<DeviceRuntime> {
  const clock = options.clock ?? systemClock;
  const log = getLogger();
  const nameOf = createNames(clock);
  const range = await findNotificationRange(getDatabase());
  const events = new EventLog({ epoch: await eventEpoch(), lastId: range?.last ?? 0 });
  const processId = `${hostname()}-${process.pid}-${randomUUID()}`;
  const orphans = new OrphanSessions({ end: endSession, clock, log, timings: options.orphans });
  const pool = new SessionPool({
    resolve: resolveProfile,
    storeSession: (profileId, revision, handle) => storeSession(processId, profileId, revision, handle),
    removeSession: (rowId) => deleteDeviceSession(getDatabase(), rowId),
    abandonSessions: (profileId, rowIds) => orphans.add(profileId, rowIds),
    clock,
    log,
    idleMs: options.idleMs,
  });
  const hub = new NotificationHub({
    pool,
    store: (rows) => appendNotifications(rows),
    nameOf,
    lastReceived,
    events,
    clock,
    log,
    timings: options.hub,
  });
  const runner = new OperationRunner({
    pool,
    save: (runId, change) => saveRun(events, nameOf, runId, change),
    ended: completeRunAudit,
    problemOf: runProblemOf,
    onHint: (listener) =>
      hub.onNotification(({ profileId, type, jobUri, objectUri }) => {
        if (jobUri !== null) listener(profileId, jobUri);
        else if (type === "status-change" && objectUri !== null) listener(profileId, objectUri);
      }),
    watch: (profileId) => hub.watch(profileId),
    clock,
    log,
    timings: options.runner,
  });
  const prober = new ReachabilityProber({
    async probe(profileId, signal) {
      const { kind, target } = await resolveProfile(profileId);
      const { address, latencyMs, certificatePem } = await kind.probe(target, signal).catch((error: unknown) => {
        pool.judgePeer(profileId, error);
        throw error;
      });
      setPresentedCertificate(profileId, certificatePem);
      return { address: `${address.host}:${address.port}`, latencyMs };
    },
    describeError: describeDeviceError,
    store: (profileId, { probedAt, latencyMs, errorClass }) =>
      recordProbe(getDatabase(), profileId, { probedAt, latencyMs, errorClass }, PROBES_KEPT),
    pausedLogon: (profileId) => pool.pausedLogon(profileId),
    changed: (profileId, reachability) => {
      const event: StreamEvent = { event: "reachability", data: { profileId, reachability } };
      events.announce(profileId, event);
    },
    clock,
    log,
    timings: options.prober,
  });
  pool.onEvent(({ type, profileId }) => {
    if (type !== "dropped") prober.refresh(profileId);
  });
  return { processId, events, pool, hub, runner, prober, orphans };
}

/** The runtime of this process, made at the first call; `options` count only then. */
export function getDeviceRuntime(options: DeviceRuntimeOptions = {}): Promise<DeviceRuntime> {
  const { services } = getRuntime();
  services.deviceRuntime ??= create(options).catch((error: unknown) => {
    delete services.deviceRuntime;
    throw error;
  });
  return services.deviceRuntime;
}
