import type { Metadata } from "next";
import { Network } from "./network";

export const metadata: Metadata = { title: "Network" };

export default async function Page({ params }: { params: Promise<{ profileId: string }> }) {
  const { profileId } = await params;
  return <Network profileId={profileId} />;
}
