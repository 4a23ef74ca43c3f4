"use client";

import { useMemo, useState } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { orderQueries } from "@/app/_client/order-queries";
import { paths } from "@/app/_client/paths";
import { useTeamDenial } from "@/app/_client/permissions";
import { problemOf } from "@/app/_client/problem";
import { useQuery } from "@/app/_client/use-query";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { PageHeader } from "@/app/_components/feedback/page-header";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { AddIcon } from "@/app/_components/icons";
import type { DataTableColumn } from "@/app/_components/table/column";
import { ListTable } from "@/app/_components/table/list-table";
import { useUrlView } from "@/app/_components/table/use-view";
import { deleteRequestTemplate } from "@/contracts/addresses/certificate-orders";
import type { RequestTemplate } from "@/contracts/certificate-request";

const TemplateDialog = lazyDialog(() => import("./template-dialog").then((module) => module.TemplateDialog));

type Open = { what: "edit"; template: RequestTemplate | null } | { what: "delete"; template: RequestTemplate };

const noTemplates: readonly RequestTemplate[] = [];
const rowId = (row: RequestTemplate) => row.id;

function columnsFor(denied: string | null, onOpen: (open: Open) => void): readonly DataTableColumn<RequestTemplate>[] {
  return [
    { id: "name", header: "Name", value: (row) => row.name, width: 220 },
    { id: "cn", header: "Common name", value: (row) => row.form.subject.commonName, width: 200 },
    { id: "organization", header: "Organization", value: (row) => row.form.subject.organization, width: 180 },
    { id: "key", header: "Key", value: (row) => row.form.keyAlgorithm, filter: "choice", width: 120 },
    {
      id: "names",
      header: "Alternative names",
      value: (row) => row.form.names.map((name) => name.value).join(", "),
      width: 220,
    },
    {
      id: "changed",
      header: "Changed",
      value: (row) => row.updatedAt,
      cell: (row) => <RelativeTime at={row.updatedAt} />,
      filter: "none",
      width: 140,
    },
    {
      id: "actions",
      header: "Actions",
      value: () => null,
      isSortable: false,
      filter: "none",
      width: 200,
      cell: (row) => (
        <span className="sb-row-actions">
          <ReasonButton
            kind="ghost"
            size="sm"
            disabledReason={denied}
            onClick={() => onOpen({ what: "edit", template: row })}
          >
            Change <span className="sb-visually-hidden">{row.name}</span>
          </ReasonButton>
          <ReasonButton
            kind="danger--ghost"
            size="sm"
            disabledReason={denied}
            onClick={() => onOpen({ what: "delete", template: row })}
          >
            Delete <span className="sb-visually-hidden">{row.name}</span>
          </ReasonButton>
        </span>
      ),
    },
  ];
}

function DeleteTemplate({ template, onClose }: { template: RequestTemplate; onClose: () => void }) {
  const deletion = useApiMutation(deleteRequestTemplate, { invalidates: [keys.requestTemplates], onSuccess: onClose });
  return (
    <ConfirmDialog
      title={`Delete ${template.name}?`}
      confirmLabel="Delete template"
      isLoading={deletion.isPending}
      error={deletion.error === null ? null : problemOf(deletion.error)}
      onConfirm={() => deletion.mutate({ params: { templateId: template.id } })}
      onClose={onClose}
    >
      <p>Orders that began from it stay as they are.</p>
    </ConfirmDialog>
  );
}

/** Request forms the team keeps to begin from. */
export function TemplateList() {
  const [view, setView] = useUrlView();
  const [open, setOpen] = useState<Open | null>(null);
  const denied = useTeamDenial("identities.manage");
  const templates = useQuery(orderQueries.requestTemplates());
  const columns = useMemo(() => columnsFor(denied, setOpen), [denied]);
  const add = (
    <ReasonButton
      renderIcon={AddIcon}
      disabledReason={denied}
      onClick={() => setOpen({ what: "edit", template: null })}
    >
      New template
    </ReasonButton>
  );
  return (
    <div className="sb-page">
      <PageHeader
        title="Request templates"
        trail={[{ label: "Orders", href: paths.orders() }]}
        summary="What the team asks certificates for, to begin requests from."
        actions={add}
      />
      <ListTable
        label="templates"
        query={templates}
        columns={columns}
        rows={templates.data?.items ?? noTemplates}
        rowId={rowId}
        view={view}
        onViewChange={setView}
        emptyState={
          <EmptyState title="No template yet" actions={add}>
            <p>
              A template spares filling in organization, names and key algorithm again for every order. It can also be
              saved from the form of an order.
            </p>
          </EmptyState>
        }
      />
      {open?.what === "edit" ? <TemplateDialog template={open.template} onClose={() => setOpen(null)} /> : null}
      {open?.what === "delete" ? <DeleteTemplate template={open.template} onClose={() => setOpen(null)} /> : null}
    </div>
  );
}
