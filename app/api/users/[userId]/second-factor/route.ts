import { removeSecondFactor } from "@/contracts/endpoints/people";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/people";

export const DELETE = defineRoute(removeSecondFactor, ({ principal, params, context }) =>
  service.removeSecondFactor(principal, params.userId, context),
);
