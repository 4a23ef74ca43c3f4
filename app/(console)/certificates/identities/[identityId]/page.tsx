import type { Metadata } from "next";
import { IdentityDetail } from "./identity-detail";

export const metadata: Metadata = { title: "Client certificate" };

export default async function Page({ params }: { params: Promise<{ identityId: string }> }) {
  const { identityId } = await params;
  return <IdentityDetail identityId={identityId} />;
}
