import "server-only";
import type { WbemStatistics } from "@/contracts/wbem/recording";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { recordAuditAlone } from "../audit";
import { getWbemProfile } from "./connection";
import { statisticsOf } from "./recorders";

/** Figures of everything that the console has asked of a server. @throws AppError `not_found`, `forbidden` */
export async function getStatistics(principal: Principal, profileId: string): Promise<WbemStatistics> {
  const record = await getWbemProfile(principal, profileId, "view");
  const statistics = statisticsOf(record.id);
  return { since: statistics.since.toISOString(), operations: statistics.figures() };
}

/**
 * Forgets the figures of what the console has asked of a server for everybody, and counts anew; recordings stay.
 * @throws AppError `not_found`, `forbidden`
 */
export async function resetStatistics(principal: Principal, profileId: string, context: RequestContext): Promise<void> {
  const record = await getWbemProfile(principal, profileId, "operate");
  const statistics = statisticsOf(record.id);
  await recordAuditAlone({
    principal,
    context,
    teamId: record.teamId,
    action: "wbem.statistics.reset",
    objectType: "profile",
    objectId: record.id,
    objectName: record.name,
    details: { since: statistics.since.toISOString() },
  });
  statistics.reset();
}
