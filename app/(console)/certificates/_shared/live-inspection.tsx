"use client";

import { problemOf } from "@/app/_client/problem";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { InspectionView } from "./inspection-view";
import type { SourceValues } from "./source";
import { useInspection } from "./use-inspection";

/** Shows what the typed text or chosen file contains, soon after each change. */
export function LiveInspection({ text, file }: SourceValues) {
  const { data, error, isEmpty } = useInspection({ text, file });
  if (isEmpty) return <p className="sb-muted">What you paste or choose is shown here before anything is stored.</p>;
  if (error !== null) return <ProblemNotice problem={problemOf(error)} />;
  return data === undefined ? <LinesSkeleton label="the certificates" /> : <InspectionView inspection={data} />;
}
