import { searchWbemClasses } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import { searchClasses } from "@/server/services/wbem/class-search";

export const GET = defineRoute(searchWbemClasses, ({ principal, params, query }) =>
  searchClasses(principal, params.profileId, query),
);
