import type { Metadata } from "next";
import { HmcList } from "./hmc-list";

export const metadata: Metadata = { title: "HMC systems" };

export default function Page() {
  return <HmcList />;
}
