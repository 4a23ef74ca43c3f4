import { getHmcObject } from "@/contracts/endpoints/devices";
import { defineRoute } from "@/server/http/route";
import * as hmc from "@/server/services/hmc";

export const GET = defineRoute(getHmcObject, ({ principal, params, query, signal }) =>
  hmc.getObject(principal, params.profileId, query.uri, signal),
);
