import type { Metadata } from "next";
import { Mof } from "./mof";

export const metadata: Metadata = { title: "MOF" };

export default function Page() {
  return <Mof />;
}
