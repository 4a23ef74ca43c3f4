"use client";

import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { paths } from "@/app/_client/paths";
import type { InstanceReader, Reading, ReadRow } from "@/app/_client/wbem-reader";
import { Button } from "@/app/_components/carbon";
import { ReadingProblem } from "@/app/_components/feedback/device-answer";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { describeDuration } from "@/app/_components/feedback/time";
import { DataTable } from "@/app/_components/table/data-table";
import type { TableDownload } from "@/app/_components/table/table-toolbar";
import { useUrlView } from "@/app/_components/table/use-view";
import { useExplorer } from "../explorer-context";
import { ToleratedNotes } from "../reading";
import { type ColumnFacts, instanceColumns, learnColumns, noFacts, type Unfolded } from "./instance-columns";

const UnfoldedDialog = lazyDialog(() => import("./unfolded-dialog").then((module) => module.UnfoldedDialog));

const rowId = (row: ReadRow) => String(row.index);
const tickMs = 500;

/** Time since the reading began; it stands still when nothing is read. */
function useElapsed({ phase, startedAtMs, updatedAtMs, end }: Reading): number {
  const [now, setNow] = useState(() => Date.now());
  const isReading = phase === "reading";
  useEffect(() => {
    if (!isReading) return;
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, [isReading]);
  if (end !== null) return end.durationMs;
  return Math.max(0, (isReading ? now : updatedAtMs) - startedAtMs);
}

/** What the rows tell of their columns, looked up in new rows only. */
function useColumnFacts(rows: readonly ReadRow[]): ColumnFacts {
  const known = useRef<{ first: ReadRow | undefined; count: number; facts: ColumnFacts }>({
    first: undefined,
    count: 0,
    facts: noFacts,
  });
  return useMemo(() => {
    const isSameList = known.current.first === rows[0] && known.current.count <= rows.length;
    const { count, facts } = isSameList ? known.current : { count: 0, facts: noFacts };
    const learnt = learnColumns(rows[0], rows.slice(count), facts);
    known.current = { first: rows[0], count: rows.length, facts: learnt };
    return learnt;
  }, [rows]);
}

const phases: Record<Reading["phase"], string> = {
  reading: "Reading",
  paused: "Waiting: more rows are there",
  ended: "All read",
  cancelled: "Stopped",
  failed: "Broken off",
};

function ReadingBar({ reading, reader, onAgain }: { reading: Reading; reader: InstanceReader; onAgain: () => void }) {
  const elapsed = useElapsed(reading);
  const { phase, rows, end } = reading;
  return (
    <div className="sb-cluster">
      <strong role="status">{phases[phase]}</strong>
      <span className="sb-muted sb-numeric">
        {rows.length.toLocaleString("en")} {rows.length === 1 ? "row" : "rows"} in {describeDuration(elapsed)}
        {end === null ? null : `, by ${end.operation}`}
      </span>
      {phase === "paused" ? (
        <>
          <Button kind="tertiary" size="sm" onClick={reader.readOn}>
            Read on
          </Button>
          <Button kind="ghost" size="sm" onClick={() => reader.readAll()}>
            Read all
          </Button>
        </>
      ) : null}
      {phase === "reading" || phase === "paused" ? (
        <Button kind="ghost" size="sm" onClick={() => reader.cancel()}>
          {phase === "reading" ? "Cancel" : "Stop here"}
        </Button>
      ) : (
        <Button kind="ghost" size="sm" onClick={onAgain}>
          Read again
        </Button>
      )}
    </div>
  );
}

interface InstanceTableProps {
  /** What the rows are, in the plural. */
  label: string;
  reading: Reading;
  reader: InstanceReader;
  onAgain: () => void;
  exportName: string;
  downloads?: readonly TableDownload[];
  emptyState: ReactNode;
}

/**
 * Instances while and after they are read: the table grows with them, reading waits when enough are there, and sorting
 * begins when no more come, so that rows do not move under the reader's hands.
 */
export function InstanceTable({
  label,
  reading,
  reader,
  onAgain,
  exportName,
  downloads,
  emptyState,
}: InstanceTableProps) {
  const { profile } = useExplorer();
  const [view, setView] = useUrlView();
  const [unfolded, setUnfolded] = useState<Unfolded | null>(null);
  const { rows, columns, phase } = reading;
  const facts = useColumnFacts(rows);
  const firstClass = rows[0]?.className;
  const hasClasses = useMemo(() => rows.some(({ className }) => className !== firstClass), [rows, firstClass]);
  const firstNamespace = rows[0]?.path?.namespace;
  const hasNamespaces = useMemo(
    () => rows.some(({ path }) => path?.namespace !== firstNamespace),
    [rows, firstNamespace],
  );
  const hasPaths = useMemo(() => rows.every(({ path }) => path !== null), [rows]);
  const tableColumns = useMemo(
    () => instanceColumns({ columns, facts, hasClasses, hasNamespaces, onUnfold: setUnfolded }),
    [columns, facts, hasClasses, hasNamespaces],
  );
  const rowHref = useCallback(
    (row: ReadRow) => (row.path === null ? "" : paths.wbemInstance(profile.id, row.path)),
    [profile.id],
  );
  const isReading = phase === "reading";
  const shownView = useMemo(() => (isReading ? { ...view, sort: null } : view), [isReading, view]);
  const isNarrowed = view.search !== "" || view.sort !== null || Object.values(view.filters).some(Boolean);
  return (
    <>
      <ReadingBar reading={reading} reader={reader} onAgain={onAgain} />
      <ReadingProblem profileId={profile.id} error={reading.problem} />
      {isReading && view.sort !== null ? (
        <p className="sb-muted">The rows are sorted when reading has come to a stop.</p>
      ) : null}
      {phase === "failed" && rows.length === 0 ? null : (
        <DataTable
          label={label}
          columns={tableColumns}
          rows={rows}
          rowId={rowId}
          rowHref={hasPaths ? rowHref : undefined}
          view={shownView}
          onViewChange={(next) => setView(isReading && next.sort === null ? { ...next, sort: view.sort } : next)}
          isLoading={isReading}
          exportName={exportName}
          downloads={downloads}
          emptyState={emptyState}
          onNearEnd={phase === "paused" && !isNarrowed ? reader.readOn : undefined}
        />
      )}
      <ToleratedNotes notes={reading.notes} />
      {unfolded ? <UnfoldedDialog unfolded={unfolded} onClose={() => setUnfolded(null)} /> : null}
    </>
  );
}
