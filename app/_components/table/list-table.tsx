"use client";

import { problemOf } from "@/app/_client/problem";
import { Button } from "../carbon";
import { ProblemNotice } from "../feedback/problem-notice";
import { DataTable, type DataTableProps } from "./data-table";

/** What a list needs to know of the query behind it; of one that reads page by page also how to go on. */
interface ListQuery {
  error: Error | null;
  isPending: boolean;
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
  fetchNextPage?: () => Promise<unknown>;
}

interface ListTableProps<TRow extends object> extends Omit<DataTableProps<TRow>, "isLoading" | "exportName"> {
  query: ListQuery;
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

/**
 * The shape every list has: why it could not be read, the table, and the way to what is older. What could not be read
 * is not shown as empty.
 */
export function ListTable<TRow extends object>({ query, toolbar, ...table }: ListTableProps<TRow>) {
  const problem = query.error === null ? null : <ProblemNotice problem={problemOf(query.error)} />;
  if (problem !== null && table.rows.length === 0) return problem;
  return (
    <>
      {problem}
      <DataTable
        {...table}
        isLoading={query.isPending}
        exportName={table.label.toLowerCase().replaceAll(" ", "-")}
        toolbar={
          <>
            {toolbar}
            <LoadOlder query={query} />
          </>
        }
      />
    </>
  );
}
