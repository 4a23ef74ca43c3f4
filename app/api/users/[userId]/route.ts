import { updateUser } from "@/contracts/endpoints/people";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/people";

export const PATCH = defineRoute(updateUser, ({ principal, params, body, context }) =>
  service.updateUser(principal, params.userId, body, context),
);
