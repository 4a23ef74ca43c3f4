"use client";

import { problemOf } from "@/app/_client/problem";
import { ProblemNotice } from "../feedback/problem-notice";
import { DataTable, type DataTableProps } from "./data-table";
import { type ListQuery, LoadOlder } from "./load-older";

interface ListTableProps<TRow extends object> extends Omit<DataTableProps<TRow>, "isLoading" | "exportName"> {
  query: ListQuery;
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
