import { listWbemCentralInstances } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as server from "@/server/services/wbem/server";

export const GET = defineRoute(listWbemCentralInstances, ({ principal, params, query, signal }) =>
  server.listCentralInstances(principal, params.profileId, query.path, signal),
);
