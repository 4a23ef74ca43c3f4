import type { Metadata } from "next";
import { IdentityList } from "./identity-list";

export const metadata: Metadata = { title: "Client certificates" };

export default function Page() {
  return <IdentityList />;
}
