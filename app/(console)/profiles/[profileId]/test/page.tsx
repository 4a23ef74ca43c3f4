import type { Metadata } from "next";
import { DiagnosisPage } from "../../_diagnosis/diagnosis-page";

export const metadata: Metadata = { title: "Test connection" };

export default function Page() {
  return <DiagnosisPage />;
}
