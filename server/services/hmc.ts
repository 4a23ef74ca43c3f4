import "server-only";
import type { HmcInventory, HmcObject } from "@/contracts/hmc";
import { getDatabase } from "@/server/data/client";
import type { ProfileRecord } from "@/server/data/profiles";
import { notFound } from "@/server/domain/app-error";
import { type Principal, requireProfile } from "@/server/domain/principal";
import { getLogger } from "@/server/logging/logger";
import type { HmcConnection } from "@/server/protocols/hmc/connection";
import { getDeviceStatus } from "@/server/runtime/device-status";
import { obtain } from "@/server/runtime/registry";
import { withDeviceErrors } from "./device-errors";
import { getDeviceRuntime } from "./device-runtime";
import { getProfileRecord } from "./profile-record";

/** A copy this young answers without asking the HMC, unless a notification has made it stale. */
const FRESH_MS = 10_000;

interface CachedInventory {
  revision: number;
  readAtMs: number;
  inventory: Promise<HmcInventory>;
}

interface ReadInventory {
  revision: number;
  inventory: HmcInventory;
}

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    hmcInventories: Map<string, CachedInventory>;
    /** What was read last, also where it no longer counts as an answer. */
    lastInventories: Map<string, ReadInventory>;
  }
}

function cache(): Map<string, CachedInventory> {
  return obtain("hmcInventories", () => new Map());
}

function lastRead(): Map<string, ReadInventory> {
  return obtain("lastInventories", () => new Map());
}

/** The copy of a profile's inventory answers no more: something in it has changed, or may have. */
export function outdateInventory(profileId: string): void {
  cache().delete(profileId);
}

/** Forgets all that was read with a profile, whose device may be another one now. */
export function forgetInventory(profileId: string): void {
  outdateInventory(profileId);
  lastRead().delete(profileId);
}

/**
 * What was last read of a profile's inventory, at once. Where the HMC is listened to anyway and something has changed
 * since, it is read again behind the answer, so that a later one is right.
 */
export function findLastInventory(record: ProfileRecord): HmcInventory | undefined {
  const { state } = getDeviceStatus(record.id).listener;
  const isHeld = record.kind === "hmc" && (state === "connected" || state === "polling");
  if (isHeld && !cache().has(record.id)) {
    loadInventory(record, false).catch((error: unknown) => {
      getLogger().info({ err: error, profileId: record.id }, "the state of an HMC's objects could not be read");
    });
  }
  const last = lastRead().get(record.id);
  return last?.revision === record.revision ? last.inventory : undefined;
}

async function getHmcProfile(principal: Principal, profileId: string): Promise<ProfileRecord> {
  const record = await getProfileRecord(getDatabase(), profileId);
  requireProfile(principal, record, "view");
  if (record.kind !== "hmc") throw notFound("profile");
  return record;
}

async function onHmc<T>(record: ProfileRecord, work: (connection: HmcConnection) => Promise<T>): Promise<T> {
  const { pool } = await getDeviceRuntime();
  // The kind decides the class of the connection.
  return withDeviceErrors(() =>
    pool.use(record.id, (connection) => work(connection as HmcConnection), record.revision),
  );
}

function readInventory(record: ProfileRecord): Promise<HmcInventory> {
  return onHmc(record, async (connection) => {
    const inventory = await connection.readInventory();
    const { host, port } = connection.address;
    const read = { ...inventory, address: `${host}:${port}`, readAt: new Date().toISOString() };
    lastRead().set(record.id, { revision: record.revision, inventory: read });
    return read;
  });
}

/** One reading for everybody who asks meanwhile; a failed one is not kept. */
function loadInventory(record: ProfileRecord, mustRead: boolean): Promise<HmcInventory> {
  const known = cache().get(record.id);
  const isFresh = known?.revision === record.revision && Date.now() - known.readAtMs < FRESH_MS;
  if (known !== undefined && isFresh && !mustRead) return known.inventory;
  const entry = { revision: record.revision, readAtMs: Date.now(), inventory: readInventory(record) };
  cache().set(record.id, entry);
  entry.inventory.catch(() => {
    if (cache().get(record.id) === entry) cache().delete(record.id);
  });
  return entry.inventory;
}

/**
 * Console, CPCs, partitions and LPARs.
 * @throws AppError `not_found`, `forbidden`, and the device's codes
 */
export async function getInventory(
  principal: Principal,
  profileId: string,
  options: { refresh: boolean },
): Promise<HmcInventory> {
  return loadInventory(await getHmcProfile(principal, profileId), options.refresh);
}

async function cpcNameOf(
  record: ProfileRecord,
  object: { uri: string; cpcUri: string | null },
): Promise<string | null> {
  if (object.cpcUri === null) return null;
  const inventory = await loadInventory(record, false).catch(() => undefined);
  const cpc = inventory?.cpcs.find((candidate) => candidate.uri === object.cpcUri);
  // The permitted lists name the CPC even where its user may not see it.
  return cpc?.name ?? inventory?.partitions.find((row) => row.uri === object.uri)?.cpcName ?? null;
}

/**
 * All properties of one object, grouped.
 * @throws AppError `not_found`, `forbidden`, `invalid_request`, and the device's codes
 */
export async function getObject(
  principal: Principal,
  profileId: string,
  uri: string,
  signal?: AbortSignal,
): Promise<HmcObject> {
  const record = await getHmcProfile(principal, profileId);
  const object = await onHmc(record, (connection) => connection.readObject(uri, signal));
  return { ...object, cpcName: await cpcNameOf(record, object), readAt: new Date().toISOString() };
}
