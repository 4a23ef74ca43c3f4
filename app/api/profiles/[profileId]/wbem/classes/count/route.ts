import { countWbemInstances } from "@/contracts/endpoints/wbem-schema";
import { defineRoute } from "@/server/http/route";
import { countInstances } from "@/server/services/wbem/instance-counts";

export const GET = defineRoute(countWbemInstances, ({ principal, params, query, signal }) =>
  countInstances(principal, params.profileId, query, signal),
);
