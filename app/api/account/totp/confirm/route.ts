import { confirmTotp } from "@/contracts/endpoints/people";
import { answerWithCookies } from "@/server/http/cookies";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/account";

export const POST = defineRoute(confirmTotp, async ({ principal, body, request, context }) =>
  answerWithCookies(await service.confirmTotp(principal, body.code, request.headers, context)),
);
