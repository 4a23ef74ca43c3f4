import type { Metadata } from "next";
import { RunDetail } from "./run-detail";

export const metadata: Metadata = { title: "Operation" };

export default async function Page({ params }: { params: Promise<{ runId: string }> }) {
  const { runId } = await params;
  return <RunDetail runId={runId} />;
}
