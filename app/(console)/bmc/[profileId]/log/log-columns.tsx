import { Button } from "@/app/_components/carbon";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { DataTableColumn } from "@/app/_components/table/column";
import type { BmcLogEntry } from "@/contracts/bmc";
import { ShownTag } from "../../shown-tag";
import { showHealth } from "../../states";

const resolvedWord = ({ isResolved }: BmcLogEntry) => (isResolved === null ? null : isResolved ? "resolved" : "open");

/** Columns of a log. `open` shows an entry whole. */
export function logColumns(open: (entry: BmcLogEntry) => void): DataTableColumn<BmcLogEntry>[] {
  return [
    { id: "id", header: "Entry", value: (row) => row.id, filter: "none", width: 90 },
    {
      id: "severity",
      header: "Severity",
      value: (row) => row.severity,
      cell: (row) => <ShownTag shown={showHealth(row.severity)} />,
      filter: "none",
      width: 120,
    },
    {
      id: "at",
      header: "When",
      value: (row) => row.createdAt,
      cell: (row) => (row.createdAt === null ? "not said" : <RelativeTime at={row.createdAt} />),
      filter: "none",
      width: 140,
    },
    {
      id: "message",
      header: "What happened",
      value: (row) => row.message,
      cell: (row) => (
        <Button
          kind="ghost"
          size="sm"
          className="sb-table__text-button"
          aria-label={`${row.message}: entry ${row.id}`}
          onClick={() => open(row)}
        >
          {row.message}
        </Button>
      ),
      filter: "none",
      width: 460,
    },
    {
      id: "resolved",
      header: "Resolved",
      value: resolvedWord,
      cell: (row) => {
        const word = resolvedWord(row);
        return word === null ? "" : <StatusTag status={word} tone={row.isResolved ? "ok" : "idle"} />;
      },
      filter: "none",
      width: 120,
    },
    {
      id: "messageid",
      header: "Message id",
      value: (row) => row.messageId,
      isMonospaced: true,
      isHiddenAtFirst: true,
      filter: "none",
      width: 220,
    },
    {
      id: "origin",
      header: "Origin",
      value: (row) => row.originUri,
      isMonospaced: true,
      isHiddenAtFirst: true,
      filter: "none",
      width: 300,
    },
  ];
}
