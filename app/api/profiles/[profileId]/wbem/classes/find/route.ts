import { findWbemClasses } from "@/contracts/endpoints/wbem-schema";
import { defineRoute } from "@/server/http/route";
import { findClasses } from "@/server/services/wbem/class-search";

export const GET = defineRoute(findWbemClasses, ({ principal, params, query, signal }) =>
  findClasses(principal, params.profileId, query.text, signal),
);
