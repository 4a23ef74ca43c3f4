import { getWbemServer } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as server from "@/server/services/wbem/server";

export const GET = defineRoute(getWbemServer, ({ principal, params, signal }) =>
  server.getServer(principal, params.profileId, signal),
);
