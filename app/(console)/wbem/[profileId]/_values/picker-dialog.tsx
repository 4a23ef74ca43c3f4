"use client";

import { useMemo } from "react";
import { streamApi } from "@/app/_client/api";
import type { ReadRow } from "@/app/_client/wbem-reader";
import { Button } from "@/app/_components/carbon";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import type { DataTableColumn } from "@/app/_components/table/column";
import { DataTable } from "@/app/_components/table/data-table";
import { useMemoryView } from "@/app/_components/table/use-view";
import { listWbemInstances } from "@/contracts/addresses/wbem";
import type { WbemPath } from "@/contracts/wbem/values";
import { useReading } from "../_table/use-reading";
import { useExplorer } from "../explorer-context";
import { pathLabel } from "./value-text";

interface PickerDialogProps {
  namespace: string;
  className: string;
  onChoose: (path: WbemPath) => void;
  onClose: () => void;
}

const rowId = (row: ReadRow) => String(row.index);
const labelOf = ({ path, className }: ReadRow) => (path === null ? className : pathLabel(path));
/** Enough to tell instances apart; a list of paths needs no more. */
const PROPERTIES = "ElementName,Name,Caption";

/** Chooses one of the instances of a class and of those that inherit from it. */
export function PickerDialog({ namespace, className, onChoose, onClose }: PickerDialogProps) {
  const { profile } = useExplorer();
  const [view, setView] = useMemoryView();
  const open = useMemo(
    () => (signal: AbortSignal) =>
      streamApi(listWbemInstances, {
        params: { profileId: profile.id },
        query: { namespace, className, properties: PROPERTIES },
        signal,
      }),
    [profile.id, namespace, className],
  );
  const { reading, reader } = useReading(open);
  const columns = useMemo((): DataTableColumn<ReadRow>[] => {
    const indexes = (reading?.columns ?? []).map(({ name }, index) => ({ name, index }));
    return [
      {
        id: "instance",
        header: "Instance",
        value: labelOf,
        cell: (row) => (
          <Button
            kind="ghost"
            size="sm"
            className="sb-table__text-button"
            onClick={() => {
              if (row.path !== null) onChoose({ ...row.path, namespace: row.path.namespace ?? namespace });
            }}
          >
            {labelOf(row)}
          </Button>
        ),
        width: 320,
      },
      { id: "class", header: "Class", value: (row) => row.className, filter: "choice", width: 220 },
      ...indexes
        .filter(({ name }) => PROPERTIES.split(",").some((wanted) => wanted.toLowerCase() === name.toLowerCase()))
        .map(
          ({ name, index }): DataTableColumn<ReadRow> => ({
            id: name,
            header: name,
            value: (row) => {
              const value = row.values[index];
              return typeof value === "string" ? value : null;
            },
            width: 200,
          }),
        ),
    ];
  }, [reading?.columns, namespace, onChoose]);
  return (
    <ModalDialog
      title={`Choose an instance of ${className}`}
      isWide
      onClose={onClose}
      footer={
        <Button size="md" kind="secondary" onClick={onClose}>
          Cancel
        </Button>
      }
    >
      {reading === null ? <LinesSkeleton label="the instances" lines={5} /> : null}
      {reading?.problem ? <ProblemNotice problem={reading.problem} /> : null}
      {reading === null || (reading.problem !== null && reading.rows.length === 0) ? null : (
        <DataTable
          label="instances"
          columns={columns}
          rows={reading.rows}
          rowId={rowId}
          view={view}
          onViewChange={setView}
          isLoading={reading.phase === "reading"}
          exportName={className}
          onNearEnd={reading.phase === "paused" ? reader?.readOn : undefined}
          emptyState={<EmptyState title={`No instance of ${className} in ${namespace}`} />}
        />
      )}
    </ModalDialog>
  );
}
