"use client";

import { useMemo, useState } from "react";
import { callApi, urlOf } from "@/app/_client/api";
import { useTeamDenial } from "@/app/_client/permissions";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useInfiniteQuery, useQuery } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { PageHeader } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { DataTableColumn } from "@/app/_components/table/column";
import { ListTable } from "@/app/_components/table/list-table";
import { useUrlView } from "@/app/_components/table/use-view";
import type { EndpointAt } from "@/contracts/address";
import { exportAudit, verifyAudit } from "@/contracts/addresses/console";
import type { AuditEvent } from "@/contracts/audit";
import type { AnswerOf } from "@/contracts/endpoint";

type Verification = AnswerOf<EndpointAt<typeof verifyAudit>>;

const tones = { success: "ok", failure: "fail", denied: "warn", intent: "busy" } as const;

function columnsFor(open: (event: AuditEvent) => void): DataTableColumn<AuditEvent>[] {
  return [
    {
      id: "when",
      header: "When",
      value: (row) => row.occurredAt,
      cell: (row) => <RelativeTime at={row.occurredAt} />,
      filter: "none",
      width: 150,
    },
    { id: "who", header: "Who", value: (row) => row.actorName, filter: "choice", width: 170 },
    { id: "action", header: "Action", value: (row) => row.action, filter: "choice", width: 220 },
    { id: "object", header: "On", value: (row) => row.objectName ?? row.objectId ?? row.objectType, width: 220 },
    {
      id: "outcome",
      header: "Outcome",
      value: (row) => row.outcome,
      cell: (row) => <StatusTag status={row.outcome} tone={tones[row.outcome]} />,
      filter: "choice",
      width: 130,
    },
    { id: "from", header: "From", value: (row) => row.remoteAddress, width: 140, isMonospaced: true },
    { id: "number", header: "Number", value: (row) => row.sequence, filter: "none", align: "end", width: 100 },
    {
      id: "details",
      header: "Details",
      isSortable: false,
      value: (row) => row.requestId,
      cell: (row) => (
        <Button kind="ghost" size="sm" aria-label={`Show details of event ${row.sequence}`} onClick={() => open(row)}>
          Show
        </Button>
      ),
      filter: "none",
      width: 100,
    },
  ];
}

const rowId = (row: AuditEvent) => String(row.sequence);

/** Who did what, on what, from where, and with which outcome; with a check that nothing was taken out or changed. */
export function AuditLog() {
  const [view, setView] = useUrlView();
  const [shown, setShown] = useState<AuditEvent | null>(null);
  const [verification, setVerification] = useState<Verification | null>(null);
  const [verifyError, setVerifyError] = useState<Error | null>(null);
  const session = useQuery(queries.session());
  const exportDenied = useTeamDenial("audit.view");
  const events = useInfiniteQuery(queries.audit({ limit: 200 }));
  const rows = useMemo(() => events.data?.pages.flatMap((page) => page.items) ?? [], [events.data]);
  const columns = useMemo(() => columnsFor(setShown), []);

  async function verify() {
    setVerifyError(null);
    try {
      setVerification(await callApi(verifyAudit, {}));
    } catch (thrown) {
      setVerification(null);
      setVerifyError(thrown instanceof Error ? thrown : new Error("unknown"));
    }
  }

  return (
    <div className="sb-page">
      <PageHeader
        title="Audit"
        summary="Append-only. Each record is chained to the one before, so that a change, a removal or an insertion shows."
        actions={
          <>
            <ReasonButton
              kind="tertiary"
              disabledReason={
                session.data?.isInstanceAdministrator === true
                  ? null
                  : "The whole log can be checked by an administrator of the installation."
              }
              onClick={() => void verify()}
            >
              Verify the chain
            </ReasonButton>
            {exportDenied === null ? (
              <Button kind="ghost" size="md" as="a" href={urlOf(exportAudit)} download="audit.csv">
                Export all as CSV
              </Button>
            ) : (
              <ReasonButton kind="ghost" disabledReason={exportDenied} onClick={() => undefined}>
                Export all as CSV
              </ReasonButton>
            )}
          </>
        }
      />
      <div className="sb-stack">
        {verification ? (
          <Notice tone={verification.isIntact ? "ok" : "fail"} title={verification.finding} role="status">
            <p>
              {verification.checked.toLocaleString("en")} records checked
              {verification.firstBadSequence === null
                ? ""
                : `; the first that does not fit is number ${verification.firstBadSequence}`}
              .
            </p>
          </Notice>
        ) : null}
        {verifyError ? <ProblemNotice problem={problemOf(verifyError)} /> : null}
        <ListTable
          query={events}
          label="audit events"
          columns={columns}
          rows={rows}
          rowId={rowId}
          view={view}
          onViewChange={setView}
          emptyState={<EmptyState title="Nothing was recorded yet" />}
        />
      </div>
      {shown ? (
        <ModalDialog
          title={`Event ${shown.sequence}: ${shown.action}`}
          onClose={() => setShown(null)}
          footer={
            <Button size="md" kind="secondary" onClick={() => setShown(null)}>
              Close
            </Button>
          }
        >
          <pre className="sb-code">{JSON.stringify(shown, null, 2)}</pre>
        </ModalDialog>
      ) : null}
    </div>
  );
}
