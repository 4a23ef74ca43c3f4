"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useEffect } from "react";
import { problemOf } from "@/app/_client/problem";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { useExplorer } from "../explorer-context";
import { pageOfUri } from "../page-of-uri";

/** Leads on to the page of the WBEM URI in the address. */
export function OpenUri() {
  const { profile } = useExplorer();
  const router = useRouter();
  const params = useSearchParams();
  const { data, error } = useQuery(
    wbemQueries.uri(profile.id, params.get("uri") ?? "", params.get("namespace") ?? undefined),
  );
  useEffect(() => {
    if (data !== undefined) router.replace(pageOfUri(profile.id, data));
  }, [data, profile.id, router]);
  return error === null ? <LinesSkeleton label="the WBEM URI" /> : <ProblemNotice problem={problemOf(error)} />;
}
