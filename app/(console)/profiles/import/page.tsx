import type { Metadata } from "next";
import { ImportProfiles } from "../_import/import-profiles";

export const metadata: Metadata = { title: "Import profiles" };

export default function Page() {
  return <ImportProfiles />;
}
