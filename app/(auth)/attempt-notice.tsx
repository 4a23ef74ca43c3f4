"use client";

import type { ProblemError } from "@/app/_client/api";
import { NO_REQUEST } from "@/app/_client/own-problem";
import { Notice } from "@/app/_components/feedback/notice";
import { describePause } from "./use-pause";

/** Why an attempt was refused, and when the next one is possible. */
export function AttemptNotice({ error, pauseSeconds }: { error: ProblemError; pauseSeconds: number }) {
  const { title, detail, remedy, code, requestId } = error.problem;
  const isRefusal = code === "sign_in_failed" || code === "second_factor_failed" || code === "sign_in_throttled";
  return (
    <Notice tone={code === "sign_in_throttled" ? "warn" : "fail"} title={title} role="alert">
      {code === "sign_in_throttled" || detail.startsWith(title) ? null : <p>{detail}</p>}
      {remedy ? <p>{remedy}</p> : null}
      {pauseSeconds > 0 ? (
        // Counting aloud every second would drown everything else.
        <p aria-live="off">
          The next attempt is possible in <strong>{describePause(pauseSeconds)}</strong>.
        </p>
      ) : null}
      {isRefusal || requestId === NO_REQUEST ? null : (
        <p className="sb-notice__facts">
          Request <code>{requestId}</code>
        </p>
      )}
    </Notice>
  );
}
