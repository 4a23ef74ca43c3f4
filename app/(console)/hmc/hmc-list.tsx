"use client";

import Link from "next/link";
import { paths } from "@/app/_client/paths";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { PageHeader } from "@/app/_components/feedback/page-header";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { DataTableColumn } from "@/app/_components/table/column";
import { ListTable } from "@/app/_components/table/list-table";
import { useUrlView } from "@/app/_components/table/use-view";
import type { Profile } from "@/contracts/profile";

const columns: readonly DataTableColumn<Profile>[] = [
  { id: "name", header: "HMC", value: (row) => row.name, width: 220 },
  {
    id: "state",
    header: "Reachability",
    value: (row) => row.reachability.state,
    cell: (row) => <StatusTag status={row.reachability.state} />,
    filter: "choice",
    width: 150,
  },
  {
    id: "live",
    header: "Notifications",
    value: (row) => row.listener.state,
    cell: (row) => <StatusTag status={row.listener.state} />,
    filter: "choice",
    width: 150,
  },
  { id: "group", header: "Group", value: (row) => row.group, filter: "choice" },
  { id: "address", header: "Address", value: (row) => `${row.host}:${row.port}`, isMonospaced: true, width: 220 },
  {
    id: "checked",
    header: "Last looked at",
    value: (row) => row.reachability.checkedAt,
    cell: (row) => (row.reachability.checkedAt === null ? "never" : <RelativeTime at={row.reachability.checkedAt} />),
    filter: "none",
    width: 150,
  },
];

const rowId = (row: Profile) => row.id;
const rowHref = (row: Profile) => paths.hmcSystems(row.id);
const isHmc = (profile: Profile) => profile.kind === "hmc";
const none: readonly Profile[] = [];

/** The team's HMCs; each leads to its systems. */
export function HmcList() {
  const [view, setView] = useUrlView();
  const hmcs = useQuery({
    ...queries.profiles(),
    select: (list) => list.items.filter(isHmc),
  });
  return (
    <div className="sb-page">
      <PageHeader title="HMC systems" summary="Choose a console to see its systems, partitions and LPARs." />
      <ListTable
        query={hmcs}
        label="HMCs"
        columns={columns}
        rows={hmcs.data ?? none}
        rowId={rowId}
        rowHref={rowHref}
        view={view}
        onViewChange={setView}
        emptyState={
          <EmptyState
            title="No HMC is stored yet"
            actions={
              <Link className="sb-link" href={paths.newProfile("hmc")}>
                Create a profile for an HMC
              </Link>
            }
          >
            <p>A profile holds the address, trust and credentials of a console for the whole team.</p>
          </EmptyState>
        }
      />
    </div>
  );
}
