import type { Metadata } from "next";
import { RedfishBrowser } from "./redfish-browser";

export const metadata: Metadata = { title: "Redfish" };

export default async function Page({ params }: { params: Promise<{ profileId: string }> }) {
  const { profileId } = await params;
  return <RedfishBrowser profileId={profileId} />;
}
