import { Button } from "@/app/_components/carbon";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { DataTableColumn } from "@/app/_components/table/column";
import { milliseconds, sizeText } from "../figures";
import { outcomeOf, type RecordedRequest } from "./recorded-requests";

/** Columns of the recorded requests. `open` shows one of them whole. */
export function requestColumns(open: (request: RecordedRequest) => void): DataTableColumn<RecordedRequest>[] {
  return [
    {
      id: "operation",
      header: "Operation",
      value: (row) => row.operation,
      cell: (row) => (
        <Button
          kind="ghost"
          size="sm"
          className="sb-table__text-button"
          aria-label={`${row.operation}: request ${row.number}`}
          onClick={() => open(row)}
        >
          {row.operation}
        </Button>
      ),
      filter: "choice",
      width: 250,
    },
    { id: "number", header: "No.", value: (row) => row.number, align: "end", filter: "none", width: 80 },
    {
      id: "outcome",
      header: "Outcome",
      value: (row) => outcomeOf(row).text,
      cell: (row) => {
        const { text, tone } = outcomeOf(row);
        return <StatusTag status={text} tone={tone} />;
      },
      title: (row) => row.failure,
      filter: "choice",
      width: 170,
    },
    {
      id: "at",
      header: "When",
      value: (row) => row.startedAt,
      cell: (row) => <RelativeTime at={row.startedAt} />,
      filter: "none",
      width: 140,
    },
    {
      id: "duration",
      header: "Time (ms)",
      value: (row) => row.durationMs,
      cell: (row) => milliseconds(row.durationMs),
      align: "end",
      filter: "none",
      width: 110,
    },
    {
      id: "server",
      header: "Server (ms)",
      value: (row) => row.serverMs,
      cell: (row) => (row.serverMs === null ? <span className="sb-muted">not said</span> : milliseconds(row.serverMs)),
      align: "end",
      filter: "none",
      width: 130,
    },
    {
      id: "request",
      header: "Request",
      value: (row) => row.requestBytes,
      cell: (row) => sizeText(row.requestBytes),
      align: "end",
      filter: "none",
      width: 110,
    },
    {
      id: "answer",
      header: "Answer",
      value: (row) => row.replyBytes,
      cell: (row) => sizeText(row.replyBytes),
      align: "end",
      filter: "none",
      width: 110,
    },
    { id: "failure", header: "Failure", value: (row) => row.failure, isHiddenAtFirst: true, width: 320 },
  ];
}
