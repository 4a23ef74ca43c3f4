import { createUser, listUsers } from "@/contracts/endpoints/people";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/people";

export const GET = defineRoute(listUsers, async ({ principal }) => ({ items: await service.listUsers(principal) }));

export const POST = defineRoute(createUser, ({ principal, body, context }) =>
  service.createUser(principal, body, context),
);
