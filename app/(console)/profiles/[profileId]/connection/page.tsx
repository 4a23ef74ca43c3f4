import type { Metadata } from "next";
import { EditProfile } from "../../_form/edit-profile";

export const metadata: Metadata = { title: "Connection" };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Page({ searchParams }: PageProps) {
  const { field } = await searchParams;
  return <EditProfile focusedField={typeof field === "string" ? field : null} />;
}
