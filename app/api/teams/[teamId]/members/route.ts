import { addMember, listMembers } from "@/contracts/endpoints/people";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/teams";

export const GET = defineRoute(listMembers, async ({ principal, params }) => ({
  items: await service.listMembers(principal, params.teamId),
}));

export const POST = defineRoute(addMember, ({ principal, params, body, context }) =>
  service.addMember(principal, params.teamId, body, context),
);
