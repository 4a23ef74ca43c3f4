import { queryWbemInstances } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as instances from "@/server/services/wbem/instances";

export const GET = defineRoute(queryWbemInstances, ({ principal, params, query, signal }) =>
  instances.queryInstances(principal, params.profileId, query, signal),
);
