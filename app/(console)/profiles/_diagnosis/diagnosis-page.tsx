"use client";

import { useState } from "react";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { StepList } from "@/app/_components/diagnosis/step-list";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { useToast } from "@/app/_components/feedback/toasts";
import { CopyIcon, RenewIcon } from "@/app/_components/icons";
import type { DiagnosisAction } from "@/contracts/diagnosis";
import { hostAndPort } from "@/contracts/url-host";
import { useProfile } from "../_detail/profile-context";
import type { CertificateAction } from "../_trust/accept-certificate-dialog";
import styles from "./diagnosis.module.scss";
import { LastGood } from "./last-good";
import { RemedyAction } from "./remedy-action";
import { reportText } from "./report-text";
import { presentedChain, presentedFingerprint } from "./steps";
import { type DiagnosisRun, useDiagnosisRun } from "./use-diagnosis-run";

const AcceptCertificateDialog = lazyDialog(() =>
  import("../_trust/accept-certificate-dialog").then((module) => module.AcceptCertificateDialog),
);
const PartialChainDialog = lazyDialog(() =>
  import("../_trust/partial-chain-dialog").then((module) => module.PartialChainDialog),
);

type OpenDialog = { type: "accept"; action: CertificateAction } | { type: "partial-chain" };

function useShown(run: DiagnosisRun | null) {
  const profile = useProfile();
  const stored = useQuery(queries.diagnosis(profile.id));
  const latest = run === null ? (stored.data?.latest ?? null) : null;
  return {
    isPending: stored.isPending && run === null,
    error: stored.error,
    lastGood: stored.data?.lastGood ?? null,
    steps: run?.steps ?? latest?.steps ?? [],
    startedAt: run?.startedAt ?? latest?.startedAt ?? null,
    endedAt: run === null ? (latest?.endedAt ?? null) : run.endedAt,
    address: latest?.address ?? hostAndPort(profile),
    /** Revision the shown test was made with; a test of this visit has the present one. */
    revision: latest?.revision ?? profile.revision,
    isStored: latest !== null,
  };
}

/** Tests the connection step by step and offers, where it can, to mend what it finds. */
export function DiagnosisPage() {
  const profile = useProfile();
  const toast = useToast();
  const { run, start, cancel } = useDiagnosisRun(profile.id);
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const shown = useShown(run);
  const isRunning = run !== null && run.endedAt === null;
  const hasSteps = shown.steps.length > 0;

  function onAction(action: DiagnosisAction) {
    if (action.type === "trust-ca" || action.type === "pin-certificate") setDialog({ type: "accept", action });
    if (action.type === "enable-partial-chain") setDialog({ type: "partial-chain" });
  }

  function copyReport() {
    const text = reportText({ ...shown, profileName: profile.name }, shown.steps);
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
    written.then(
      () => toast({ tone: "ok", title: "The report is in the clipboard", detail: "It contains no secrets." }),
      () => toast({ tone: "fail", title: "The browser refused to copy" }),
    );
  }

  function retest() {
    setDialog(null);
    start();
  }

  const buttons = (
    <div className="sb-cluster">
      {hasSteps ? (
        <Button kind="ghost" size="sm" renderIcon={CopyIcon} onClick={copyReport}>
          Copy as text
        </Button>
      ) : null}
      {isRunning ? (
        <Button kind="secondary" size="sm" onClick={cancel}>
          Cancel
        </Button>
      ) : hasSteps ? (
        <Button size="sm" renderIcon={RenewIcon} onClick={start}>
          Run again
        </Button>
      ) : null}
    </div>
  );

  return (
    <div className="sb-stack">
      {shown.error ? <ProblemNotice problem={problemOf(shown.error)} /> : null}
      {run?.problem ? <ProblemNotice problem={run.problem} /> : null}
      {run?.wasCancelled ? <Notice tone="idle" role="status" title="The test was cancelled" /> : null}
      {shown.isStored && shown.revision !== profile.revision ? (
        <Notice tone="warn" title="The profile was changed since this test">
          <p>Run it again to see how the present settings fare.</p>
        </Notice>
      ) : null}
      <div className={styles.layout}>
        <Panel title={shown.isStored ? "Last test" : "Test"} actions={buttons}>
          {shown.isStored && shown.endedAt !== null ? (
            <p className="sb-muted">
              Made <RelativeTime at={shown.endedAt} /> to <code>{shown.address}</code>
            </p>
          ) : null}
          {shown.isPending ? <LinesSkeleton label="the last test" lines={5} /> : null}
          {hasSteps || isRunning ? (
            <StepList
              label="Steps of the test"
              steps={shown.steps}
              remedyAction={(remedy) => (
                <RemedyAction profile={profile} remedy={remedy} isBusy={isRunning} onAction={onAction} />
              )}
            />
          ) : shown.isPending ? null : (
            <EmptyState
              title="Not tested yet"
              actions={
                <Button size="md" onClick={start}>
                  Run the test
                </Button>
              }
            >
              <p>
                The test looks up the name, connects, looks at the certificate, logs on and off, and subscribes to
                notifications. Each step says what it found and what to do about it. Nothing on the device is changed.
              </p>
            </EmptyState>
          )}
        </Panel>
        <LastGood
          report={shown.lastGood}
          fingerprintNow={presentedFingerprint(shown.steps)}
          revision={profile.revision}
        />
      </div>
      {dialog?.type === "accept" ? (
        <AcceptCertificateDialog
          profile={profile}
          action={dialog.action}
          chain={presentedChain(shown.steps)}
          onAccepted={retest}
          onClose={() => setDialog(null)}
        />
      ) : null}
      {dialog?.type === "partial-chain" ? (
        <PartialChainDialog profile={profile} onSaved={retest} onClose={() => setDialog(null)} />
      ) : null}
    </div>
  );
}
