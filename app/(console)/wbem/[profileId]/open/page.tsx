import type { Metadata } from "next";
import { OpenUri } from "./open-uri";

export const metadata: Metadata = { title: "WBEM URI" };

export default function Page() {
  return <OpenUri />;
}
