import { listWbemClasses } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as classes from "@/server/services/wbem/classes";

export const GET = defineRoute(listWbemClasses, ({ principal, params, query }) =>
  classes.listClasses(principal, params.profileId, query),
);
