import { invokeWbemMethod } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as methods from "@/server/services/wbem/methods";

export const POST = defineRoute(invokeWbemMethod, ({ principal, params, body, context }) =>
  methods.invokeMethod(principal, params.profileId, body, context),
);
