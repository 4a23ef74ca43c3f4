"use client";

import { bmcQueries } from "@/app/_client/bmc-queries";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { PartFrame, ReadAgain } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { Panel } from "@/app/_components/feedback/page-header";
import { Progress } from "@/app/_components/feedback/progress";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import type { DataTableColumn } from "@/app/_components/table/column";
import { DataTable } from "@/app/_components/table/data-table";
import { useUrlView } from "@/app/_components/table/use-view";
import type { BmcTask } from "@/contracts/bmc";
import { ShownTag } from "../../shown-tag";
import { type Shown, showState } from "../../states";

const POLL_MS = 3_000;

function shownTask({ state, hasEnded, hasFailed }: BmcTask): Shown {
  const { text } = showState(state);
  return { text, tone: hasFailed ? "fail" : hasEnded ? "ok" : "busy" };
}

const lastMessage = ({ messages }: BmcTask) => messages.at(-1)?.text ?? null;

function momentColumn(id: "startedAt" | "endedAt", header: string, otherwise: string): DataTableColumn<BmcTask> {
  return {
    id: id.toLowerCase(),
    header,
    value: (row) => row[id],
    cell: (row) => {
      const at = row[id];
      return at === null ? otherwise : <RelativeTime at={at} />;
    },
    filter: "none",
    width: 140,
  };
}

const columns: readonly DataTableColumn<BmcTask>[] = [
  { id: "name", header: "Task", value: (row) => row.name, width: 240 },
  {
    id: "state",
    header: "State",
    value: (row) => shownTask(row).text,
    cell: (row) => <ShownTag shown={shownTask(row)} />,
    filter: "choice",
    width: 150,
  },
  {
    id: "percent",
    header: "Done",
    value: (row) => row.percent,
    cell: (row) => (row.percent === null ? "" : `${row.percent} %`),
    align: "end",
    filter: "none",
    width: 90,
  },
  momentColumn("startedAt", "Started", "not said"),
  momentColumn("endedAt", "Ended", ""),
  { id: "message", header: "Last message", value: lastMessage, width: 380 },
  { id: "status", header: "Status", value: (row) => row.status, filter: "choice", isHiddenAtFirst: true, width: 110 },
  { id: "uri", header: "URI", value: (row) => row.uri, isMonospaced: true, isHiddenAtFirst: true, width: 320 },
];

const rowId = (row: BmcTask) => row.uri;
const none: readonly BmcTask[] = [];

function UnderWay({ tasks }: { tasks: readonly BmcTask[] }) {
  if (tasks.length === 0) return null;
  return (
    <Panel title="Under way">
      <ul className="sb-plain-list sb-stack">
        {tasks.map((task) => (
          <li key={task.uri}>
            <Progress
              label={task.name}
              fraction={task.percent === null ? null : task.percent / 100}
              detail={lastMessage(task) ?? shownTask(task).text}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Tasks of the BMC; those under way are watched. */
export function Tasks({ profileId }: { profileId: string }) {
  const [view, setView] = useUrlView();
  const profile = useQuery(queries.profile(profileId));
  const tasks = useQuery({
    ...bmcQueries.tasks(profileId),
    refetchInterval: ({ state }) => (state.data?.tasks.some(({ hasEnded }) => !hasEnded) ? POLL_MS : false),
  });
  const rows = tasks.data?.tasks ?? none;
  return (
    <PartFrame profileId={profileId} query={tasks}>
      <UnderWay tasks={rows.filter(({ hasEnded }) => !hasEnded)} />
      <DataTable
        label="tasks"
        columns={columns}
        rows={rows}
        rowId={rowId}
        view={view}
        onViewChange={setView}
        isLoading={tasks.isPending}
        exportName={`${profile.data?.name ?? "bmc"}-tasks`}
        toolbar={<ReadAgain isFetching={tasks.isFetching} onRead={() => void tasks.refetch()} />}
        emptyState={
          <EmptyState title="No task">
            <p>Updates, dumps and the like appear here; a BMC forgets them when it restarts.</p>
          </EmptyState>
        }
      />
    </PartFrame>
  );
}
