import type { Metadata } from "next";
import { Overview } from "./overview";

export const metadata: Metadata = { title: "BMC" };

export default async function Page({ params }: { params: Promise<{ profileId: string }> }) {
  const { profileId } = await params;
  return <Overview profileId={profileId} />;
}
