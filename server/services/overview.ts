import "server-only";
import type { Overview } from "@/contracts/overview";
import { getDatabase } from "@/server/data/client";
import { listIdentities, serializeIdentity } from "@/server/data/client-identities";
import { countNotifications, listReceiptTimes } from "@/server/data/notifications";
import { countRuns } from "@/server/data/operation-runs";
import { listProbes } from "@/server/data/probes";
import type { ProfileRecord } from "@/server/data/profiles";
import { listBundles, serializeBundle } from "@/server/data/trust-bundles";
import { type Principal, requireActiveTeam } from "@/server/domain/principal";
import { getDeviceStatus } from "@/server/runtime/device-status";
import { listConcerns } from "./concerns";
import { listRenewableOrders } from "./renewal-concerns";
import { listVisibleProfiles } from "./visible-profiles";

const LATENCIES = 60;
const MINUTES = 60;
const MINUTE_MS = 60_000;

/** Counts per minute over the last hour, oldest first. */
export function perMinute(times: readonly Date[], now: number): number[] {
  const counts = Array.from({ length: MINUTES }, () => 0);
  for (const time of times) {
    const age = Math.floor((now - time.getTime()) / MINUTE_MS);
    const index = MINUTES - 1 - age;
    if (index >= 0 && index < MINUTES) counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

async function healthOf(record: ProfileRecord, now: number): Promise<Overview["profiles"][number]> {
  const db = getDatabase();
  const { reachability, listener } = getDeviceStatus(record.id);
  const [probes, times] = await Promise.all([
    listProbes(db, record.id, LATENCIES),
    listReceiptTimes(db, record.id, new Date(now - MINUTES * MINUTE_MS)),
  ]);
  return {
    profileId: record.id,
    name: record.name,
    kind: record.kind,
    address: reachability.address ?? `${record.host}:${record.port}`,
    reachability,
    listener,
    latencies: probes.map((probe) => ({ at: probe.probedAt.toISOString(), ms: probe.latencyMs })),
    eventsPerMinute: perMinute(times, now),
  };
}

function startOfToday(now: number): Date {
  const today = new Date(now);
  today.setUTCHours(0, 0, 0, 0);
  return today;
}

/** What needs somebody in the active team, and how its devices are. @throws AppError `forbidden` for a person without a team */
export async function getOverview(principal: Principal): Promise<Overview> {
  const teamId = requireActiveTeam(principal);
  const db = getDatabase();
  const now = Date.now();
  const records = await listVisibleProfiles(principal);
  const ids = records.map((record) => record.id);
  const today = startOfToday(now);
  const [bundles, identities, orders, runsToday, notificationsToday, profiles] = await Promise.all([
    listBundles(db, teamId).then((rows) => rows.map(serializeBundle)),
    listIdentities(db, teamId).then((rows) => rows.map(serializeIdentity)),
    listRenewableOrders(teamId),
    countRuns(db, ids, today),
    countNotifications(db, ids, today),
    Promise.all(records.map((record) => healthOf(record, now))),
  ]);
  const states = profiles.map(({ reachability }) => reachability.state);
  return {
    generatedAt: new Date(now).toISOString(),
    concerns: await listConcerns({
      records,
      bundles,
      identities,
      orders,
      isInstanceAdministrator: principal.isInstanceAdministrator,
      now,
    }),
    profiles,
    counts: {
      profiles: records.length,
      reachable: states.filter((state) => state === "reachable" || state === "paused").length,
      unreachable: states.filter((state) => state === "unreachable").length,
      bundles: bundles.length,
      clientIdentities: identities.length,
      runsToday,
      notificationsToday,
    },
  };
}
