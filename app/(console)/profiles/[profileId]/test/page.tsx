import type { Metadata } from "next";
import { DiagnosisPage } from "../../_diagnosis/diagnosis-page";

export const metadata: Metadata = { title: "Test connection" };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Page({ searchParams }: PageProps) {
  return <DiagnosisPage startsByItself={(await searchParams).run === "1"} />;
}
