import type { Metadata } from "next";
import { Firmware } from "./firmware";

export const metadata: Metadata = { title: "Firmware" };

export default async function Page({ params }: { params: Promise<{ profileId: string }> }) {
  const { profileId } = await params;
  return <Firmware profileId={profileId} />;
}
