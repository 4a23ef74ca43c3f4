import type { Metadata } from "next";
import { requirePagePrincipal } from "@/server/auth/principal";
import { getOverview } from "@/server/services/overview";
import { OverviewPage } from "./overview-page";

export const metadata: Metadata = { title: "Overview" };

/** Comes with what it shows: whoever opens the console sees what needs them without waiting for a program to ask. */
export default async function Page() {
  const principal = await requirePagePrincipal();
  return <OverviewPage first={principal.activeTeamId === null ? undefined : await getOverview(principal)} />;
}
