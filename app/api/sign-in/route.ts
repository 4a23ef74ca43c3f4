import { signIn } from "@/contracts/endpoints/people";
import { answerWithCookies } from "@/server/http/cookies";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/sign-in";

export const POST = defineRoute(signIn, async ({ body, request, context }) => {
  const { next, setCookies } = await service.signIn(body, request.headers, context);
  return answerWithCookies(setCookies, { next });
});
