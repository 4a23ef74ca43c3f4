import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { parseTheme, themeCookieName } from "@/app/_components/shell/theme";
import type { Principal } from "@/server/domain/principal";
import { ConsoleShell } from "./console-shell";

/** The shell around the pages of a signed-in person; only what the browser may know of the person goes there. */
export async function ConsoleFrame({ principal, children }: { principal: Principal; children: ReactNode }) {
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
