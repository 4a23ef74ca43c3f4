import { deleteTeam, renameTeam } from "@/contracts/endpoints/people";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/teams";

export const PUT = defineRoute(renameTeam, ({ principal, params, body, context }) =>
  service.renameTeam(principal, params.teamId, body.name, context),
);

export const DELETE = defineRoute(deleteTeam, ({ principal, params, query, context }) =>
  service.deleteTeam(principal, params.teamId, query.confirm, context),
);
