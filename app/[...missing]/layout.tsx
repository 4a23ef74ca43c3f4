import type { ReactNode } from "react";
import { findPagePrincipal } from "@/server/auth/principal";
import { ConsoleFrame } from "../(console)/console-frame";

/** The shell for those who are signed in, nothing but the answer for everybody else. */
export default async function MissingLayout({ children }: { children: ReactNode }) {
  const principal = await findPagePrincipal();
  return principal === null ? (
    <main id="main-content">{children}</main>
  ) : (
    <ConsoleFrame principal={principal}>{children}</ConsoleFrame>
  );
}
