import { planWbemClassDeletion } from "@/contracts/endpoints/wbem-schema";
import { defineRoute } from "@/server/http/route";
import { planDeleteClass } from "@/server/services/wbem/schema";

export const GET = defineRoute(planWbemClassDeletion, ({ principal, params, query, signal }) =>
  planDeleteClass(principal, params.profileId, query, signal),
);
