import { searchWbemClasses } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as classes from "@/server/services/wbem/classes";

export const GET = defineRoute(searchWbemClasses, ({ principal, params, query }) =>
  classes.searchClasses(principal, params.profileId, query),
);
