import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { parseTheme, themeCookieName } from "@/app/_components/shell/theme";
import { requirePagePrincipal } from "@/server/auth/principal";
import { ConsoleShell } from "./console-shell";

/** The signed-in part of the console. Whoever is not signed in is led to sign in and back. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const principal = await requirePagePrincipal();
  const theme = parseTheme((await cookies()).get(themeCookieName)?.value);
  return (
    <ConsoleShell
      theme={theme}
      principal={{
        name: principal.name,
        email: principal.email,
        activeTeamId: principal.activeTeamId,
        memberships: [...principal.memberships],
        isInstanceAdministrator: principal.isInstanceAdministrator,
      }}
    >
      {children}
    </ConsoleShell>
  );
}
