"use client";

import { useEffect, useState } from "react";
import { callApi } from "@/app/_client/api";
import { useQuery } from "@/app/_client/use-query";
import { inspectCertificates } from "@/contracts/addresses/trust";
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

/** What typed text or a chosen file contains, read soon after each change; `isEmpty` while there is neither. */
export function useInspection({ text, file }: SourceValues) {
  const settledText = useQuiet(text);
  const source = sourceOf({ text: settledText, file });
  const { data, error } = useQuery({
    queryKey: ["inspection", source],
    queryFn: ({ signal }) => callApi(inspectCertificates, { body: source ?? {}, signal }),
    enabled: source !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return { data, error, isEmpty: source === null };
}
