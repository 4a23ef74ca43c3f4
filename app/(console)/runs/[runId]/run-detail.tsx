"use client";

import Link from "next/link";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Notice } from "@/app/_components/feedback/notice";
import { PageHeader, Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { Progress } from "@/app/_components/feedback/progress";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { PageSkeleton } from "@/app/_components/feedback/skeleton";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { describeDuration } from "@/app/_components/feedback/time";
import { cancelRun } from "@/contracts/addresses/devices";
import type { OperationRun } from "@/contracts/operation";
import { isRunUnderWay, runTone } from "../run-state";

const POLL_MS = 5_000;

function Failure({ run }: { run: OperationRun }) {
  if (run.problem === null) return null;
  const { problem } = run;
  return (
    <Notice tone="fail" title={problem.title}>
      <p>{problem.detail}</p>
      {problem.device?.message ? <p className="sb-notice__quote">The device says: {problem.device.message}</p> : null}
      {problem.remedy ? <p>{problem.remedy}</p> : null}
    </Notice>
  );
}

/** One operation: how far it is, how it ended, and the way back to its object. */
export function RunDetail({ runId }: { runId: string }) {
  const { data: run, error } = useQuery({
    ...queries.run(runId),
    // Live events normally bring changes; this is for a stream that is down.
    refetchInterval: (query) => (query.state.data && isRunUnderWay(query.state.data) ? POLL_MS : false),
  });
  const cancel = useApiMutation(cancelRun, { invalidates: [keys.run(runId)] });
  if (error) {
    return (
      <div className="sb-page">
        <PageHeader title="Operation" trail={[{ label: "Operations", href: paths.runs() }]} />
        <ProblemNotice problem={problemOf(error)} />
      </div>
    );
  }
  if (run === undefined) return <PageSkeleton label="the operation" />;
  const facts: [string, React.ReactNode][] = [
    [
      "Profile",
      <Link key="p" className="sb-link" href={paths.profile(run.profileId)}>
        {run.profileName}
      </Link>,
    ],
    [
      "Object",
      run.target.startsWith("/") ? (
        <Link key="o" className="sb-link" href={paths.deviceObject(run.profileId, run.target)}>
          {run.targetName}
        </Link>
      ) : (
        run.targetName
      ),
    ],
    ["Started by", run.startedBy],
    ["Started", <RelativeTime key="s" at={run.startedAt} />],
    ["Ended", run.endedAt === null ? "not yet" : <RelativeTime key="e" at={run.endedAt} />],
    ["Took", run.durationMs === null ? "" : describeDuration(run.durationMs)],
    [
      "Status of the object at the end",
      run.endStatus === null ? "not known" : <StatusTag key="t" status={run.endStatus} />,
    ],
    [
      "Device's answer",
      run.deviceStatus === null
        ? "none"
        : `${run.deviceStatus}${run.deviceReason === null ? "" : `, reason ${run.deviceReason}`}`,
    ],
  ];
  return (
    <div className="sb-page">
      <PageHeader
        title={`${run.label} ${run.targetName}`}
        trail={[{ label: "Operations", href: paths.runs() }]}
        status={<StatusTag status={run.state} tone={runTone(run)} isBoxed />}
        actions={
          isRunUnderWay(run) ? (
            <ReasonButton
              kind="danger--tertiary"
              disabledReason={
                run.state === "cancel_pending"
                  ? "The device has been asked to cancel."
                  : run.isCancelable
                    ? null
                    : "The device cannot cancel this operation."
              }
              onClick={() => cancel.mutate({ params: { runId }, body: {} })}
            >
              Cancel operation
            </ReasonButton>
          ) : null
        }
      />
      <div className="sb-stack">
        {isRunUnderWay(run) ? (
          <Progress label={run.label} fraction={null} detail={run.progress} />
        ) : (
          <p>{run.progress}</p>
        )}
        {cancel.error ? <ProblemNotice problem={problemOf(cancel.error)} /> : null}
        <Failure run={run} />
        <Panel title="Facts">
          <dl className="sb-properties__list">
            {facts.map(([label, value]) => (
              <div key={label} className="sb-properties__item">
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Panel>
      </div>
    </div>
  );
}
