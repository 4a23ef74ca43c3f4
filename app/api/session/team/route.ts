import { switchTeam } from "@/contracts/endpoints/people";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/sessions";

export const PUT = defineRoute(switchTeam, ({ principal, body, context }) =>
  service.switchTeam(principal, body.teamId, context),
);
