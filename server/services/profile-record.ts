import "server-only";
import type { Profile } from "@/contracts/profile";
import type { Executor } from "@/server/data/client";
import { isUniqueViolation } from "@/server/data/errors";
import { findProfile, type ProfileFields, type ProfileRecord, serializeProfile } from "@/server/data/profiles";
import { AppError, notFound } from "@/server/domain/app-error";
import { type Principal, permissionsOn } from "@/server/domain/principal";
import { policyInForce } from "@/server/domain/trust-policy";
import { getKind } from "@/server/protocols/registry";
import { getDeviceStatus } from "@/server/runtime/device-status";

/** @throws AppError `not_found` */
export async function getProfileRecord(db: Executor, profileId: string): Promise<ProfileRecord> {
  const record = await findProfile(db, profileId);
  if (record === null) throw notFound("profile");
  return record;
}

/** The profile as one reader sees it: trust as it counts now, the device as last seen, and what the reader may do. */
export function viewProfile(principal: Principal, record: ProfileRecord): Profile {
  const { reachability, listener } = getDeviceStatus(record.id);
  const kind = getKind(record.kind);
  return serializeProfile(record, {
    slots: kind.description.secretSlots,
    tls: policyInForce(record.tls, new Date()),
    exposure: kind.exposure(record.settings),
    reachability,
    listener,
    permissions: permissionsOn(principal, record),
  });
}

/** What an editor decides of a stored profile, with the trust that counts now. */
export function fieldsOf(record: ProfileRecord): ProfileFields {
  const { name, description, group, tags, host, port, alternates, userName, settings, keepListening } = record;
  const tls = policyInForce(record.tls, new Date());
  return { name, description, group, tags, host, port, alternates, userName, settings, keepListening, tls };
}

/** Only these fields come from a request body, whatever else it carries. */
export function fieldsFrom(input: ProfileFields): ProfileFields {
  const { name, description, group, tags, host, port, alternates, userName, settings, keepListening, tls } = input;
  return { name, description, group, tags, host, port, alternates, userName, settings, keepListening, tls };
}

/** The error of an editor who began with an older revision; says who came first. */
export function revisionConflict(record: ProfileRecord): AppError {
  const who = record.updatedBy ?? "Somebody else";
  return new AppError("revision_conflict", `${who} changed this profile at ${record.updatedAt.toISOString()}.`, {
    remedy: "Look at the newer version and apply your changes to it.",
  });
}

/** Runs a write and gives a doubled name its own error; `rule` says what counts as doubled. @throws AppError `conflict` */
export async function withUniqueName<T>(name: string, thing: string, write: () => Promise<T>, rule = ""): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = `The team already has a ${thing} named “${name}”.${rule && ` ${rule}`}`;
    throw new AppError("conflict", message, { errors: [{ path: "name", message }], cause: error });
  }
}

/** A profile for the audit log: everything that can be seen, without the text of certificates. */
export function describeForAudit(fields: ProfileFields): Record<string, unknown> {
  const { pin, ...trust } = fields.tls.trust;
  return { ...fields, tls: { ...fields.tls, trust: { ...trust, pinned: pin?.fingerprint256 ?? null } } };
}

/** The fields that differ, before and after. */
export function describeChange(before: ProfileFields, after: ProfileFields): Record<string, unknown> {
  const [old, now] = [describeForAudit(before), describeForAudit(after)];
  const changed = Object.keys(now).filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]));
  return {
    before: Object.fromEntries(changed.map((name) => [name, old[name]])),
    after: Object.fromEntries(changed.map((name) => [name, now[name]])),
  };
}

/** @throws AppError `confirmation_mismatch` */
export function requireConfirmation(given: string, expected: string, what: string): void {
  if (given.trim() === expected) return;
  throw new AppError("confirmation_mismatch", `To confirm, type ${what} exactly as it is shown.`);
}

/** As `withUniqueName`, for the name of a profile. @throws AppError `conflict` */
export function withUniqueProfileName<T>(name: string, write: () => Promise<T>): Promise<T> {
  return withUniqueName(name, "profile", write, "Upper and lower case make no difference.");
}
