import { beginTotp } from "@/contracts/endpoints/people";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/account";

export const POST = defineRoute(beginTotp, ({ principal, body, request, context }) =>
  service.beginTotp(principal, body.password, request.headers, context),
);
