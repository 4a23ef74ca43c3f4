import type { Metadata } from "next";
import { Sessions } from "./sessions";

export const metadata: Metadata = { title: "Sessions" };

export default async function Page({ params }: { params: Promise<{ profileId: string }> }) {
  const { profileId } = await params;
  return <Sessions profileId={profileId} />;
}
