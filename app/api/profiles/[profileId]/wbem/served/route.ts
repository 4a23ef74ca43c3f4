import { getWbemServed, switchWbemServed } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as served from "@/server/services/wbem/served";

export const GET = defineRoute(getWbemServed, ({ principal, params, signal }) =>
  served.getServed(principal, params.profileId, signal),
);

export const PUT = defineRoute(switchWbemServed, ({ principal, params, body, context }) =>
  served.switchServed(principal, params.profileId, body.isGathering, context),
);
