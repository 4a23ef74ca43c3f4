import type { Metadata } from "next";
import { Inventory } from "./inventory";

export const metadata: Metadata = { title: "Inventory" };

export default async function Page({ params }: { params: Promise<{ profileId: string }> }) {
  const { profileId } = await params;
  return <Inventory profileId={profileId} />;
}
