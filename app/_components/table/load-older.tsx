"use client";

import { Button } from "../carbon";

/** What a list needs to know of the query behind it; of one that reads page by page also how to go on. */
export interface ListQuery {
  error: Error | null;
  isPending: boolean;
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
  fetchNextPage?: () => Promise<unknown>;
}

/** Reads the next page of a list, the older one unless its label says otherwise; absent where all is there. */
export function LoadOlder({ query, label = "Load older" }: { query: ListQuery; label?: string }) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  if (hasNextPage !== true || fetchNextPage === undefined) return null;
  return (
    <Button
      kind="ghost"
      size="sm"
      aria-disabled={isFetchingNextPage}
      onClick={() => {
        if (!isFetchingNextPage) void fetchNextPage();
      }}
    >
      {label}
    </Button>
  );
}
