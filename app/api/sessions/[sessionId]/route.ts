import { revokeSession } from "@/contracts/endpoints/people";
import { defineRoute } from "@/server/http/route";
import { revokeOwnSession } from "@/server/services/sessions";

export const DELETE = defineRoute(revokeSession, ({ principal, params, context }) =>
  revokeOwnSession(principal, params.sessionId, context),
);
