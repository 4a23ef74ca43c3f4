import { resetPassword } from "@/contracts/endpoints/people";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/people";

export const POST = defineRoute(resetPassword, ({ principal, params, body, context }) =>
  service.resetPassword(principal, params.userId, body.newPassword, context),
);
