"use client";

import { useEffect, useState } from "react";
import { Button } from "../carbon";
import type { ListQuery } from "./load-older";

/** What comes next of reading to the end. An `outlived` failure, which was there when it began, stays until a page has come. */
export function nextStep(
  { error, hasNextPage, isFetchingNextPage }: Omit<ListQuery, "isPending">,
  outlived: Error | null,
): "wait" | "read" | "end" {
  if (isFetchingNextPage === true) return "wait";
  return hasNextPage === true && (error === null || error === outlived) ? "read" : "end";
}

interface LoadAllProps {
  query: ListQuery;
  /** Rows that are here. */
  loaded: number;
  /** Rows that there are, where whoever keeps the list says so. */
  total: number | null;
}

/** Reads page after page of a list to its end, for an export of all of it; absent where all is there. A failure ends it. */
export function LoadAll({ query, loaded, total }: LoadAllProps) {
  const [begun, setBegun] = useState<{ outlived: Error | null } | null>(null);
  const { error, hasNextPage, isFetchingNextPage, fetchNextPage } = query;

  useEffect(() => {
    if (begun === null) return;
    const step = nextStep({ error, hasNextPage, isFetchingNextPage }, begun.outlived);
    if (step === "read") void fetchNextPage?.();
    // Another filter is another list: it is not read to its end unasked.
    if (step === "end") setBegun(null);
  }, [begun, error, hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (hasNextPage !== true || fetchNextPage === undefined) return null;
  const far = total === null ? loaded.toLocaleString("en") : `${loaded} of ${total}`;
  return (
    <Button kind="ghost" size="sm" onClick={() => setBegun(begun === null ? { outlived: error } : null)}>
      {begun === null ? "Load all" : `Stop at ${far}`}
    </Button>
  );
}
