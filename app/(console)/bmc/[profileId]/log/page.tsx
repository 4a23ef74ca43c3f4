import type { Metadata } from "next";
import { EventLog } from "./event-log";

export const metadata: Metadata = { title: "Event log" };

export default async function Page({ params }: { params: Promise<{ profileId: string }> }) {
  const { profileId } = await params;
  return <EventLog profileId={profileId} />;
}
