import type { Metadata } from "next";
import { TeamDetail } from "./team-detail";

export const metadata: Metadata = { title: "Team" };

export default async function Page({ params }: { params: Promise<{ teamId: string }> }) {
  const { teamId } = await params;
  return <TeamDetail teamId={teamId} />;
}
