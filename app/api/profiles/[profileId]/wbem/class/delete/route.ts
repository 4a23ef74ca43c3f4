import { deleteWbemClass } from "@/contracts/endpoints/wbem-schema";
import { defineRoute } from "@/server/http/route";
import { deleteClass } from "@/server/services/wbem/schema";

export const POST = defineRoute(deleteWbemClass, ({ principal, params, body, context, signal }) =>
  deleteClass(principal, params.profileId, body, context, signal),
);
