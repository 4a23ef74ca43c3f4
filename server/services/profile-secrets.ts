import "server-only";
import { destinationChanges } from "@/contracts/destination";
import type { SecretChanges, SecretState } from "@/contracts/profile";
import { type Executor, type Transaction, withTransaction } from "@/server/data/client";
import { destinationOf, findProfile, type ProfileRecord, serializeSecretState } from "@/server/data/profiles";
import { deleteSecret, findSecret, saveSecret } from "@/server/data/secrets";
import { AppError, invalidField } from "@/server/domain/app-error";
import { type Principal, type RequestContext, requireProfile } from "@/server/domain/principal";
import { getKind } from "@/server/protocols/registry";
import { announceProfileChange } from "@/server/runtime/profile-changes";
import { getKeyring } from "@/server/secrets/keyring";
import type { Binding } from "@/server/secrets/seal";
import type { Secret } from "@/server/secrets/secret";
import { recordAudit, recordAuditAlone } from "./audit";
import { getProfileRecord } from "./profile-record";
import { requireKnownSlots, requireUsableSecret } from "./profile-rules";

function bindingOf(record: ProfileRecord, rowId: string): Binding {
  return { table: "Secret", rowId, column: "ciphertext", destination: destinationOf(record) };
}

/** Seals the given secrets for the record's destination, and removes those given as null, in the caller's transaction. */
export async function storeSecrets(
  tx: Transaction,
  record: ProfileRecord,
  secrets: Readonly<SecretChanges>,
  updatedBy: string,
): Promise<void> {
  requireKnownSlots(record.kind, secrets);
  for (const [slot, value] of Object.entries(secrets)) {
    if (value === null) {
      await deleteSecret(tx, record.id, slot);
      continue;
    }
    requireUsableSecret(`secrets.${slot}`, slot, value);
    await saveSecret(tx, { profileId: record.id, slot, updatedBy }, (rowId) =>
      getKeyring().seal(tx, bindingOf(record, rowId), value),
    );
  }
}

/**
 * Demands every stored secret again, or its removal, when the destination changes (SEC-A10).
 * @throws AppError `secret_reentry_required` naming the slots that are missing.
 */
export function requireReentry(
  stored: ProfileRecord,
  before: Parameters<typeof destinationChanges>[0],
  after: Parameters<typeof destinationChanges>[1],
  secrets: Readonly<SecretChanges>,
): void {
  const changes = destinationChanges(before, after);
  const missing = getKind(stored.kind).description.secretSlots.filter(
    ({ slot }) => secrets[slot] === undefined && stored.secrets.some((secret) => secret.slot === slot),
  );
  if (changes.length === 0 || missing.length === 0) return;
  const labels = missing.map((slot) => slot.label).join(", ");
  throw new AppError(
    "secret_reentry_required",
    `The stored secrets were given for another destination: ${changes.join(", ")} would change. Enter again: ${labels}.`,
    {
      errors: missing.map(({ slot }) => ({
        path: `secrets.${slot}`,
        message: "Enter it again for the new destination.",
      })),
    },
  );
}

/**
 * Opens a stored secret for the destination the profile has now; undefined where none is set. The caller destroys it.
 * @throws AppError `revision_conflict` if the record is not the present one; `secret_binding` after recording it: the ciphertext was moved here, or the destination was changed
 * behind the console's back (SEC-A2).
 */
export async function openSecret(db: Executor, record: ProfileRecord, slot: string): Promise<Secret | undefined> {
  const sealed = await findSecret(db, record.id, slot);
  if (sealed === null) return undefined;
  // Read after the secret: an edit stored meanwhile bound it to another destination than the caller's.
  const present = await findProfile(db, record.id);
  if (present?.revision !== record.revision) {
    throw new AppError("revision_conflict", "The profile was changed while it was used; try again.");
  }
  try {
    return await getKeyring().open(db, bindingOf(record, sealed.id), sealed.ciphertext);
  } catch (error) {
    if (error instanceof AppError && error.code === "secret_binding") {
      await recordAuditAlone({
        principal: null,
        context: null,
        teamId: record.teamId,
        action: "secret.open",
        objectType: "profile",
        objectId: record.id,
        objectName: record.name,
        outcome: "failure",
        details: { slot, reason: "secret_binding", host: record.host, port: record.port },
      });
    }
    throw error;
  }
}

function requireSlot(record: ProfileRecord, slot: string) {
  const description = getKind(record.kind).description.secretSlots.find((known) => known.slot === slot);
  if (description === undefined) throw invalidField("slot", "This kind of device has no such secret.");
  return description;
}

/**
 * Replaces one secret of a profile for its present destination.
 * @throws AppError `not_found`, `forbidden`, `invalid_request`
 */
export async function setSecret(
  principal: Principal,
  profileId: string,
  slot: string,
  value: string,
  context: RequestContext,
): Promise<SecretState> {
  const { record, state } = await withTransaction(async (tx) => {
    const record = await getProfileRecord(tx, profileId);
    requireProfile(principal, record, "manage");
    const description = requireSlot(record, slot);
    requireUsableSecret("value", slot, value);
    const before = record.secrets.find((secret) => secret.slot === slot);
    await storeSecrets(tx, record, { [slot]: value }, principal.name);
    const stored = (await getProfileRecord(tx, profileId)).secrets.find((secret) => secret.slot === slot);
    await recordAudit(tx, {
      principal,
      context,
      teamId: record.teamId,
      action: "profile.setSecret",
      objectType: "profile",
      objectId: record.id,
      objectName: record.name,
      details: { slot, before: { isSet: before !== undefined }, after: { isSet: true } },
    });
    return { record, state: serializeSecretState(description, stored) };
  });
  announceProfileChange({ profileId: record.id, teamId: record.teamId, reason: "secrets" });
  return state;
}

/**
 * Removes one secret of a profile.
 * @throws AppError `not_found`, `forbidden`, `invalid_request`
 */
export async function clearSecret(
  principal: Principal,
  profileId: string,
  slot: string,
  context: RequestContext,
): Promise<SecretState> {
  const { record, state } = await withTransaction(async (tx) => {
    const record = await getProfileRecord(tx, profileId);
    requireProfile(principal, record, "manage");
    const description = requireSlot(record, slot);
    const wasSet = await deleteSecret(tx, profileId, slot);
    await recordAudit(tx, {
      principal,
      context,
      teamId: record.teamId,
      action: "profile.clearSecret",
      objectType: "profile",
      objectId: record.id,
      objectName: record.name,
      details: { slot, before: { isSet: wasSet }, after: { isSet: false } },
    });
    return { record, state: serializeSecretState(description, undefined) };
  });
  announceProfileChange({ profileId: record.id, teamId: record.teamId, reason: "secrets" });
  return state;
}
