import { createWbemInstance, getWbemInstance, modifyWbemInstance } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as instances from "@/server/services/wbem/instances";

export const GET = defineRoute(getWbemInstance, ({ principal, params, query, signal }) =>
  instances.getInstance(principal, params.profileId, query.path, signal),
);

export const POST = defineRoute(createWbemInstance, ({ principal, params, body, context }) =>
  instances.createInstance(principal, params.profileId, body, context),
);

export const PATCH = defineRoute(modifyWbemInstance, ({ principal, params, body, context }) =>
  instances.modifyInstance(principal, params.profileId, body, context),
);
