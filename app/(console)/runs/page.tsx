import type { Metadata } from "next";
import { RunList } from "./run-list";

export const metadata: Metadata = { title: "Operations" };

export default function Page() {
  return <RunList />;
}
