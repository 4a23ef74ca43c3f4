import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { findPagePrincipal } from "@/server/auth/principal";
import { safeReturnPath } from "@/server/auth/return-path";
import { isFirstRun } from "@/server/services/first-run";
import { SignIn } from "./sign-in";

export const metadata: Metadata = { title: "Sign in" };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Page({ searchParams }: PageProps) {
  const { next } = await searchParams;
  const returnPath = safeReturnPath(typeof next === "string" ? next : undefined);
  if ((await findPagePrincipal()) !== null) redirect(returnPath);
  if (await isFirstRun()) redirect("/first-run");
  const isFromElsewhere = (await headers()).get("sec-fetch-site") === "cross-site";
  return <SignIn returnPath={returnPath} isFromElsewhere={isFromElsewhere} />;
}
