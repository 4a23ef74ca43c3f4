import "server-only";

/** Only to resolve against; never contacted. */
const ANY_ORIGIN = "http://console.invalid";

/**
 * The path to go to after signing in, if it is one of this console's own; otherwise the overview (SEC-F10). Refuses
 * other origins in every spelling a browser would follow: schemes, `//`, `/\`, control characters, user information.
 */
export function safeReturnPath(next: string | null | undefined): string {
  const fallback = "/overview";
  if (!next || next.length > 2_000 || !next.startsWith("/") || /[\\\p{Cc}]/u.test(next)) return fallback;
  if (next.startsWith("//") || !URL.canParse(next, ANY_ORIGIN)) return fallback;
  const url = new URL(next, ANY_ORIGIN);
  if (url.origin !== ANY_ORIGIN || url.pathname.startsWith("//") || url.pathname.startsWith("/api")) return fallback;
  if (/^\/(sign-in|first-run)(\/|$)/.test(url.pathname)) return fallback;
  return `${url.pathname}${url.search}${url.hash}`;
}
