import "server-only";
import { makeSignature } from "better-auth/crypto";
import { getAuth } from "./auth";
import { cookiePolicy, findSessionToken, sessionCookieName } from "./cookies";
import { ABSOLUTE_LIMIT_MS } from "./session-lifetime";

async function signed(token: string): Promise<string> {
  const { secret } = await getAuth().$context;
  return encodeURIComponent(`${token}.${await makeSignature(token, secret)}`);
}

function attributes(maxAgeSeconds: number): string {
  const secure = cookiePolicy().isSecure ? "; Secure" : "";
  return `; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Strict${secure}`;
}

/** `Set-Cookie` of a session's new token, as the sign-in library itself would write it. */
export async function sessionCookie(token: string): Promise<string> {
  return `${sessionCookieName()}=${await signed(token)}${attributes(ABSOLUTE_LIMIT_MS / 1000)}`;
}

/** `Set-Cookie` that removes the session's token from the browser. */
export function expiredSessionCookie(): string {
  return `${sessionCookieName()}=${attributes(0)}`;
}

/** Headers for a call of the sign-in library on behalf of the session of a request, and nothing else of it. */
export async function sessionHeaders(headers: Pick<Headers, "get">): Promise<Headers> {
  const token = findSessionToken(headers);
  return new Headers(token === undefined ? {} : { cookie: `${sessionCookieName()}=${await signed(token)}` });
}
