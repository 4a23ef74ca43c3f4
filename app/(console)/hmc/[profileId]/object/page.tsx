import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { hmcObjectQuerySchema } from "@/contracts/hmc";
import { ObjectDetail } from "./object-detail";

export const metadata: Metadata = { title: "Object" };

interface PageProps {
  params: Promise<{ profileId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Page({ params, searchParams }: PageProps) {
  const { profileId } = await params;
  const query = hmcObjectQuerySchema.safeParse({ uri: (await searchParams).uri });
  if (!query.success) notFound();
  return <ObjectDetail profileId={profileId} uri={query.data.uri} />;
}
