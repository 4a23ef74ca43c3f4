import "server-only";
import type { ProfilePermission } from "@/contracts/permissions";
import { getDatabase } from "@/server/data/client";
import type { ProfileRecord } from "@/server/data/profiles";
import { notFound } from "@/server/domain/app-error";
import { type Principal, type RequestContext, requireProfile } from "@/server/domain/principal";
import type { BmcConnection } from "@/server/protocols/bmc/connection";
import { type AuditIntent, completeIntent, recordIntent } from "../audit";
import { withDeviceErrors } from "../device-errors";
import { getDeviceRuntime } from "../device-runtime";
import { getProfileRecord } from "../profile-record";

/** Values as they travel: moments as texts. */
export type Plain<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : T extends object
      ? { [Key in keyof T]: Plain<T[Key]> }
      : T;

/** A reading without anything that JSON has no form for. */
export function plain<T>(value: T): Plain<T> {
  return JSON.parse(JSON.stringify(value)) as Plain<T>;
}

/** The profile of a BMC. @throws AppError `not_found`, also for profiles of other kinds, `forbidden` */
export async function getBmcProfile(
  principal: Principal,
  profileId: string,
  permission: ProfilePermission,
): Promise<ProfileRecord> {
  const record = await getProfileRecord(getDatabase(), profileId);
  requireProfile(principal, record, permission);
  if (record.kind !== "bmc") throw notFound("profile");
  return record;
}

/** Works on the profile's session. @throws AppError with the device's codes */
export async function onBmc<T>(record: ProfileRecord, work: (connection: BmcConnection) => Promise<T>): Promise<T> {
  const { pool } = await getDeviceRuntime();
  // The kind decides the class of the connection.
  return withDeviceErrors(() =>
    pool.use(record.id, (connection) => work(connection as BmcConnection), record.revision),
  );
}

/** Reads something of a BMC for a person who may view it. @throws AppError `not_found`, `forbidden`, the device's codes */
export async function readBmc<T>(
  principal: Principal,
  profileId: string,
  work: (connection: BmcConnection) => Promise<T>,
): Promise<T> {
  return onBmc(await getBmcProfile(principal, profileId, "view"), work);
}

/** A change on a BMC, on record before it is tried and after (SEC-H2). @throws AppError with the device's codes */
export async function changeBmc<T>(
  who: { principal: Principal; context: RequestContext; record: ProfileRecord },
  what: { action: string; objectType: string; objectId: string; details?: Record<string, unknown> },
  work: (connection: BmcConnection) => Promise<T>,
): Promise<T> {
  const { principal, context, record } = who;
  const intent: AuditIntent = await recordIntent({
    principal,
    context,
    teamId: record.teamId,
    ...what,
    objectName: record.name,
    details: { profileId: record.id, ...what.details },
  });
  try {
    const result = await onBmc(record, work);
    await completeIntent(intent, "success");
    return result;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "internal";
    await completeIntent(intent, "failure", { code });
    throw error;
  }
}
