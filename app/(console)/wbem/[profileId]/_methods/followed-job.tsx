"use client";

import { useState } from "react";
import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Button } from "@/app/_components/carbon";
import { Notice } from "@/app/_components/feedback/notice";
import { Progress } from "@/app/_components/feedback/progress";
import type { WbemJob, WbemShownPath } from "@/contracts/wbem";
import { ReadingProblem } from "../../../bmc/part-frame";
import { describeCimTime } from "../_values/cim-time";
import { useExplorer } from "../explorer-context";
import { InstanceLink } from "../instance-link";

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

/** A job that a method has started, read again until it has ended or nobody wants to watch any longer. */
export function FollowedJob({ job }: { job: WbemShownPath }) {
  const { profile } = useExplorer();
  const [isWatched, setWatched] = useState(true);
  const { data, error, refetch } = useQuery(wbemQueries.job(profile.id, job.path, isWatched));
  const name = data?.name ?? "Job";
  return (
    <section className="sb-stack" aria-label="Job">
      <p className="sb-cluster">
        <span>The method has started a job:</span>
        <InstanceLink path={job.path} uri={job.uri} />
      </p>
      <ReadingProblem profileId={profile.id} error={error} />
      {data?.hasEnded || data?.isGone ? (
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
            isWatched ? (
              <Button kind="ghost" size="sm" onClick={() => setWatched(false)}>
                Stop watching
              </Button>
            ) : (
              <Button
                kind="ghost"
                size="sm"
                onClick={() => {
                  setWatched(true);
                  void refetch();
                }}
              >
                Watch on
              </Button>
            )
          }
        />
      )}
      <p className="sb-muted">Closing this does not stop the job.</p>
    </section>
  );
}
