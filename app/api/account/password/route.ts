import { changePassword } from "@/contracts/endpoints/people";
import { answerWithCookies } from "@/server/http/cookies";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/account";

export const POST = defineRoute(changePassword, async ({ principal, body, context }) =>
  answerWithCookies(await service.changePassword(principal, body, context)),
);
