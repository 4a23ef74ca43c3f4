import type { Metadata } from "next";
import { Sensors } from "./sensors";

export const metadata: Metadata = { title: "Sensors" };

export default async function Page({ params }: { params: Promise<{ profileId: string }> }) {
  const { profileId } = await params;
  return <Sensors profileId={profileId} />;
}
