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
import { protectionLabel, TrustTag } from "../profiles/_list/trust-tag";

const authenticationLabels: Readonly<Record<string, string>> = {
  basic: "Basic",
  digest: "Digest",
  certificate: "Client certificate",
  none: "None",
};

function authenticationOf({ settings }: Profile): string {
  return authenticationLabels[String(settings.authentication)] ?? "";
}

const columns: readonly DataTableColumn<Profile>[] = [
  { id: "name", header: "WBEM server", value: (row) => row.name, width: 220 },
  {
    id: "state",
    header: "Reachability",
    value: (row) => row.reachability.state,
    cell: (row) => <StatusTag status={row.reachability.state} />,
    filter: "choice",
    width: 150,
  },
  {
    id: "trust",
    header: "Trust",
    value: protectionLabel,
    cell: (row) => <TrustTag profile={row} />,
    filter: "choice",
    width: 160,
  },
  { id: "authentication", header: "Authentication", value: authenticationOf, filter: "choice", width: 150 },
  { id: "group", header: "Group", value: (row) => row.group, filter: "choice" },
  { id: "address", header: "Address", value: (row) => `${row.host}:${row.port}`, isMonospaced: true, width: 220 },
  {
    id: "namespace",
    header: "Default namespace",
    value: (row) => String(row.settings.defaultNamespace ?? ""),
    isMonospaced: true,
    width: 170,
  },
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
const rowHref = (row: Profile) => paths.wbem(row.id);
const isWbem = (profile: Profile) => profile.kind === "wbem";
const none: readonly Profile[] = [];

/** The team's WBEM servers; each leads to its namespaces and classes. */
export function WbemList() {
  const [view, setView] = useUrlView();
  const servers = useQuery({
    ...queries.profiles(),
    select: (list) => list.items.filter(isWbem),
  });
  return (
    <div className="sb-page">
      <PageHeader title="WBEM servers" summary="Choose a server to see its namespaces, classes and instances." />
      <ListTable
        query={servers}
        label="WBEM servers"
        columns={columns}
        rows={servers.data ?? none}
        rowId={rowId}
        rowHref={rowHref}
        view={view}
        onViewChange={setView}
        emptyState={
          <EmptyState
            title="No WBEM server is stored yet"
            actions={
              <Link className="sb-link" href={paths.newProfile("wbem")}>
                Create a profile for a WBEM server
              </Link>
            }
          >
            <p>A profile holds the address, trust and credentials of a server for the whole team.</p>
          </EmptyState>
        }
      />
    </div>
  );
}
