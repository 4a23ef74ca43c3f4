import { listWbemQualifierTypes } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as classes from "@/server/services/wbem/classes";

export const GET = defineRoute(listWbemQualifierTypes, ({ principal, params, query, signal }) =>
  classes.listQualifierTypes(principal, params.profileId, query.namespace, signal),
);
