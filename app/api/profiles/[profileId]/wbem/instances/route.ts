import { listWbemInstances } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as instances from "@/server/services/wbem/instances";

export const GET = defineRoute(listWbemInstances, ({ principal, params, query, signal }) =>
  instances.listInstances(principal, params.profileId, query, signal),
);
