"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";
import { streamApi } from "@/app/_client/api";
import { keys } from "@/app/_client/keys";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { useQueryClient } from "@/app/_client/use-query";
import { diagnoseProfile } from "@/contracts/addresses/profiles";
import type { DiagnosisStep } from "@/contracts/diagnosis";
import type { Problem } from "@/contracts/problem";
import { endSteps, mergeStep } from "./steps";

export interface DiagnosisRun {
  steps: readonly DiagnosisStep[];
  startedAt: string;
  endedAt: string | null;
  wasCancelled: boolean;
  problem: Problem | null;
}

/**
 * One test at a time of a profile's connection, its steps shown as they arrive. `?run=1` in the address starts one;
 * leaving the page breaks it off.
 */
export function useDiagnosisRun(profileId: string) {
  const client = useQueryClient();
  const [run, setRun] = useState<DiagnosisRun | null>(null);
  const abort = useRef<AbortController | null>(null);
  const isAsked = useSearchParams().get("run") === "1";

  const start = useCallback(async () => {
    abort.current?.abort();
    const own = new AbortController();
    abort.current = own;
    const change = (next: (before: DiagnosisRun) => DiagnosisRun) => {
      // A later run, or none, has taken the place of this one.
      if (abort.current === own) setRun((before) => (before === null ? null : next(before)));
    };
    setRun({ steps: [], startedAt: new Date().toISOString(), endedAt: null, wasCancelled: false, problem: null });
    let problem: Problem | null = null;
    try {
      const steps = streamApi(diagnoseProfile, { params: { profileId }, body: {}, signal: own.signal });
      for await (const step of steps) change((before) => ({ ...before, steps: mergeStep(before.steps, step) }));
    } catch (error) {
      if (!own.signal.aborted) problem = problemOf(error instanceof Error ? error : new Error(String(error)));
    }
    change((before) => ({
      ...before,
      steps: endSteps(before.steps),
      endedAt: new Date().toISOString(),
      wasCancelled: own.signal.aborted,
      problem,
    }));
    await client.invalidateQueries({ queryKey: keys.profile(profileId) });
  }, [client, profileId]);

  const cancel = useCallback(() => abort.current?.abort(), []);

  useEffect(() => {
    if (!isAsked) return;
    // Asked once: neither a reload nor the back button tests again.
    window.history.replaceState(null, "", paths.profileTest(profileId));
    void start();
  }, [isAsked, start, profileId]);

  useEffect(
    () => () => {
      abort.current?.abort();
      abort.current = null;
    },
    [],
  );

  return { run, start: () => void start(), cancel };
}
