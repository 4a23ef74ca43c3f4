import { listWbemRegisteredProfiles } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as server from "@/server/services/wbem/server";

export const GET = defineRoute(listWbemRegisteredProfiles, ({ principal, params, signal }) =>
  server.listRegisteredProfiles(principal, params.profileId, signal),
);
