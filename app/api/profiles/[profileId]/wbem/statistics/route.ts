import { getWbemStatistics, resetWbemStatistics } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as statistics from "@/server/services/wbem/statistics";

export const GET = defineRoute(getWbemStatistics, ({ principal, params }) =>
  statistics.getStatistics(principal, params.profileId),
);

export const DELETE = defineRoute(resetWbemStatistics, ({ principal, params, context }) =>
  statistics.resetStatistics(principal, params.profileId, context),
);
