"use client";

import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { paths } from "@/app/_client/paths";
import { useTeamDenial } from "@/app/_client/permissions";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { ValidityTag } from "@/app/_components/certificate/validity-tag";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { AddIcon } from "@/app/_components/icons";
import type { DataTableColumn } from "@/app/_components/table/column";
import { ListTable } from "@/app/_components/table/list-table";
import { useUrlView } from "@/app/_components/table/use-view";
import type { ClientIdentity } from "@/contracts/trust";
import { CertificatesHeader } from "../_shared/certificates-header";
import { byExpiry, endsAt } from "../_shared/expiry";
import { useRenewal } from "../orders/_renew/use-renewal";

const columns: readonly DataTableColumn<ClientIdentity>[] = [
  { id: "name", header: "Name", value: (row) => row.name, width: 240 },
  {
    id: "ends",
    header: "Ends",
    value: (row) => row.expiresAt,
    cell: (row) => <ValidityTag facts={endsAt(row.expiresAt)} />,
    filter: "none",
    width: 170,
  },
  { id: "subject", header: "Subject", value: (row) => row.chain[0]?.subject ?? "", width: 300 },
  { id: "issuer", header: "Issuer", value: (row) => row.chain[0]?.issuer ?? "", width: 240 },
  { id: "key", header: "Key", value: (row) => row.keyType, filter: "choice", width: 120 },
  {
    id: "used",
    header: "Used by",
    value: (row) => row.usedBy.map((use) => use.profileName).join(", "),
    cell: (row) =>
      row.usedBy.length === 0 ? (
        <span className="sb-muted">no profile</span>
      ) : (
        row.usedBy.map((use) => use.profileName).join(", ")
      ),
    width: 200,
  },
  {
    id: "added",
    header: "Added",
    value: (row) => row.createdAt,
    cell: (row) => <RelativeTime at={row.createdAt} />,
    filter: "none",
    width: 140,
  },
  { id: "origin", header: "Origin", value: (row) => row.origin, filter: "choice", isHiddenAtFirst: true, width: 110 },
  { id: "description", header: "Description", value: (row) => row.description, isHiddenAtFirst: true, width: 260 },
];

const rowId = (row: ClientIdentity) => row.id;
const rowHref = (row: ClientIdentity) => paths.identity(row.id);

/** Client certificates of the team, those that end soonest first. */
export function IdentityList() {
  const router = useRouter();
  const [view, setView] = useUrlView();
  const identities = useQuery(queries.identities());
  const rows = useMemo(() => byExpiry(identities.data?.items ?? []), [identities.data]);
  const renewal = useRenewal({
    rows,
    rowId,
    renewableOf: (selected) => selected.filter((row) => row.origin === "order"),
    obstacle: "The selected client certificates were imported: only those that came of an order can be renewed here.",
  });
  const add = (
    <ReasonButton
      renderIcon={AddIcon}
      disabledReason={useTeamDenial("identities.manage")}
      onClick={() => router.push(paths.newIdentity())}
    >
      New client certificate
    </ReasonButton>
  );
  return (
    <div className="sb-page">
      <CertificatesHeader
        summary="What the console shows to devices that ask who it is. Private keys are stored sealed and never leave the server."
        actions={add}
      />
      <ListTable
        query={identities}
        label="client certificates"
        columns={columns}
        rows={rows}
        rowId={rowId}
        rowHref={rowHref}
        view={view}
        onViewChange={setView}
        selection={renewal.selection}
        emptyState={
          <EmptyState title="No client certificate yet" actions={add}>
            <p>
              Only devices that demand mutual TLS need one. Bring the certificate with its private key as PEM, or a
              PKCS#12 file.
            </p>
          </EmptyState>
        }
      />
      {renewal.dialog}
    </div>
  );
}
