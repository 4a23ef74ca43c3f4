import { getWbemClass } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as classes from "@/server/services/wbem/classes";

export const GET = defineRoute(getWbemClass, ({ principal, params, query, signal }) =>
  classes.getClass(principal, params.profileId, query, signal),
);
