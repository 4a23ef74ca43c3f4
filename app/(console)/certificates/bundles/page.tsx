import type { Metadata } from "next";
import { BundleList } from "./bundle-list";

export const metadata: Metadata = { title: "CA bundles" };

export default function Page() {
  return <BundleList />;
}
