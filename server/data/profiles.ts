import "server-only";
import type { DiagnosisReport } from "@/contracts/diagnosis";
import { kindIdSchema, type SecretSlot } from "@/contracts/kind";
import type { KindId } from "@/contracts/kind-ids";
import type { ProfilePermission } from "@/contracts/permissions";
import type { ListenerState, Profile, Reachability, SecretState } from "@/contracts/profile";
import { type TlsPolicy, tlsPolicySchema } from "@/contracts/tls";
import { nameKeyOf } from "@/server/domain/profile-name";
import type { Destination } from "@/server/secrets/seal";
import type { Executor, Transaction } from "./client";
import type { Prisma } from "./generated/client";
import { newId } from "./ids";

/** What an editor decides of a profile. */
export interface ProfileFields {
  name: string;
  description: string;
  group: string;
  tags: string[];
  host: string;
  port: number;
  alternates: { host: string; port: number }[];
  userName: string;
  settings: Profile["settings"];
  tls: TlsPolicy;
  keepListening: boolean;
}

export interface StoredSecretState {
  slot: string;
  updatedAt: Date;
  updatedBy: string | null;
}

/** A stored profile. */
export interface ProfileRecord extends ProfileFields {
  id: string;
  teamId: string;
  kind: KindId;
  revision: number;
  createdAt: Date;
  updatedAt: Date;
  updatedBy: string | null;
  secrets: StoredSecretState[];
}

const parts = {
  secrets: { select: { slot: true, updatedAt: true, updatedBy: true } },
} satisfies Prisma.ProfileInclude;

type ProfileRow = Prisma.ProfileGetPayload<{ include: typeof parts }>;

function toRecord(row: ProfileRow): ProfileRecord {
  return {
    id: row.id,
    teamId: row.teamId,
    kind: kindIdSchema.parse(row.kind),
    name: row.name,
    description: row.description,
    group: row.groupName,
    tags: JSON.parse(row.tags) as string[],
    host: row.host,
    port: row.port,
    alternates: JSON.parse(row.alternates) as ProfileFields["alternates"],
    userName: row.userName,
    settings: JSON.parse(row.settings) as ProfileFields["settings"],
    tls: tlsPolicySchema.parse(JSON.parse(row.tlsPolicy)),
    keepListening: row.keepListening,
    revision: row.revision,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    updatedBy: row.updatedBy,
    secrets: row.secrets,
  };
}

function toColumns(fields: ProfileFields) {
  return {
    name: fields.name,
    description: fields.description,
    groupName: fields.group,
    tags: JSON.stringify(fields.tags),
    host: fields.host,
    port: fields.port,
    alternates: JSON.stringify(fields.alternates),
    userName: fields.userName,
    settings: JSON.stringify(fields.settings),
    tlsPolicy: JSON.stringify(fields.tls),
    clientIdentityId: fields.tls.clientIdentityId,
    keepListening: fields.keepListening,
  };
}

/** The destination a profile's secrets are bound to. */
export function destinationOf(record: Pick<ProfileRecord, "kind" | keyof Destination>): Destination {
  return {
    kind: record.kind,
    host: record.host,
    port: record.port,
    userName: record.userName,
    alternates: record.alternates,
  };
}

export async function findProfile(db: Executor, id: string): Promise<ProfileRecord | null> {
  const row = await db.profile.findUnique({ where: { id }, include: parts });
  return row === null ? null : toRecord(row);
}

/** Profiles of some teams by name; of all teams without `teamIds`. */
export async function listProfiles(db: Executor, teamIds?: readonly string[]): Promise<ProfileRecord[]> {
  const where = teamIds === undefined ? {} : { teamId: { in: [...teamIds] } };
  const rows = await db.profile.findMany({ where, include: parts, orderBy: [{ name: "asc" }, { id: "asc" }] });
  return rows.map(toRecord);
}

async function linkBundles(tx: Transaction, profileId: string, bundleIds: readonly string[]): Promise<void> {
  await tx.profileBundle.deleteMany({ where: { profileId } });
  const unique = [...new Set(bundleIds)];
  if (unique.length > 0) {
    await tx.profileBundle.createMany({ data: unique.map((bundleId) => ({ profileId, bundleId })) });
  }
}

/** Stores a new profile; throws a unique violation for a name the team has already, in whatever case. */
export async function createProfile(
  tx: Transaction,
  owner: { teamId: string; kind: KindId; updatedBy: string },
  fields: ProfileFields,
): Promise<ProfileRecord> {
  const id = newId();
  const { teamId, kind, updatedBy } = owner;
  await tx.profile.create({
    data: { id, teamId, kind, updatedBy, nameKey: nameKeyOf(fields.name), ...toColumns(fields) },
  });
  await linkBundles(tx, id, fields.tls.trust.bundleIds);
  const row = await tx.profile.findUniqueOrThrow({ where: { id }, include: parts });
  return toRecord(row);
}

/**
 * Replaces a profile that still has the expected revision; null if it has another. Throws a unique violation for a new
 * name as `createProfile` does; a name that is kept is not judged again.
 */
export async function replaceProfile(
  tx: Transaction,
  id: string,
  expectedRevision: number,
  fields: ProfileFields,
  updatedBy: string,
): Promise<ProfileRecord | null> {
  const kept = await tx.profile.count({ where: { id, name: fields.name } });
  const { count } = await tx.profile.updateMany({
    where: { id, revision: expectedRevision },
    data: {
      ...toColumns(fields),
      ...(kept === 0 ? { nameKey: nameKeyOf(fields.name) } : {}),
      updatedBy,
      revision: { increment: 1 },
    },
  });
  if (count === 0) return null;
  await linkBundles(tx, id, fields.tls.trust.bundleIds);
  return toRecord(await tx.profile.findUniqueOrThrow({ where: { id }, include: parts }));
}

/** Raises the revisions of profiles whose trust changed from outside, so that no connection outlives it. */
export async function raiseRevisions(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.profile.updateMany({ where: { id: { in: [...ids] } }, data: { revision: { increment: 1 } } });
}

export async function deleteProfile(tx: Transaction, id: string): Promise<void> {
  await tx.profile.delete({ where: { id } });
}

/** Not a change of the connection: the revision stays. */
export async function saveKeepListening(tx: Transaction, id: string, keepListening: boolean): Promise<void> {
  await tx.profile.update({ where: { id }, data: { keepListening } });
}

/** Keeps the report of a connection test; a good one also as the last good one. */
export async function saveDiagnosis(db: Executor, id: string, report: DiagnosisReport): Promise<void> {
  const latestDiagnosis = JSON.stringify(report);
  const good = report.outcome === "fail" ? {} : { lastGoodDiagnosis: latestDiagnosis };
  // updateMany: the profile may have been deleted while it was tested.
  await db.profile.updateMany({ where: { id }, data: { latestDiagnosis, ...good } });
}

export async function findDiagnoses(
  db: Executor,
  id: string,
): Promise<{ latest: DiagnosisReport | null; lastGood: DiagnosisReport | null }> {
  const row = await db.profile.findUnique({
    where: { id },
    select: { latestDiagnosis: true, lastGoodDiagnosis: true },
  });
  const parse = (text: string | null | undefined) => (text ? (JSON.parse(text) as DiagnosisReport) : null);
  return { latest: parse(row?.latestDiagnosis), lastGood: parse(row?.lastGoodDiagnosis) };
}

/** All that anybody can read about a secret (SEC-A9). */
export function serializeSecretState(slot: SecretSlot, stored: StoredSecretState | undefined): SecretState {
  return {
    slot: slot.slot,
    label: slot.label,
    isRequired: slot.isRequired,
    isSet: stored !== undefined,
    updatedAt: stored?.updatedAt.toISOString() ?? null,
    updatedBy: stored?.updatedBy ?? null,
  };
}

/** The profile as the API shows it to one reader. */
export function serializeProfile(
  record: ProfileRecord,
  view: {
    slots: readonly SecretSlot[];
    tls: TlsPolicy;
    exposure: Profile["exposure"];
    reachability: Reachability;
    listener: ListenerState;
    permissions: ProfilePermission[];
  },
): Profile {
  return {
    id: record.id,
    teamId: record.teamId,
    kind: record.kind,
    name: record.name,
    description: record.description,
    group: record.group,
    tags: record.tags,
    host: record.host,
    port: record.port,
    alternates: record.alternates,
    userName: record.userName,
    settings: record.settings,
    tls: view.tls,
    exposure: view.exposure,
    secrets: view.slots.map((slot) =>
      serializeSecretState(
        slot,
        record.secrets.find((secret) => secret.slot === slot.slot),
      ),
    ),
    keepListening: record.keepListening,
    revision: record.revision,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
    updatedBy: record.updatedBy,
    reachability: view.reachability,
    listener: view.listener,
    permissions: view.permissions,
  };
}
