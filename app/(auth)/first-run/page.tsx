import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { isFirstRun } from "@/server/services/first-run";
import { FirstRunForm } from "./first-run-form";

export const metadata: Metadata = { title: "First administrator" };

export default async function Page() {
  if (!(await isFirstRun())) redirect("/sign-in");
  return <FirstRunForm />;
}
