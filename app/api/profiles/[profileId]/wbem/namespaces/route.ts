import { createWbemNamespace } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import { createNamespace } from "@/server/services/wbem/server";

export const POST = defineRoute(createWbemNamespace, ({ principal, params, body, context }) =>
  createNamespace(principal, params.profileId, body.namespace, context),
);
