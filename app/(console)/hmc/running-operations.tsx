"use client";

import Link from "next/link";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useInfiniteQuery } from "@/app/_client/use-query";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { Progress } from "@/app/_components/feedback/progress";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { cancelRun } from "@/contracts/addresses/devices";
import type { OperationRun } from "@/contracts/operation";
import { isRunUnderWay, runTone } from "../runs/run-state";

const RECENT_MS = 60_000;

function isWorthShowing(run: OperationRun): boolean {
  return isRunUnderWay(run) || (run.endedAt !== null && Date.now() - Date.parse(run.endedAt) < RECENT_MS);
}

function RunLine({ run }: { run: OperationRun }) {
  const cancel = useApiMutation(cancelRun, { invalidates: [keys.runs, keys.run(run.id)] });
  const actions = (
    <span className="sb-cluster">
      <Link className="sb-link" href={paths.run(run.id)}>
        Details
      </Link>
      {isRunUnderWay(run) ? (
        <ReasonButton
          kind="ghost"
          size="sm"
          disabledReason={
            run.state === "cancel_pending"
              ? "The device has been asked to cancel."
              : run.isCancelable
                ? null
                : "The device cannot cancel this operation."
          }
          onClick={() => cancel.mutate({ params: { runId: run.id }, body: {} })}
        >
          Cancel operation
        </ReasonButton>
      ) : null}
    </span>
  );
  return (
    <li>
      {isRunUnderWay(run) ? (
        <Progress label={`${run.label} ${run.targetName}`} fraction={null} detail={run.progress} actions={actions} />
      ) : (
        <div className="sb-cluster">
          <StatusTag status={run.state} tone={runTone(run)} />
          <span>
            {run.label} {run.targetName}: {run.progress}
          </span>
          {actions}
        </div>
      )}
      {cancel.error ? <ProblemNotice problem={problemOf(cancel.error)} /> : null}
    </li>
  );
}

/** Operations of a profile, or of one object, that go on now or ended in the last minute. */
export function RunningOperations({ profileId, target }: { profileId: string; target?: string }) {
  const runs = useInfiniteQuery(queries.runs({ profileId, target, limit: 20 }));
  const shown = (runs.data?.pages[0]?.items ?? []).filter(isWorthShowing);
  if (shown.length === 0) return null;
  return (
    <section className="sb-panel" aria-label="Operations under way">
      <div className="sb-panel__body">
        <ul className="sb-stack sb-plain-list">
          {shown.map((run) => (
            <RunLine key={run.id} run={run} />
          ))}
        </ul>
      </div>
    </section>
  );
}
