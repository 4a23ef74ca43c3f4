import { completeFirstRun, getFirstRun } from "@/contracts/endpoints/people";
import { answerWithCookies } from "@/server/http/cookies";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/first-run";

export const GET = defineRoute(getFirstRun, async () => ({ needed: await service.isFirstRun() }));

export const POST = defineRoute(completeFirstRun, async ({ body, request, context }) => {
  const { next, setCookies } = await service.completeFirstRun(body, request.headers, context);
  return answerWithCookies(setCookies, { next });
});
