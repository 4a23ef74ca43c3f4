import type { Metadata } from "next";
import { NewBundle } from "./new-bundle";

export const metadata: Metadata = { title: "New CA bundle" };

export default function Page() {
  return <NewBundle />;
}
