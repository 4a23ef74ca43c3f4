import type { Metadata } from "next";
import { RawCimXml } from "./raw-cim-xml";

export const metadata: Metadata = { title: "CIM-XML" };

export default function Page() {
  return <RawCimXml />;
}
