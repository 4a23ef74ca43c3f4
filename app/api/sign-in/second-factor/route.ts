import { verifySecondFactor } from "@/contracts/endpoints/people";
import { answerWithCookies } from "@/server/http/cookies";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/sign-in";

export const POST = defineRoute(verifySecondFactor, async ({ body, request, context }) => {
  const { next, setCookies } = await service.verifySecondFactor(body.code, request.headers, context);
  return answerWithCookies(setCookies, { next });
});
