import type { Metadata } from "next";
import { Systems } from "./systems";

export const metadata: Metadata = { title: "Systems" };

export default async function Page({ params }: { params: Promise<{ profileId: string }> }) {
  const { profileId } = await params;
  return <Systems profileId={profileId} />;
}
