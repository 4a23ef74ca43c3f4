import type { Metadata } from "next";
import { Recording } from "./recording";

export const metadata: Metadata = { title: "Recording" };

export default function Page() {
  return <Recording />;
}
