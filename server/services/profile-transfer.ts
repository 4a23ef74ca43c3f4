import "server-only";
import type { z } from "zod";
import type {
  exportedProfileSchema,
  importProfilesInput,
  importResultSchema,
  ProfileExport,
} from "@/contracts/profile";
import { getDatabase, type Transaction, withTransaction } from "@/server/data/client";
import {
  type ClientIdentityRow,
  findIdentity,
  listIdentities,
  serializeIdentity,
} from "@/server/data/client-identities";
import { listProfiles, type ProfileRecord } from "@/server/data/profiles";
import { anchorsOf, createBundle, findBundle, listBundles, type TrustBundleRow } from "@/server/data/trust-bundles";
import { AppError, invalidField, notFound } from "@/server/domain/app-error";
import {
  type Principal,
  type RequestContext,
  requireActiveTeam,
  requireProfile,
  requireTeam,
} from "@/server/domain/principal";
import { nameKeyOf } from "@/server/domain/profile-name";
import { withVerification } from "@/server/domain/trust-policy";
import { announceProfileChange } from "@/server/runtime/profile-changes";
import { recordAudit, recordAuditAlone } from "./audit";
import { readAnchors } from "./certificate-source";
import { fieldsFrom, fieldsOf } from "./profile-record";
import { insertProfile } from "./profiles";

type ExportedProfile = z.output<typeof exportedProfileSchema>;
type ImportInput = z.output<typeof importProfilesInput>;
type ImportResult = z.output<typeof importResultSchema>;
type ImportEntry = ImportResult["entries"][number];

const NAME_LIMIT = 80;

function leafFingerprint(identity: ClientIdentityRow): string {
  return serializeIdentity(identity).chain[0]?.fingerprint256 ?? "";
}

async function exportOne(record: ProfileRecord): Promise<ExportedProfile> {
  const fields = fieldsOf(record);
  const bundles: ExportedProfile["bundles"] = {};
  for (const bundleId of fields.tls.trust.bundleIds) {
    const bundle = await findBundle(getDatabase(), bundleId);
    if (bundle === null) continue;
    const pem = anchorsOf(bundle).map((anchor) => anchor.pem.trim());
    bundles[bundleId] = { name: bundle.name, pem: `${pem.join("\n")}\n` };
  }
  const { clientIdentityId } = fields.tls;
  const identity = clientIdentityId === null ? null : await findIdentity(getDatabase(), clientIdentityId);
  // An id means nothing elsewhere, and the key never leaves.
  const tls = { ...fields.tls, clientIdentityId: null };
  const clientCertificate = identity && { name: identity.name, fingerprint256: leafFingerprint(identity) };
  return { kind: record.kind, ...fields, tls, bundles, clientCertificate };
}

/**
 * Profiles of the active team, all or those named, without secrets and with their CA bundles by value.
 * @throws AppError `forbidden`, `not_found`
 */
export async function exportProfiles(
  principal: Principal,
  ids: string | undefined,
  context: RequestContext,
): Promise<ProfileExport> {
  const teamId = requireActiveTeam(principal);
  requireTeam(principal, teamId, "profiles.create");
  const wanted = ids?.split(",").filter((id) => id !== "");
  const records: ProfileRecord[] = [];
  for (const record of await listProfiles(getDatabase(), [teamId])) {
    if (wanted !== undefined && !wanted.includes(record.id)) continue;
    requireProfile(principal, record, "view");
    records.push(record);
  }
  if (wanted?.some((id) => !records.some((record) => record.id === id))) throw notFound("profile");
  const profiles: ExportedProfile[] = [];
  for (const record of records) profiles.push(await exportOne(record));
  await recordAuditAlone({
    principal,
    context,
    teamId,
    action: "profile.export",
    objectType: "profile",
    details: { profiles: records.map(({ id, name }) => ({ id, name })) },
  });
  return { format: "signalbox-profiles", version: 1, exportedAt: new Date().toISOString(), profiles };
}

/** The wanted name, with a number behind it where `isTaken`. */
function uniqueName(wanted: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(wanted)) return wanted;
  for (let number = 2; ; number++) {
    const suffix = ` (${number})`;
    const name = wanted.slice(0, NAME_LIMIT - suffix.length) + suffix;
    if (!isTaken(name)) return name;
  }
}

const fingerprints = (anchors: readonly { fingerprint256: string }[]) =>
  anchors
    .map((anchor) => anchor.fingerprint256)
    .sort()
    .join();

/** The id, here, of a bundle that came by value: one with the same certificates if there is one, else a new one. */
async function importBundle(tx: Transaction, teamId: string, bundle: { name: string; pem: string }): Promise<string> {
  const { anchors } = readAnchors({ text: bundle.pem }, "bundles");
  const present: TrustBundleRow[] = await listBundles(tx, teamId);
  const same = present.find((row) => fingerprints(anchorsOf(row)) === fingerprints(anchors));
  if (same !== undefined) return same.id;
  const wanted = bundle.name.trim().slice(0, NAME_LIMIT) || "Imported";
  const name = uniqueName(wanted, (other) => present.some((row) => row.name === other));
  return (await createBundle(tx, { teamId, name, description: "Imported with a profile" }, anchors)).id;
}

/** The team's own identity with the certificate that a profile came with; null where it has none. */
async function findSameIdentity(
  tx: Transaction,
  teamId: string,
  { fingerprint256 }: NonNullable<ExportedProfile["clientCertificate"]>,
): Promise<string | null> {
  const present = await listIdentities(tx, teamId);
  return present.find((row) => leafFingerprint(row) === fingerprint256)?.id ?? null;
}

async function importOne(
  tx: Transaction,
  principal: Principal,
  teamId: string,
  profile: ExportedProfile,
  name: string,
): Promise<{ record: ProfileRecord; remarks: string[] }> {
  const remarks: string[] = [];
  const bundleIds: string[] = [];
  for (const id of profile.tls.trust.bundleIds) {
    const bundle = profile.bundles[id];
    if (bundle === undefined) throw invalidField("bundles", `The CA bundle ${id} is not in the file.`);
    bundleIds.push(await importBundle(tx, teamId, bundle));
  }
  const { trust } = profile.tls;
  const { clientCertificate } = profile;
  const clientIdentityId = clientCertificate && (await findSameIdentity(tx, teamId, clientCertificate));
  let tls = { ...profile.tls, clientIdentityId, trust: { ...trust, bundleIds } };
  if (trust.mode === "insecure") {
    tls = { ...tls, trust: { ...withVerification(tls).trust, mode: "system", bundleIds: [] } };
    remarks.push(
      "The file proposes not to verify the device. It is imported with verification by the system roots; pin the device's certificate, or have an administrator turn verification off.",
    );
  }
  if (clientCertificate !== null && clientIdentityId === null) {
    remarks.push(`Its client certificate “${clientCertificate.name}” is not here: add it with its key and choose it.`);
  } else if (clientIdentityId === null && profile.tls.clientIdentityId !== null) {
    remarks.push("Its client certificate has to be chosen again.");
  }
  const fields = { ...fieldsFrom(profile), name, tls, keepListening: false };
  const record = await insertProfile(tx, principal, { teamId, kind: profile.kind }, fields, {}, null);
  remarks.push("Its secrets have to be entered.");
  return { record, remarks };
}

/** Carries a preview's answer out of the transaction that is rolled back. */
class Preview extends Error {
  constructor(readonly entries: ImportEntry[]) {
    super("preview");
  }
}

async function importAll(
  tx: Transaction,
  principal: Principal,
  teamId: string,
  profiles: readonly ExportedProfile[],
): Promise<ImportEntry[]> {
  const taken = new Set((await listProfiles(tx, [teamId])).map((record) => nameKeyOf(record.name)));
  const entries: ImportEntry[] = [];
  for (const profile of profiles) {
    const name = uniqueName(profile.name, (other) => taken.has(nameKeyOf(other)));
    await tx.$executeRawUnsafe("SAVEPOINT import_entry");
    try {
      const { record, remarks } = await importOne(tx, principal, teamId, profile, name);
      taken.add(nameKeyOf(name));
      const isRenamed = name !== profile.name;
      entries.push({
        name: profile.name,
        outcome: isRenamed ? "rename" : "create",
        newName: isRenamed ? name : null,
        message: remarks.join(" "),
        profileId: record.id,
      });
    } catch (error) {
      if (!(error instanceof AppError) || error.code === "storage_unavailable") throw error;
      await tx.$executeRawUnsafe("ROLLBACK TO import_entry");
      entries.push({ name: profile.name, outcome: "reject", newName: null, message: error.message, profileId: null });
    }
    await tx.$executeRawUnsafe("RELEASE import_entry");
  }
  return entries;
}

/**
 * Imports what it can of a document into the active team, or, without `apply`, does the same and takes it back, so that
 * the preview says what would happen. Nothing in a file turns verification off.
 * @throws AppError `forbidden`
 */
export async function importProfiles(
  principal: Principal,
  input: ImportInput,
  context: RequestContext,
): Promise<ImportResult> {
  const teamId = requireActiveTeam(principal);
  requireTeam(principal, teamId, "profiles.create");
  requireTeam(principal, teamId, "trust.manage");
  try {
    const entries = await withTransaction(async (tx) => {
      const entries = await importAll(tx, principal, teamId, input.document.profiles);
      if (!input.apply) throw new Preview(entries);
      await recordAudit(tx, {
        principal,
        context,
        teamId,
        action: "profile.import",
        objectType: "profile",
        details: {
          entries: entries.map(({ name, outcome, newName, profileId }) => ({ name, outcome, newName, profileId })),
        },
      });
      return entries;
    });
    for (const { profileId } of entries) {
      if (profileId !== null) announceProfileChange({ profileId, teamId, reason: "created" });
    }
    return { applied: true, entries };
  } catch (error) {
    if (!(error instanceof Preview)) throw error;
    return { applied: false, entries: error.entries.map((entry) => ({ ...entry, profileId: null })) };
  }
}
