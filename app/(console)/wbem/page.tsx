import type { Metadata } from "next";
import { WbemList } from "./wbem-list";

export const metadata: Metadata = { title: "WBEM servers" };

export default function Page() {
  return <WbemList />;
}
