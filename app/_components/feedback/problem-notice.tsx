"use client";

import type { ReactNode } from "react";
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
  const number = status === undefined ? "" : ` (HTTP ${status}${reason === undefined ? "" : `, reason ${reason}`})`;
  return `The device says${number}: ${problem.device?.message ?? "no message"}`;
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
        <span className="sb-cluster">
          <span>
            Request <code>{problem.requestId}</code>
          </span>
          <CopyButton text={problem.requestId} label="Copy the request id" />
        </span>
      </div>
    </Notice>
  );
}
