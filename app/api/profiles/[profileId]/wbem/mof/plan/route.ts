import { planWbemMof } from "@/contracts/endpoints/wbem-schema";
import { defineRoute } from "@/server/http/route";
import { planMofChange } from "@/server/services/wbem/schema";

export const POST = defineRoute(planWbemMof, ({ principal, params, body, signal }) =>
  planMofChange(principal, params.profileId, body, signal),
);
