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
import type { TrustBundle } from "@/contracts/trust";
import { CertificatesHeader } from "../_shared/certificates-header";
import { byExpiry, endsAt } from "../_shared/expiry";

const columns: readonly DataTableColumn<TrustBundle>[] = [
  { id: "name", header: "Name", value: (row) => row.name, width: 240 },
  {
    id: "ends",
    header: "First certificate ends",
    value: (row) => row.expiresAt,
    cell: (row) => (row.expiresAt === null ? "" : <ValidityTag facts={endsAt(row.expiresAt)} />),
    filter: "none",
    width: 190,
  },
  {
    id: "certificates",
    header: "Certificates",
    value: (row) => row.anchors.map((anchor) => anchor.commonName ?? anchor.subject).join(", "),
    cell: (row) => (
      <>
        <span className="sb-numeric">{row.anchors.length}</span>{" "}
        <span className="sb-muted">{row.anchors.map((anchor) => anchor.commonName ?? anchor.subject).join(", ")}</span>
      </>
    ),
    width: 320,
  },
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
    width: 220,
  },
  {
    id: "changed",
    header: "Last change",
    value: (row) => row.updatedAt,
    cell: (row) => <RelativeTime at={row.updatedAt} />,
    filter: "none",
    width: 150,
  },
  { id: "description", header: "Description", value: (row) => row.description, isHiddenAtFirst: true, width: 260 },
];

const rowId = (row: TrustBundle) => row.id;
const rowHref = (row: TrustBundle) => paths.bundle(row.id);

/** CA bundles of the team, those that end soonest first. */
export function BundleList() {
  const router = useRouter();
  const [view, setView] = useUrlView();
  const bundles = useQuery(queries.bundles());
  const rows = useMemo(() => byExpiry(bundles.data?.items ?? []), [bundles.data]);
  const add = (
    <ReasonButton
      renderIcon={AddIcon}
      disabledReason={useTeamDenial("trust.manage")}
      onClick={() => router.push(paths.newBundle())}
    >
      New CA bundle
    </ReasonButton>
  );
  return (
    <div className="sb-page">
      <CertificatesHeader
        summary="CAs the team trusts by choice. A profile trusts exactly the bundles it names."
        actions={add}
      />
      <ListTable
        query={bundles}
        label="CA bundles"
        columns={columns}
        rows={rows}
        rowId={rowId}
        rowHref={rowHref}
        view={view}
        onViewChange={setView}
        emptyState={
          <EmptyState title="No CA bundle yet" actions={add}>
            <p>
              Add the certificate of the CA that signed your devices' certificates. If you do not have the file, store a
              profile and test its connection: the test shows what the device presents and lets you trust it.
            </p>
          </EmptyState>
        }
      />
    </div>
  );
}
