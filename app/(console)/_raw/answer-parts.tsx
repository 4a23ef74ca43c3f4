import type { ReactNode } from "react";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { EndpointAt } from "@/contracts/address";
import type { sendRawRequest } from "@/contracts/addresses/devices";
import type { AnswerOf } from "@/contracts/endpoint";

export type Answer = AnswerOf<EndpointAt<typeof sendRawRequest>>;

/** Status and reason of an answer, its time and size, and where it came from. */
export function AnswerLine({ answer, children }: { answer: Answer; children?: ReactNode }) {
  const status = answer.reason === null ? String(answer.status) : `${answer.status}, reason ${answer.reason}`;
  return (
    <>
      <div className="sb-cluster" role="status">
        <StatusTag status={status} tone={answer.status < 400 ? "ok" : "fail"} isBoxed />
        <span className="sb-muted sb-numeric">
          {Math.round(answer.durationMs)} ms · {answer.sizeBytes.toLocaleString("en")} bytes · {answer.address}
        </span>
        {children}
      </div>
      {answer.isTruncated ? <p>The body is longer than what is shown.</p> : null}
    </>
  );
}

/** The headers that are passed on, folded away. */
export function AnswerHeaders({ answer }: { answer: Answer }) {
  return (
    <details>
      <summary>{answer.headers.length} headers</summary>
      <dl className="sb-properties__list">
        {answer.headers.map((header) => (
          <div key={header.name} className="sb-properties__item">
            <dt>{header.name}</dt>
            <dd>{header.value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
