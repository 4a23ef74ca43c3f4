import "server-only";
import { getDatabase } from "@/server/data/client";
import { listProfiles, type ProfileRecord } from "@/server/data/profiles";
import { type Principal, permissionsOn, requireActiveTeam } from "@/server/domain/principal";

/** Profiles of the active team that the reader may view. @throws AppError `forbidden` for a person without a team */
export async function listVisibleProfiles(principal: Principal): Promise<ProfileRecord[]> {
  const records = await listProfiles(getDatabase(), [requireActiveTeam(principal)]);
  return records.filter((record) => permissionsOn(principal, record).includes("view"));
}
