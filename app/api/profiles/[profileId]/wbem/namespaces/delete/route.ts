import { deleteWbemNamespace } from "@/contracts/endpoints/wbem-schema";
import { defineRoute } from "@/server/http/route";
import { deleteNamespace } from "@/server/services/wbem/schema";

export const POST = defineRoute(deleteWbemNamespace, ({ principal, params, body, context, signal }) =>
  deleteNamespace(principal, params.profileId, body, context, signal),
);
