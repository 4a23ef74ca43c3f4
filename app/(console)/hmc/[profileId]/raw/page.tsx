import type { Metadata } from "next";
import { RawRequest } from "./raw-request";

export const metadata: Metadata = { title: "Raw request" };

interface PageProps {
  params: Promise<{ profileId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Page({ params, searchParams }: PageProps) {
  const { profileId } = await params;
  const { uri } = await searchParams;
  return <RawRequest profileId={profileId} initialUri={typeof uri === "string" ? uri : "/api/version"} />;
}
