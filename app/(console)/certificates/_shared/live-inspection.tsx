"use client";

import { useEffect, useState } from "react";
import { callApi } from "@/app/_client/api";
import { problemOf } from "@/app/_client/problem";
import { useQuery } from "@/app/_client/use-query";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { inspectCertificates } from "@/contracts/addresses/trust";
import { InspectionView } from "./inspection-view";
import { type SourceValues, sourceOf } from "./source";

const quietMs = 400;

function useQuiet<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), quietMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** Shows what the typed text or chosen file contains, soon after each change. */
export function LiveInspection({ text, file }: SourceValues) {
  const settledText = useQuiet(text);
  const source = sourceOf({ text: settledText, file });
  const inspection = useQuery({
    queryKey: ["inspection", source],
    queryFn: ({ signal }) => callApi(inspectCertificates, { body: source ?? {}, signal }),
    enabled: source !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (source === null) {
    return <p className="sb-muted">What you paste or choose is shown here before anything is stored.</p>;
  }
  if (inspection.isPending) return <LinesSkeleton label="the certificates" />;
  if (inspection.error) return <ProblemNotice problem={problemOf(inspection.error)} />;
  return <InspectionView inspection={inspection.data} />;
}
