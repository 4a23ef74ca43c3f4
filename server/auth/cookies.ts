import "server-only";
import { getEnv } from "@/server/env";
import { chooseScheme } from "@/server/listener/bind";

/** What all cookies of one process have in common. */
export interface CookiePolicy {
  /** `__Host-` where browsers speak HTTPS to the console: such a cookie cannot come from another host or over HTTP. */
  prefix: "__Host-signalbox" | "signalbox";
  isSecure: boolean;
}

/**
 * Decides once per process whether cookies are `Secure`, from how browsers reach it: see
 * `docs/decisions/004-sign-in-cookies.md`.
 */
export function cookiePolicy(listen = getEnv().listen): CookiePolicy {
  const scheme = chooseScheme(listen);
  const isSecure =
    listen.publicUrl === undefined
      ? scheme.kind === "https" || scheme.reason === "trusted-proxy"
      : listen.publicUrl.startsWith("https://");
  return { prefix: isSecure ? "__Host-signalbox" : "signalbox", isSecure };
}

/** Name of the cookie that carries the session's token. */
export function sessionCookieName(policy: CookiePolicy = cookiePolicy()): string {
  return `${policy.prefix}.session_token`;
}

/** Name of the cookie that names a sign-in waiting for its second factor. */
export function secondFactorCookieName(policy: CookiePolicy = cookiePolicy()): string {
  return `${policy.prefix}.two_factor`;
}

function findCookie(header: string | null, name: string): string | undefined {
  if (header === null) return undefined;
  for (const pair of header.split(";")) {
    const separator = pair.indexOf("=");
    if (separator !== -1 && pair.slice(0, separator).trim() === name) return pair.slice(separator + 1).trim();
  }
  return undefined;
}

/**
 * The token in a request's session cookie. The signature behind it is the sign-in library's and not looked at: a
 * 256-bit token that is found in the database proves itself.
 */
export function findSessionToken(headers: Pick<Headers, "get">): string | undefined {
  const value = findCookie(headers.get("cookie"), sessionCookieName());
  if (value === undefined) return undefined;
  const token = value.split(".")[0] ?? "";
  return /^[A-Za-z0-9_-]{43}$/.test(token) ? token : undefined;
}
