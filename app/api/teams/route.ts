import { createTeam, listTeams } from "@/contracts/endpoints/people";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/teams";

export const GET = defineRoute(listTeams, async ({ principal }) => ({ items: await service.listTeams(principal) }));

export const POST = defineRoute(createTeam, ({ principal, body, context }) =>
  service.createTeam(principal, body.name, context),
);
