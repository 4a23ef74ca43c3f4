import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { getDatabase } from "@/server/data/client";
import { hasUsers } from "@/server/data/users";
import type { Principal } from "@/server/domain/principal";
import { LISTENER_HEADERS } from "@/server/runtime/remote-address";
import { isSealed } from "@/server/runtime/seal-state";
import { loadPrincipalFromHeaders } from "./session-principal";

/**
 * The signed-in person for a page that also serves those who are not; null then. Does not return while the console is
 * sealed: it leads to the page that opens it (SEC-A5). Read once for all parts of a page.
 */
export const findPagePrincipal = cache(async (): Promise<Principal | null> => {
  if (isSealed()) redirect("/unseal");
  return loadPrincipalFromHeaders(await headers(), { countsAsActivity: true });
});

/**
 * The signed-in person a page is made for. Does not return for anybody else: leads to `/first-run` on a new
 * installation, to `/sign-in` with the way back otherwise (SEC-F4, SEC-F10).
 */
export async function requirePagePrincipal(): Promise<Principal> {
  const principal = await findPagePrincipal();
  if (principal !== null) return principal;
  if (!(await hasUsers(getDatabase()))) redirect("/first-run");
  const path = (await headers()).get(LISTENER_HEADERS.pagePath);
  redirect(path === null || path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`);
}
