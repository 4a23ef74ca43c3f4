"use client";

import { useMemo } from "react";
import { paths } from "@/app/_client/paths";
import { queries } from "@/app/_client/queries";
import { useInfiniteQuery } from "@/app/_client/use-query";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { PageHeader } from "@/app/_components/feedback/page-header";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { describeStatus } from "@/app/_components/feedback/status";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { describeDuration } from "@/app/_components/feedback/time";
import type { DataTableColumn } from "@/app/_components/table/column";
import { ListTable } from "@/app/_components/table/list-table";
import { useUrlView } from "@/app/_components/table/use-view";
import type { OperationRun } from "@/contracts/operation";
import { runTone } from "./run-state";

const columns: readonly DataTableColumn<OperationRun>[] = [
  { id: "operation", header: "Operation", value: (row) => row.label, width: 200 },
  { id: "target", header: "Object", value: (row) => row.targetName, width: 200 },
  {
    id: "state",
    header: "State",
    value: (row) => describeStatus(row.state).text,
    cell: (row) => <StatusTag status={row.state} tone={runTone(row)} />,
    filter: "choice",
    width: 150,
  },
  { id: "progress", header: "What happened", value: (row) => row.problem?.detail ?? row.progress, width: 360 },
  { id: "profile", header: "Profile", value: (row) => row.profileName, filter: "choice", width: 160 },
  { id: "who", header: "Started by", value: (row) => row.startedBy, filter: "choice", width: 160 },
  {
    id: "started",
    header: "Started",
    value: (row) => row.startedAt,
    cell: (row) => <RelativeTime at={row.startedAt} />,
    filter: "none",
    width: 150,
  },
  {
    id: "duration",
    header: "Took",
    value: (row) => row.durationMs,
    cell: (row) => (row.durationMs === null ? "" : describeDuration(row.durationMs)),
    filter: "none",
    align: "end",
    width: 110,
  },
];

const rowId = (row: OperationRun) => row.id;
const rowHref = (row: OperationRun) => paths.run(row.id);

/** Operations the team started on its devices, newest first; those under way move by themselves. */
export function RunList({ profileId }: { profileId?: string }) {
  const [view, setView] = useUrlView();
  const runs = useInfiniteQuery(queries.runs(profileId === undefined ? {} : { profileId }));
  const rows = useMemo(() => runs.data?.pages.flatMap((page) => page.items) ?? [], [runs.data]);
  const table = (
    <ListTable
      query={runs}
      label="operations"
      columns={columns}
      rows={rows}
      rowId={rowId}
      rowHref={rowHref}
      view={view}
      onViewChange={setView}
      emptyState={
        <EmptyState title="No operation was started yet">
          <p>Start or stop a partition from an HMC's systems; what becomes of it is kept here.</p>
        </EmptyState>
      }
    />
  );
  if (profileId !== undefined) return table;
  return (
    <div className="sb-page">
      <PageHeader title="Operations" summary="What the team started on its devices, and what became of it." />
      {table}
    </div>
  );
}
