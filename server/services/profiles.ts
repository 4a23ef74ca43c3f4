import "server-only";
import { isDeepStrictEqual } from "node:util";
import type { KindDescription } from "@/contracts/kind";
import type { CreateProfileInput, Profile, ReplaceProfileInput, SecretChanges } from "@/contracts/profile";
import { getDatabase, type Transaction, withTransaction } from "@/server/data/client";
import * as stored from "@/server/data/profiles";
import {
  type Principal,
  type RequestContext,
  requireActiveTeam,
  requireProfile,
  requireTeam,
} from "@/server/domain/principal";
import { withVerification } from "@/server/domain/trust-policy";
import { listKinds as listDeviceKinds } from "@/server/protocols/registry";
import { forgetDeviceStatus } from "@/server/runtime/device-status";
import { announceProfileChange } from "@/server/runtime/profile-changes";
import { recordAudit } from "./audit";
import {
  describeChange,
  describeForAudit,
  fieldsFrom,
  fieldsOf,
  getProfileRecord,
  requireConfirmation,
  revisionConflict,
  viewProfile,
  withUniqueProfileName,
} from "./profile-record";
import { checkFields, requireKnownSlots } from "./profile-rules";
import { requireReentry, storeSecrets } from "./profile-secrets";

/** The device families as plain data. */
export function listKinds(): { items: KindDescription[] } {
  return { items: listDeviceKinds().map((kind) => kind.description) };
}

/** Profiles of the active team by name. @throws AppError `forbidden` for a person without a team */
export async function listProfiles(principal: Principal): Promise<{ items: Profile[] }> {
  const teamId = requireActiveTeam(principal);
  requireTeam(principal, teamId, "team.view");
  const records = await stored.listProfiles(getDatabase(), [teamId]);
  return { items: records.map((record) => viewProfile(principal, record)) };
}

/** One profile. @throws AppError `not_found`, `forbidden` */
export async function getProfile(principal: Principal, profileId: string): Promise<Profile> {
  const record = await getProfileRecord(getDatabase(), profileId);
  requireProfile(principal, record, "view");
  return viewProfile(principal, record);
}

/**
 * Checks and stores a profile with its secrets, in the caller's transaction; without `audit` the caller records it.
 * @throws AppError `invalid_request`, `conflict`, `address_not_allowed`
 */
export async function insertProfile(
  tx: Transaction,
  principal: Principal,
  owner: { teamId: string; kind: CreateProfileInput["kind"] },
  input: stored.ProfileFields,
  secrets: Readonly<Record<string, string>>,
  audit: { context: RequestContext; action: string; details?: Record<string, unknown> } | null,
): Promise<stored.ProfileRecord> {
  const fields = await checkFields(tx, owner, input);
  requireKnownSlots(owner.kind, secrets);
  const record = await withUniqueProfileName(fields.name, () =>
    stored.createProfile(tx, { ...owner, updatedBy: principal.name }, fields),
  );
  await storeSecrets(tx, record, secrets, principal.name);
  if (audit !== null) {
    await recordAudit(tx, {
      principal,
      context: audit.context,
      teamId: owner.teamId,
      action: audit.action,
      objectType: "profile",
      objectId: record.id,
      objectName: record.name,
      details: { ...audit.details, after: describeForAudit(fields), slots: Object.keys(secrets) },
    });
  }
  return getProfileRecord(tx, record.id);
}

/**
 * Stores a profile with its secrets in the active team.
 * @throws AppError `forbidden`, `invalid_request`, `conflict`, `address_not_allowed`
 */
export async function createProfile(
  principal: Principal,
  input: CreateProfileInput,
  context: RequestContext,
): Promise<Profile> {
  const teamId = requireActiveTeam(principal);
  requireTeam(principal, teamId, "profiles.create");
  const record = await withTransaction((tx) =>
    insertProfile(tx, principal, { teamId, kind: input.kind }, fieldsFrom(input), input.secrets, {
      context,
      action: "profile.create",
    }),
  );
  announceProfileChange({ profileId: record.id, teamId, reason: "created" });
  return viewProfile(principal, record);
}

/** A change of a profile, as it is applied to the record that is read in the same transaction. */
export interface ProfileEdit {
  revision: number;
  action: string;
  secrets: Readonly<SecretChanges>;
  /** What becomes of the present fields; may do more in the transaction, such as storing a bundle. */
  change(tx: Transaction, record: stored.ProfileRecord): Promise<stored.ProfileFields> | stored.ProfileFields;
  details?: Record<string, unknown>;
}

function describeSlots(secrets: Readonly<SecretChanges>): { slots: string[]; clearedSlots?: string[] } {
  const slots = Object.keys(secrets);
  const clearedSlots = slots.filter((slot) => secrets[slot] === null);
  const replaced = slots.filter((slot) => secrets[slot] !== null);
  return { slots: replaced, ...(clearedSlots.length === 0 ? {} : { clearedSlots }) };
}

/** What a logon is made with, besides the secrets. */
function logonOf({ host, port, alternates, userName, settings }: stored.ProfileFields) {
  return { host, port, alternates, userName, settings };
}

/**
 * Applies an edit under all rules that edits have in common: permission, revision, re-entry of secrets, one record.
 * @throws AppError `not_found`, `forbidden`, `revision_conflict`, `secret_reentry_required`, `conflict`
 */
export async function editProfile(
  principal: Principal,
  profileId: string,
  edit: ProfileEdit,
  context: RequestContext,
): Promise<Profile> {
  const { record, isLogonNew } = await withTransaction(async (tx) => {
    const before = await getProfileRecord(tx, profileId);
    requireProfile(principal, before, "manage");
    if (before.revision !== edit.revision) throw revisionConflict(before);
    const [old, fields] = [fieldsOf(before), await edit.change(tx, before)];
    requireReentry(before, old, fields, edit.secrets);
    const after = await withUniqueProfileName(fields.name, () =>
      stored.replaceProfile(tx, profileId, edit.revision, fields, principal.name),
    );
    if (after === null) throw revisionConflict(before);
    await storeSecrets(tx, after, edit.secrets, principal.name);
    await recordAudit(tx, {
      principal,
      context,
      teamId: after.teamId,
      action: edit.action,
      objectType: "profile",
      objectId: after.id,
      objectName: after.name,
      details: { ...edit.details, ...describeChange(old, fields), ...describeSlots(edit.secrets) },
    });
    const isLogonNew = Object.keys(edit.secrets).length > 0 || !isDeepStrictEqual(logonOf(old), logonOf(fields));
    return { record: await getProfileRecord(tx, profileId), isLogonNew };
  });
  announceProfileChange({ profileId, teamId: record.teamId, reason: isLogonNew ? "secrets" : "changed" });
  return viewProfile(principal, record);
}

/**
 * Changes a profile; a new destination needs every stored secret again.
 * @throws AppError as `editProfile`, and `invalid_request`, `address_not_allowed`
 */
export function replaceProfile(
  principal: Principal,
  profileId: string,
  input: ReplaceProfileInput,
  context: RequestContext,
): Promise<Profile> {
  return editProfile(
    principal,
    profileId,
    {
      revision: input.revision,
      action: "profile.replace",
      secrets: input.secrets,
      change: (tx, record) => {
        const fields = fieldsFrom({ ...input, keepListening: input.keepListening ?? record.keepListening });
        return checkFields(tx, record, fields, fieldsOf(record).tls);
      },
    },
    context,
  );
}

/**
 * Deletes a profile with its secrets and history; `confirm` is its name. Its device session is logged off by those who
 * hold it. @throws AppError `not_found`, `forbidden`, `confirmation_mismatch`
 */
export async function deleteProfile(
  principal: Principal,
  profileId: string,
  confirm: string,
  context: RequestContext,
): Promise<void> {
  const teamId = await withTransaction(async (tx) => {
    const record = await getProfileRecord(tx, profileId);
    requireProfile(principal, record, "manage");
    requireConfirmation(confirm, record.name, "the profile's name");
    await stored.deleteProfile(tx, profileId);
    await recordAudit(tx, {
      principal,
      context,
      teamId: record.teamId,
      action: "profile.delete",
      objectType: "profile",
      objectId: record.id,
      objectName: record.name,
      details: { before: describeForAudit(fieldsOf(record)) },
    });
    return record.teamId;
  });
  announceProfileChange({ profileId, teamId, reason: "deleted" });
  forgetDeviceStatus(profileId);
}

/**
 * Copies a profile without its secrets, verified and not listening.
 * @throws AppError `not_found`, `forbidden`, `conflict`
 */
export async function duplicateProfile(
  principal: Principal,
  profileId: string,
  name: string,
  context: RequestContext,
): Promise<Profile> {
  const record = await withTransaction(async (tx) => {
    const original = await getProfileRecord(tx, profileId);
    requireProfile(principal, original, "manage");
    requireTeam(principal, original.teamId, "profiles.create");
    const { tls, ...fields } = fieldsOf(original);
    const copy = { ...fields, name, keepListening: false, tls: withVerification(tls) };
    return insertProfile(
      tx,
      principal,
      original,
      copy,
      {},
      {
        context,
        action: "profile.duplicate",
        details: { original: { id: original.id, name: original.name } },
      },
    );
  });
  announceProfileChange({ profileId: record.id, teamId: record.teamId, reason: "created" });
  return viewProfile(principal, record);
}

/**
 * Keeps the notification stream open while nobody watches, or stops doing so.
 * @throws AppError `not_found`, `forbidden`
 */
export async function setKeepListening(
  principal: Principal,
  profileId: string,
  keepListening: boolean,
  context: RequestContext,
): Promise<Profile> {
  const record = await withTransaction(async (tx) => {
    const before = await getProfileRecord(tx, profileId);
    requireProfile(principal, before, "operate");
    await stored.saveKeepListening(tx, profileId, keepListening);
    await recordAudit(tx, {
      principal,
      context,
      teamId: before.teamId,
      action: "profile.keepListening",
      objectType: "profile",
      objectId: before.id,
      objectName: before.name,
      details: { before: before.keepListening, after: keepListening },
    });
    return { ...before, keepListening };
  });
  announceProfileChange({ profileId, teamId: record.teamId, reason: "listening" });
  return viewProfile(principal, record);
}
