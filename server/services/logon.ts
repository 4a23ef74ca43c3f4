import "server-only";
import type { Profile } from "@/contracts/profile";
import { getDatabase } from "@/server/data/client";
import { type Principal, type RequestContext, requireProfile } from "@/server/domain/principal";
import { recordAuditAlone } from "./audit";
import { getDeviceRuntime } from "./device-runtime";
import { getProfileRecord, viewProfile } from "./profile-record";

/**
 * Lets a profile whose logons are paused after refusals try again; listeners go on by themselves.
 * @throws AppError `not_found`, `forbidden`
 */
export async function retryLogon(principal: Principal, profileId: string, context: RequestContext): Promise<Profile> {
  const record = await getProfileRecord(getDatabase(), profileId);
  requireProfile(principal, record, "operate");
  await recordAuditAlone({
    principal,
    context,
    teamId: record.teamId,
    action: "profile.retryLogon",
    objectType: "profile",
    objectId: record.id,
    objectName: record.name,
  });
  const { pool } = await getDeviceRuntime();
  pool.retryLogon(profileId);
  return viewProfile(principal, record);
}
