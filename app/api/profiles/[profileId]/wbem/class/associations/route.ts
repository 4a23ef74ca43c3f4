import { listWbemClassAssociations } from "@/contracts/endpoints/wbem";
import { defineRoute } from "@/server/http/route";
import * as classes from "@/server/services/wbem/classes";

export const GET = defineRoute(listWbemClassAssociations, ({ principal, params, query }) =>
  classes.listClassAssociations(principal, params.profileId, query),
);
