import { CopyButton } from "@/app/_components/feedback/copy-button";
import { Panel } from "@/app/_components/feedback/page-header";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { EndpointAt } from "@/contracts/address";
import type { sendRawRequest } from "@/contracts/addresses/devices";
import type { AnswerOf } from "@/contracts/endpoint";
import { prettyBody } from "./raw-draft";

/** The device's answer: status and reason, time and size, headers, body. */
export function RawAnswer({ answer }: { answer: AnswerOf<EndpointAt<typeof sendRawRequest>> }) {
  const body = prettyBody(answer.body);
  const status = answer.reason === null ? String(answer.status) : `${answer.status}, reason ${answer.reason}`;
  return (
    <Panel title="Answer" actions={<CopyButton text={body} label="Copy the answer's body" />}>
      <div className="sb-stack">
        <div className="sb-cluster" role="status">
          <StatusTag status={status} tone={answer.status < 400 ? "ok" : "fail"} isBoxed />
          <span className="sb-muted sb-numeric">
            {Math.round(answer.durationMs)} ms · {answer.sizeBytes.toLocaleString("en")} bytes · {answer.address}
            {answer.contentType === null ? "" : ` · ${answer.contentType}`}
          </span>
        </div>
        {answer.isTruncated ? <p>The body is longer than what is shown.</p> : null}
        <section className="sb-code" aria-label="Body of the answer">
          <pre>{body === "" ? "(no body)" : body}</pre>
        </section>
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
      </div>
    </Panel>
  );
}
