import { deleteWbemNamespaceWithContent } from "@/contracts/endpoints/wbem-schema";
import { defineRoute } from "@/server/http/route";
import { deleteNamespaceWithContent } from "@/server/services/wbem/schema";

export const POST = defineRoute(deleteWbemNamespaceWithContent, ({ principal, params, body, context }) =>
  deleteNamespaceWithContent(principal, params.profileId, body, context),
);
