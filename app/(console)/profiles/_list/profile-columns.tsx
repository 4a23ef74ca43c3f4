import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { describeDuration } from "@/app/_components/feedback/time";
import type { DataTableColumn } from "@/app/_components/table/column";
import type { Profile } from "@/contracts/profile";
import { hostAndPort } from "@/contracts/url-host";
import { type ProfileAction, RowActions } from "./row-actions";
import { protectionLabel, TrustTag } from "./trust-tag";

/** What stands in the group column, and in its filter, for profiles without a group. */
export const noGroup = "(none)";

function Reachability({ profile }: { profile: Profile }) {
  const { state, latencyMs, message } = profile.reachability;
  return (
    <span className="sb-cluster" title={message ?? undefined}>
      <StatusTag status={state} />
      {state === "reachable" && latencyMs !== null ? (
        <span className="sb-muted sb-numeric">{describeDuration(latencyMs)}</span>
      ) : null}
    </span>
  );
}

/** Columns of the profile table. Keep the result: the table wants it stable. */
export function profileColumns(
  onAction: (action: ProfileAction, profile: Profile) => void,
): DataTableColumn<Profile>[] {
  return [
    { id: "name", header: "Name", value: (row) => row.name, width: 220 },
    {
      id: "actions",
      header: "Actions",
      isSortable: false,
      value: () => null,
      cell: (row) => <RowActions profile={row} onAction={onAction} />,
      filter: "none",
      width: 176,
    },
    {
      id: "state",
      header: "Reachability",
      value: (row) => row.reachability.state,
      cell: (row) => <Reachability profile={row} />,
      filter: "choice",
      width: 170,
    },
    {
      id: "trust",
      header: "Trust",
      value: protectionLabel,
      cell: (row) => <TrustTag profile={row} />,
      filter: "choice",
      width: 140,
    },
    {
      id: "address",
      header: "Address",
      value: hostAndPort,
      isMonospaced: true,
      width: 230,
    },
    { id: "group", header: "Group", value: (row) => row.group || noGroup, filter: "choice", width: 130 },
    { id: "tags", header: "Tags", value: (row) => row.tags.join(", "), width: 160 },
    {
      id: "live",
      header: "Listening",
      value: (row) => row.listener.state,
      cell: (row) => <StatusTag status={row.listener.state} />,
      filter: "choice",
      width: 130,
    },
    {
      id: "kind",
      header: "Kind",
      value: (row) => row.kind.toUpperCase(),
      filter: "choice",
      width: 90,
    },
    {
      id: "changed",
      header: "Last change",
      value: (row) => row.updatedAt,
      cell: (row) => (
        <span title={row.updatedBy === null ? undefined : `by ${row.updatedBy}`}>
          <RelativeTime at={row.updatedAt} />
        </span>
      ),
      filter: "none",
      width: 140,
    },
    { id: "user", header: "User name", value: (row) => row.userName, isHiddenAtFirst: true },
    { id: "description", header: "Description", value: (row) => row.description, isHiddenAtFirst: true, width: 260 },
  ];
}
