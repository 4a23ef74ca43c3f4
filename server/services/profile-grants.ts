import "server-only";
import type { z } from "zod";
import type { profileGrantSchema } from "@/contracts/people";
import { type ProfilePermission, profilePermissions } from "@/contracts/permissions";
import { getDatabase, withTransaction } from "@/server/data/client";
import { listGrants, saveGrant } from "@/server/data/grants";
import { AppError, notFound } from "@/server/domain/app-error";
import { type Principal, permissionsOn, type RequestContext, requireProfile } from "@/server/domain/principal";
import { recordAudit } from "./audit";
import { getProfileRecord } from "./profile-record";

type ProfileGrant = z.output<typeof profileGrantSchema>;

/** Members of the profile's team and what each may do beyond the role. @throws AppError `not_found`, `forbidden` */
export async function listProfileGrants(principal: Principal, profileId: string): Promise<{ items: ProfileGrant[] }> {
  const record = await getProfileRecord(getDatabase(), profileId);
  requireProfile(principal, record, "manage");
  return { items: await listGrants(getDatabase(), record) };
}

/**
 * Sets what a member may do with a profile beyond the role. Nobody can give what they do not have.
 * @throws AppError `not_found`, `forbidden`
 */
export function replaceProfileGrant(
  principal: Principal,
  profileId: string,
  userId: string,
  wanted: readonly ProfilePermission[],
  context: RequestContext,
): Promise<ProfileGrant> {
  return withTransaction(async (tx) => {
    const record = await getProfileRecord(tx, profileId);
    requireProfile(principal, record, "manage");
    const before = (await listGrants(tx, record)).find((grant) => grant.userId === userId);
    if (before === undefined) throw notFound("member");
    const permissions = profilePermissions.filter((permission) => wanted.includes(permission));
    const own = permissionsOn(principal, record);
    const beyond = permissions.filter(
      (permission) => !own.includes(permission) && !before.permissions.includes(permission),
    );
    if (beyond.length > 0) {
      throw new AppError("forbidden", `You cannot grant what you may not do yourself: ${beyond.join(", ")}.`);
    }
    await saveGrant(tx, profileId, userId, permissions);
    await recordAudit(tx, {
      principal,
      context,
      teamId: record.teamId,
      action: "profile.grant",
      objectType: "profile",
      objectId: record.id,
      objectName: record.name,
      details: { member: before.name, memberId: userId, before: before.permissions, after: permissions },
    });
    return { ...before, permissions };
  });
}
