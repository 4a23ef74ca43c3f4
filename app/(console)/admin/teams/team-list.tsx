"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { paths } from "@/app/_client/paths";
import { peopleQueries } from "@/app/_client/people-queries";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { AddIcon } from "@/app/_components/icons";
import type { DataTableColumn } from "@/app/_components/table/column";
import { ListTable } from "@/app/_components/table/list-table";
import { useUrlView } from "@/app/_components/table/use-view";
import type { Team } from "@/contracts/people";
import { AdminHeader } from "../admin-header";

const TeamNameDialog = lazyDialog(() => import("./team-name-dialog").then((module) => module.TeamNameDialog));

const noTeams: readonly Team[] = [];
const rowId = (row: Team) => row.id;
const rowHref = (row: Team) => paths.team(row.id);
const columns: readonly DataTableColumn<Team>[] = [
  { id: "name", header: "Name", value: (row) => row.name, width: 260 },
  { id: "members", header: "Members", value: (row) => row.memberCount, align: "end", filter: "none", width: 120 },
  { id: "profiles", header: "Profiles", value: (row) => row.profileCount, align: "end", filter: "none", width: 120 },
  {
    id: "created",
    header: "Created",
    value: (row) => row.createdAt,
    cell: (row) => <RelativeTime at={row.createdAt} />,
    filter: "none",
    width: 160,
  },
];

/** One's own teams; every team for an administrator of the installation. */
export function TeamList() {
  const router = useRouter();
  const [view, setView] = useUrlView();
  const [isCreating, setCreating] = useState(false);
  const teams = useQuery(peopleQueries.teams());
  const session = useQuery(queries.session()).data;
  const denied = session?.isInstanceAdministrator
    ? null
    : "Only an administrator of the installation creates teams. Ask one of them.";
  return (
    <>
      <AdminHeader
        title="Teams"
        summary="A team shares profiles, CA bundles and client certificates. Nobody outside it learns that they exist."
        actions={
          <ReasonButton renderIcon={AddIcon} disabledReason={denied} onClick={() => setCreating(true)}>
            New team
          </ReasonButton>
        }
      />
      <ListTable
        query={teams}
        label="teams"
        columns={columns}
        rows={teams.data?.items ?? noTeams}
        rowId={rowId}
        rowHref={rowHref}
        view={view}
        onViewChange={setView}
        emptyState={
          <EmptyState title="You are in no team yet">
            <p>Ask an administrator to add you to one. Until then there is nothing for you to see.</p>
          </EmptyState>
        }
      />
      {isCreating ? (
        <TeamNameDialog
          onClose={() => setCreating(false)}
          onDone={(team) => {
            setCreating(false);
            router.push(paths.team(team.id));
          }}
        />
      ) : null}
    </>
  );
}
