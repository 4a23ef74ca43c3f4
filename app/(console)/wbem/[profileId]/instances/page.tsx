import type { Metadata } from "next";
import { Instances } from "./instances";

export const metadata: Metadata = { title: "Instances" };

export default function Page() {
  return <Instances />;
}
