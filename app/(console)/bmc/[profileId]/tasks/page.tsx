import type { Metadata } from "next";
import { Tasks } from "./tasks";

export const metadata: Metadata = { title: "Tasks" };

export default async function Page({ params }: { params: Promise<{ profileId: string }> }) {
  const { profileId } = await params;
  return <Tasks profileId={profileId} />;
}
