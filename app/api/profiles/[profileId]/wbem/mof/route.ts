import { changeByWbemMof } from "@/contracts/endpoints/wbem-schema";
import { defineRoute } from "@/server/http/route";
import { changeByMof } from "@/server/services/wbem/schema";

export const POST = defineRoute(changeByWbemMof, ({ principal, params, body, context, signal }) =>
  changeByMof(principal, params.profileId, body, context, signal),
);
