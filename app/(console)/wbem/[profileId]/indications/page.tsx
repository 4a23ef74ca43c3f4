import type { Metadata } from "next";
import { Indications } from "./indications";

export const metadata: Metadata = { title: "Indications" };

export default function Page() {
  return <Indications />;
}
