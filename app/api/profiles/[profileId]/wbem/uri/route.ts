import { readWbemUri } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as server from "@/server/services/wbem/server";

export const GET = defineRoute(readWbemUri, ({ principal, params, query }) =>
  server.readUri(principal, params.profileId, query),
);
