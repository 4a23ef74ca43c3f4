import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { Button } from "@/app/_components/carbon";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { DataTableColumn } from "@/app/_components/table/column";
import type { Notification } from "@/contracts/notification";

/** Columns of the feed. `open` shows one notification whole. */
export function notificationColumns(open: (notification: Notification) => void): DataTableColumn<Notification>[] {
  return [
    {
      id: "when",
      header: "Received",
      value: (row) => row.receivedAt,
      cell: (row) => <RelativeTime at={row.receivedAt} />,
      filter: "none",
      width: 140,
    },
    {
      id: "type",
      header: "Type",
      value: (row) => row.type,
      cell: (row) => (row.type === "gap" ? <StatusTag status="gap" tone="warn" /> : row.type),
      filter: "none",
      width: 170,
    },
    {
      id: "object",
      header: "Object",
      value: (row) => row.objectName ?? row.objectUri,
      cell: (row) =>
        row.objectUri === null ? (
          (row.objectName ?? "")
        ) : (
          <Link className="sb-link" href={paths.deviceObject(row.profileId, row.objectUri)}>
            {row.objectName ?? row.objectUri}
          </Link>
        ),
      filter: "none",
      width: 190,
    },
    {
      id: "summary",
      header: "What happened",
      value: (row) => row.summary,
      cell: (row) => (
        <Button kind="ghost" size="sm" className="sb-table__text-button" onClick={() => open(row)}>
          {row.summary}
        </Button>
      ),
      filter: "none",
      width: 420,
    },
    { id: "class", header: "Class", value: (row) => row.objectClass, filter: "none", width: 150 },
    { id: "profile", header: "Profile", value: (row) => row.profileName, filter: "none", width: 150 },
    {
      id: "number",
      header: "Number",
      value: (row) => row.id,
      filter: "none",
      align: "end",
      width: 100,
      isHiddenAtFirst: true,
    },
  ];
}
