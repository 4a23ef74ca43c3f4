"use client";

import { useEffect, useState } from "react";
import { Button } from "../carbon";
import type { ListQuery } from "./load-older";

interface LoadAllProps {
  query: ListQuery;
  /** Rows that are here. */
  loaded: number;
  /** Rows that there are, where whoever keeps the list says so. */
  total: number | null;
}

/** Reads page after page of a list to its end, for an export of all of it; absent where all is there. A failure ends it. */
export function LoadAll({ query, loaded, total }: LoadAllProps) {
  const [isWanted, setWanted] = useState(false);
  const { error, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const isOn = isWanted && error === null;

  useEffect(() => {
    if (isOn && hasNextPage === true && isFetchingNextPage !== true) void fetchNextPage?.();
  }, [isOn, hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (hasNextPage !== true || fetchNextPage === undefined) return null;
  const start = () => {
    setWanted(true);
    if (error !== null) void fetchNextPage();
  };
  const far = total === null ? loaded.toLocaleString("en") : `${loaded} of ${total}`;
  return (
    <Button kind="ghost" size="sm" onClick={isOn ? () => setWanted(false) : start}>
      {isOn ? `Stop at ${far}` : "Load all"}
    </Button>
  );
}
