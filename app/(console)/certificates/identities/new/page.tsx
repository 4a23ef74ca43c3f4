import type { Metadata } from "next";
import { NewIdentity } from "./new-identity";

export const metadata: Metadata = { title: "New client certificate" };

export default function Page() {
  return <NewIdentity />;
}
