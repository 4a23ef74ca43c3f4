import { listUserSessions, revokeUserSessions } from "@/contracts/endpoints/people";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/sessions";

export const GET = defineRoute(listUserSessions, async ({ principal, params }) => ({
  items: await service.listUserSessions(principal, params.userId),
}));

export const DELETE = defineRoute(revokeUserSessions, ({ principal, params, context }) =>
  service.revokeUserSessions(principal, params.userId, context),
);
