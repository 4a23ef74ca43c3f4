"use client";

import type { ReactNode } from "react";
import { NO_REQUEST } from "@/app/_client/own-problem";
import type { FieldProblem, Problem } from "@/contracts/problem";
import { CopyButton } from "./copy-button";
import { Notice } from "./notice";

interface ProblemNoticeProps {
  problem: Problem;
  /** Field errors to list; by default all of the problem's. Forms pass those that no field shows. */
  fieldErrors?: readonly FieldProblem[];
  actions?: ReactNode;
}

function deviceFacts(problem: Problem): string {
  const { status, reason } = problem.device ?? {};
  // A protocol on top of HTTP refuses with 200: then its own number is what counts.
  const numbers = [
    status === undefined || (status < 400 && reason !== undefined) ? null : `HTTP ${status}`,
    reason === undefined ? null : `reason ${reason}`,
  ].filter((number) => number !== null);
  const numbered = numbers.length === 0 ? "" : ` (${numbers.join(", ")})`;
  return `The device says${numbered}: ${problem.device?.message ?? "no message"}`;
}

/** A refused or failed request: what happened, why, what to do next, and the id to quote. */
export function ProblemNotice({ problem, fieldErrors = problem.errors ?? [], actions }: ProblemNoticeProps) {
  return (
    <Notice tone="fail" title={problem.title} role="alert" actions={actions}>
      {problem.detail === problem.title ? null : <p>{problem.detail}</p>}
      {problem.device ? <p className="sb-notice__quote">{deviceFacts(problem)}</p> : null}
      {fieldErrors.length > 0 ? (
        <ul className="sb-notice__list">
          {fieldErrors.map((error) => (
            <li key={`${error.path}:${error.message}`}>
              {error.path ? `${error.path}: ${error.message}` : error.message}
            </li>
          ))}
        </ul>
      ) : null}
      {problem.remedy ? <p>{problem.remedy}</p> : null}
      <div className="sb-notice__facts">
        {problem.retryAfterSeconds === undefined ? null : <span>Try again in {problem.retryAfterSeconds} s</span>}
        <span>
          Code <code>{problem.errorClass ?? problem.code}</code>
        </span>
        {problem.requestId === NO_REQUEST ? null : (
          <span className="sb-cluster">
            <span>
              Request <code>{problem.requestId}</code>
            </span>
            <CopyButton text={problem.requestId} label="Copy the request id" />
          </span>
        )}
      </div>
    </Notice>
  );
}
