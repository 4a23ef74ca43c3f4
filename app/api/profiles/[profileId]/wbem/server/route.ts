import { getWbemServer } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as server from "@/server/services/wbem/server";

export const GET = defineRoute(getWbemServer, ({ principal, params, query, signal }) =>
  server.getServer(principal, params.profileId, { isFresh: query.refresh === "1", signal }),
);
