import type { Metadata } from "next";
import { BundleDetail } from "./bundle-detail";

export const metadata: Metadata = { title: "CA bundle" };

export default async function Page({ params }: { params: Promise<{ bundleId: string }> }) {
  const { bundleId } = await params;
  return <BundleDetail bundleId={bundleId} />;
}
