import { createWbemNamespace, deleteWbemNamespace } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as server from "@/server/services/wbem/server";

export const POST = defineRoute(createWbemNamespace, ({ principal, params, body, context }) =>
  server.createNamespace(principal, params.profileId, body.namespace, context),
);

export const DELETE = defineRoute(deleteWbemNamespace, ({ principal, params, query, context }) =>
  server.deleteNamespace(principal, params.profileId, query, context),
);
