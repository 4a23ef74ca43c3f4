import type { ReactNode } from "react";
import { requirePagePrincipal } from "@/server/auth/principal";
import { ConsoleFrame } from "./console-frame";

/** The signed-in part of the console. Whoever is not signed in is led to sign in and back. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  return <ConsoleFrame principal={await requirePagePrincipal()}>{children}</ConsoleFrame>;
}
