import { replaceRecoveryCodes } from "@/contracts/endpoints/people";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/account";

export const POST = defineRoute(replaceRecoveryCodes, ({ principal, body, request, context }) =>
  service.replaceRecoveryCodes(principal, body.password, request.headers, context),
);
