import { type NextRequest, NextResponse } from "next/server";
import { getEnv } from "@/server/env";
import { contentSecurityPolicy, createNonce } from "@/server/listener/response-headers";
import { hasSessionCookie } from "@/server/listener/session-cookie";
import { LISTENER_HEADERS } from "@/server/runtime/remote-address";
import { isSealed } from "@/server/runtime/seal-state";

const UNSEAL_PAGE = "/unseal";
const OPEN_PAGES = ["/sign-in", "/first-run", UNSEAL_PAGE];

function isOpen(path: string): boolean {
  return OPEN_PAGES.some((page) => path === page || path.startsWith(`${page}/`));
}

/** Where a browser is sent instead of the page it asked for; undefined where it may go on. */
function elsewhere({ nextUrl, headers }: NextRequest): { pathname: string; search: string } | undefined {
  const { pathname, search } = nextUrl;
  if (isSealed()) return pathname === UNSEAL_PAGE ? undefined : { pathname: UNSEAL_PAGE, search: "" };
  if (isOpen(pathname) || hasSessionCookie(headers.get("cookie") ?? undefined)) return undefined;
  return { pathname: "/sign-in", search: pathname === "/" ? "" : `?next=${encodeURIComponent(pathname + search)}` };
}

/**
 * Gives every page its nonce, sends browsers without a session cookie to the sign-in page, and all of them to the page
 * that opens a sealed console (SEC-A5). Nothing is authorized here: a request that passes is decided by the services
 * (SEC-F4, SEC-F7).
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const env = getEnv();
  const nonce = createNonce();
  const policy = contentSecurityPolicy(nonce, {
    isDevelopment: env.mode === "development",
    reportUri: env.hasCspReports ? "/api/csp-report" : undefined,
  });

  const other = elsewhere(request);
  if (other !== undefined) {
    const target = request.nextUrl.clone();
    target.pathname = other.pathname;
    target.search = other.search;
    const redirect = NextResponse.redirect(target, 307);
    redirect.headers.set("content-security-policy", policy);
    return redirect;
  }
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set(LISTENER_HEADERS.pagePath, pathname + search);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = {
  // Data routes, probes and files have the listener's policy; only pages need a nonce of their own.
  matcher: ["/((?!api/|api$|healthz$|readyz$|metrics$|_next/|icon|favicon.ico|manifest).*)"],
};
