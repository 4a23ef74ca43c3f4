"use client";

import { type ReactNode, useState } from "react";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Button } from "@/app/_components/carbon";
import { ReadingProblem } from "@/app/_components/feedback/device-answer";
import { Notice } from "@/app/_components/feedback/notice";
import { Progress } from "@/app/_components/feedback/progress";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import type { WbemJob } from "@/contracts/wbem/methods";
import type { WbemPath, WbemShownPath } from "@/contracts/wbem/values";
import { describeCimTime } from "../_values/cim-time";
import { useExplorer } from "../explorer-context";
import { STOP_METHOD, StopJobDialog } from "./stop-job-dialog";

function JobEnd({ job }: { job: WbemJob }) {
  if (job.isGone) {
    return (
      <Notice tone="idle" title="The job is no longer there" role="status">
        <p>Servers delete jobs some time after they ended. How it ended cannot be told from here.</p>
      </Notice>
    );
  }
  const tone = job.isSuccess === null ? "idle" : job.isSuccess ? "ok" : "fail";
  return (
    <Notice tone={tone} title={`The job has ended: ${job.state}`} role="status">
      {job.errorText === null ? null : <p className="sb-notice__quote">{job.errorText}</p>}
    </Notice>
  );
}

/** Why a job cannot be ended from here; null where its class has the method for it. */
function useStopObstacle({ className, namespace: given }: WbemPath): string | null {
  const { profile, namespace, operateDenial } = useExplorer();
  const declared = useQuery(wbemQueries.class(profile.id, given ?? namespace ?? "", className));
  if (operateDenial !== null) return operateDenial;
  if (declared.data === undefined) {
    return declared.isPending ? "Its class is being read." : "Its class cannot be read, so it is not known how.";
  }
  return declared.data.methods.some(({ name }) => name.toLowerCase() === STOP_METHOD.toLowerCase())
    ? null
    : `Its class has no method ${STOP_METHOD}.`;
}

/** Ends a job that runs. Whether its class has a method for that is asked only while this is shown. */
function StopJob({ path, name }: { path: WbemPath; name: string }) {
  const [isStopping, setStopping] = useState(false);
  const obstacle = useStopObstacle(path);
  return (
    <>
      <ReasonButton kind="danger--ghost" size="sm" disabledReason={obstacle} onClick={() => setStopping(true)}>
        End the job
      </ReasonButton>
      {isStopping ? <StopJobDialog path={path} name={name} onClose={() => setStopping(false)} /> : null}
    </>
  );
}

/** A job, read again until it has ended or nobody wants to watch any longer. */
export function FollowedJob({ job, children }: { job: WbemShownPath; children?: ReactNode }) {
  const { profile } = useExplorer();
  const [isWatched, setWatched] = useState(true);
  const { data, error, refetch } = useQuery(wbemQueries.job(profile.id, job.path, isWatched));
  const name = data?.name ?? "Job";
  const hasEnded = data?.hasEnded === true || data?.isGone === true;
  return (
    <section className="sb-stack" aria-label="Job">
      {children}
      <ReadingProblem profileId={profile.id} error={error} />
      {data !== undefined && hasEnded ? (
        <JobEnd job={data} />
      ) : (
        <Progress
          label={name}
          fraction={data?.percentComplete == null ? null : data.percentComplete / 100}
          detail={[
            isWatched
              ? (data?.state ?? "Reading its state")
              : `No longer watched, last seen ${data?.state ?? "starting"}`,
            data?.elapsed == null ? null : describeCimTime(data.elapsed),
          ]
            .filter(Boolean)
            .join(" · ")}
          actions={
            <>
              <Button
                kind="ghost"
                size="sm"
                onClick={() => {
                  setWatched(!isWatched);
                  if (!isWatched) void refetch();
                }}
              >
                {isWatched ? "Stop watching" : "Watch on"}
              </Button>
              {data === undefined ? null : <StopJob path={job.path} name={name} />}
            </>
          }
        />
      )}
    </section>
  );
}
