import { deleteWbemInstance } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as instances from "@/server/services/wbem/instances";

export const POST = defineRoute(deleteWbemInstance, ({ principal, params, body, context }) =>
  instances.deleteInstance(principal, params.profileId, body, context),
);
