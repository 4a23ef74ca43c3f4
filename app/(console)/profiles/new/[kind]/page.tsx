import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { kindIdSchema } from "@/contracts/kind";
import { NewProfile } from "../../_form/new-profile";

export const metadata: Metadata = { title: "New profile" };

export default async function Page({ params }: { params: Promise<{ kind: string }> }) {
  const kind = kindIdSchema.safeParse((await params).kind);
  if (!kind.success) notFound();
  return <NewProfile kindId={kind.data} />;
}
