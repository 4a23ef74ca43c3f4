import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { isSealed } from "@/server/services/storage";
import { UnsealForm } from "./unseal-form";

export const metadata: Metadata = { title: "Sealed" };

export const dynamic = "force-dynamic";

export default function Page() {
  if (!isSealed()) redirect("/");
  return <UnsealForm />;
}
