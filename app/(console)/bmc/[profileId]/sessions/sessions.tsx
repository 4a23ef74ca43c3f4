"use client";

import { useMemo, useState } from "react";
import { bmcQueries } from "@/app/_client/bmc-queries";
import { profileDenial } from "@/app/_client/permissions";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { PartFrame, ReadAgain } from "@/app/_components/feedback/device-answer";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { DataTableColumn } from "@/app/_components/table/column";
import { DataTable } from "@/app/_components/table/data-table";
import { useUrlView } from "@/app/_components/table/use-view";
import type { BmcSession } from "@/contracts/bmc";

const DisconnectDialog = lazyDialog(() => import("./disconnect-dialog").then((module) => module.DisconnectDialog));

const rowId = (row: BmcSession) => row.uri;
const none: readonly BmcSession[] = [];

function sessionColumns(
  denial: string | null,
  disconnect: (session: BmcSession) => void,
): DataTableColumn<BmcSession>[] {
  return [
    { id: "user", header: "User", value: (row) => row.userName, width: 140 },
    {
      id: "own",
      header: "Whose",
      value: (row) => (row.isOwn ? "this console's" : "another's"),
      cell: (row) => (row.isOwn ? <StatusTag status="this console's" tone="ok" /> : "another's"),
      filter: "choice",
      width: 150,
    },
    { id: "client", header: "Client", value: (row) => row.clientName, filter: "choice", width: 150 },
    { id: "address", header: "Address", value: (row) => row.clientAddress, isMonospaced: true, width: 150 },
    { id: "roles", header: "Roles", value: (row) => row.roles.join(", "), filter: "choice", width: 130 },
    {
      id: "since",
      header: "Since",
      value: (row) => row.createdAt,
      cell: (row) => (row.createdAt === null ? "not said" : <RelativeTime at={row.createdAt} />),
      filter: "none",
      width: 140,
    },
    { id: "id", header: "Session", value: (row) => row.id, isMonospaced: true, width: 130 },
    {
      id: "actions",
      header: "Actions",
      isSortable: false,
      value: () => null,
      cell: (row) =>
        row.isOwn ? (
          <span className="sb-muted">kept</span>
        ) : denial === null ? (
          <Button
            kind="danger--ghost"
            size="sm"
            aria-label={`Disconnect ${row.userName ?? "unknown"}, session ${row.id}`}
            onClick={() => disconnect(row)}
          >
            Disconnect
          </Button>
        ) : null,
      filter: "none",
      width: 130,
    },
    { id: "type", header: "Type", value: (row) => row.type, filter: "choice", isHiddenAtFirst: true, width: 120 },
  ];
}

/** Who is signed in at the BMC; the console's own sessions are marked and left alone. */
export function Sessions({ profileId }: { profileId: string }) {
  const [view, setView] = useUrlView();
  const [chosen, setChosen] = useState<BmcSession | null>(null);
  const profile = useQuery(queries.profile(profileId));
  const sessions = useQuery(bmcQueries.sessions(profileId));
  const denial = profile.data ? profileDenial(profile.data, "operate") : null;
  const columns = useMemo(() => sessionColumns(denial, setChosen), [denial]);
  const timeout = sessions.data?.timeoutSeconds ?? null;
  return (
    <PartFrame profileId={profileId} query={sessions}>
      <DataTable
        label="sessions"
        columns={columns}
        rows={sessions.data?.sessions ?? none}
        rowId={rowId}
        view={view}
        onViewChange={setView}
        isLoading={sessions.isPending}
        exportName={`${profile.data?.name ?? "bmc"}-sessions`}
        toolbar={<ReadAgain isFetching={sessions.isFetching} onRead={() => void sessions.refetch()} />}
        emptyState={<EmptyState title="No session to be seen" />}
      />
      {timeout === null ? null : (
        <p className="sb-muted">The BMC ends a session that is idle for {Math.round(timeout / 60)} minutes.</p>
      )}
      {denial === null ? null : <p className="sb-muted">{denial}</p>}
      {chosen ? <DisconnectDialog profileId={profileId} session={chosen} onClose={() => setChosen(null)} /> : null}
    </PartFrame>
  );
}
