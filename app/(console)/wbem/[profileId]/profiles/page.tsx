import type { Metadata } from "next";
import { RegisteredProfiles } from "./registered-profiles";

export const metadata: Metadata = { title: "Registered profiles" };

export default function Page() {
  return <RegisteredProfiles />;
}
