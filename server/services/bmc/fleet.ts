import "server-only";
import type { BmcOverview, BmcRow } from "@/contracts/bmc";
import { listOrderedCertificates } from "@/server/data/certificate-orders";
import { getDatabase } from "@/server/data/client";
import { findLastNotifications } from "@/server/data/notifications";
import type { ProfileRecord } from "@/server/data/profiles";
import type { Principal } from "@/server/domain/principal";
import { getLogger } from "@/server/logging/logger";
import { readCertificateFacts } from "@/server/pki/certificate";
import { getDeviceStatus } from "@/server/runtime/device-status";
import { getRuntime, obtain } from "@/server/runtime/registry";
import { listVisibleProfiles } from "../visible-profiles";
import { onBmc } from "./connection";
import { readBmcOverview } from "./overview";

type LastSeen = NonNullable<BmcRow["lastSeen"]>;

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    /** What was read last of each BMC, by profile. */
    bmcsSeen: Map<string, LastSeen>;
    /** When each was read, or tried to be; nothing for what is known to have changed since. */
    bmcsTried: Map<string, number>;
    bmcCertificateEnds: Map<string, { certificatePem: string; notAfter: string }>;
  }
}

/** What was read this long ago is read again when somebody looks. */
const FRESH_MS = 60_000;
const PARALLEL_READS = 4;

function tried(): Map<string, number> {
  return obtain("bmcsTried", () => new Map());
}

function seen(): Map<string, LastSeen> {
  return obtain("bmcsSeen", () => new Map());
}

/** Keeps what the list of all BMCs shows of one. */
export function rememberBmc({ profileId, systems, managers, host, readAt }: BmcOverview): void {
  const [system] = systems;
  seen().set(profileId, {
    powerState: system?.powerState ?? null,
    health: system?.status.healthRollup ?? system?.status.health ?? null,
    hostState: host?.state ?? null,
    model: system?.model ?? null,
    serialNumber: system?.serialNumber ?? null,
    firmwareVersion: managers[0]?.firmwareVersion ?? null,
    systemUri: system?.uri ?? null,
    readAt,
  });
  tried().set(profileId, Date.parse(readAt));
}

/** Has a BMC read again that tells of a change; until then it is shown as it was seen last. */
export function outdateBmc(profileId: string): void {
  getRuntime().services.bmcsTried?.delete(profileId);
}

/** Forgets a BMC whose profile has changed or is gone. */
export function forgetBmc(profileId: string): void {
  seen().delete(profileId);
  getRuntime().services.bmcsTried?.delete(profileId);
  getRuntime().services.bmcCertificateEnds?.delete(profileId);
}

/** When the presented certificate ends; each is read once, since the list is asked for again and again. */
function endOf(profileId: string, certificatePem: string | null): string | null {
  if (certificatePem === null) return null;
  const ends = obtain("bmcCertificateEnds", () => new Map());
  const known = ends.get(profileId);
  if (known?.certificatePem === certificatePem) return known.notAfter;
  const { notAfter } = readCertificateFacts(certificatePem);
  ends.set(profileId, { certificatePem, notAfter });
  return notAfter;
}

async function refresh(record: ProfileRecord): Promise<void> {
  try {
    rememberBmc(await onBmc(record, (connection) => readBmcOverview(connection, record.id)));
  } catch (error) {
    // The list shows why a BMC cannot be reached; here it only stays as it was.
    getLogger().info({ err: error, profileId: record.id }, "a BMC could not be read for the list of all");
  }
}

/**
 * Reads again, a few at a time, what was read too long ago of BMCs that answer. One that cannot be read is spared as long
 * as one that can, however many people look at the list.
 */
async function refreshStale(records: readonly ProfileRecord[]): Promise<void> {
  const now = Date.now();
  const stale = records.filter(({ id }) => {
    const isFresh = now - (tried().get(id) ?? 0) < FRESH_MS;
    return !isFresh && getDeviceStatus(id).reachability.state === "reachable";
  });
  for (const { id } of stale) tried().set(id, now);
  const queue = [...stale];
  const work = async () => {
    for (let record = queue.shift(); record !== undefined; record = queue.shift()) await refresh(record);
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_READS, queue.length) }, work));
}

/**
 * Every BMC of the active team as it was seen last, at once; those seen too long ago are read again meanwhile.
 * @throws AppError `forbidden`
 */
export async function listBmcs(principal: Principal): Promise<{ items: BmcRow[] }> {
  const records = (await listVisibleProfiles(principal)).filter(({ kind }) => kind === "bmc");
  void refreshStale(records);
  const ids = records.map(({ id }) => id);
  const [events, certificates] = await Promise.all([
    findLastNotifications(getDatabase(), ids),
    listOrderedCertificates(getDatabase(), ids),
  ]);
  const ordered = new Map<string | null, typeof certificates>();
  for (const certificate of certificates) {
    const known = ordered.get(certificate.profileId);
    if (known === undefined) ordered.set(certificate.profileId, [certificate]);
    else known.push(certificate);
  }
  const items = records.map((record): BmcRow => {
    const [latest] = ordered.get(record.id) ?? [];
    const { reachability, listener, certificatePem } = getDeviceStatus(record.id);
    const event = events.get(record.id);
    return {
      profileId: record.id,
      name: record.name,
      group: record.group,
      tags: record.tags,
      host: record.host,
      reachability,
      listener,
      lastSeen: seen().get(record.id) ?? null,
      orderedCertificates: (ordered.get(record.id) ?? []).flatMap(({ identity }) => identity ?? []),
      orderedCertificateEndsAt: latest?.notAfter?.toISOString() ?? null,
      presentedCertificateEndsAt: endOf(record.id, certificatePem),
      lastEvent: event === undefined ? null : { at: event.receivedAt.toISOString(), summary: event.summary },
    };
  });
  return { items };
}
