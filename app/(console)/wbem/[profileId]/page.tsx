import type { Metadata } from "next";
import { Server } from "./server";

export const metadata: Metadata = { title: "WBEM server" };

export default function Page() {
  return <Server />;
}
