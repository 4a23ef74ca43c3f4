import { changeRole, removeMember } from "@/contracts/endpoints/people";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/teams";

export const PUT = defineRoute(changeRole, ({ principal, params, body, context }) =>
  service.changeRole(principal, params.teamId, params.userId, body.role, context),
);

export const DELETE = defineRoute(removeMember, ({ principal, params, context }) =>
  service.removeMember(principal, params.teamId, params.userId, context),
);
