import { signOut } from "@/contracts/endpoints/people";
import { expiredSessionCookie } from "@/server/auth/session-cookie";
import { answerWithCookies } from "@/server/http/cookies";
import { defineRoute } from "@/server/http/route";
import * as service from "@/server/services/sessions";

export const POST = defineRoute(signOut, async ({ principal, context }) => {
  await service.signOut(principal, context);
  const answer = answerWithCookies([expiredSessionCookie()]);
  // Cookies go one by one: the theme a person chose is none of the sign-in's business.
  answer.headers.set("clear-site-data", '"cache", "storage"');
  return answer;
});
