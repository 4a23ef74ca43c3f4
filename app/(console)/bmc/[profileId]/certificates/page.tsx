import type { Metadata } from "next";
import { Certificates } from "./certificates";

export const metadata: Metadata = { title: "Certificates" };

export default async function Page({ params }: { params: Promise<{ profileId: string }> }) {
  const { profileId } = await params;
  return <Certificates profileId={profileId} />;
}
