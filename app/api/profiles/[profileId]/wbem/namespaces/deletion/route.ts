import { planWbemNamespaceDeletion } from "@/contracts/endpoints/wbem-schema";
import { defineRoute } from "@/server/http/route";
import { planDeleteNamespace } from "@/server/services/wbem/schema";

export const GET = defineRoute(planWbemNamespaceDeletion, ({ principal, params, query, signal }) =>
  planDeleteNamespace(principal, params.profileId, query.namespace, signal),
);
