import { deleteWbemQualifierType } from "@/contracts/endpoints/wbem-schema";
import { defineRoute } from "@/server/http/route";
import { deleteQualifierType } from "@/server/services/wbem/schema";

export const POST = defineRoute(deleteWbemQualifierType, ({ principal, params, body, context }) =>
  deleteQualifierType(principal, params.profileId, body, context),
);
