import type { Metadata } from "next";
import { CreateInstance } from "./create-instance";

export const metadata: Metadata = { title: "New instance" };

export default function Page() {
  return <CreateInstance />;
}
