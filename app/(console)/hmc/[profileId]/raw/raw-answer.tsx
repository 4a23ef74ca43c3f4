import { CopyButton } from "@/app/_components/feedback/copy-button";
import { Panel } from "@/app/_components/feedback/page-header";
import { type Answer, AnswerHeaders, AnswerLine } from "../../../_raw/answer-parts";
import { prettyBody } from "../../../_raw/raw-draft";

/** The device's answer: status and reason, time and size, headers, body. */
export function RawAnswer({ answer }: { answer: Answer }) {
  const body = prettyBody(answer.body);
  return (
    <Panel title="Answer" actions={<CopyButton text={body} label="Copy the answer's body" />}>
      <div className="sb-stack">
        <AnswerLine answer={answer}>
          {answer.contentType === null ? null : <span className="sb-muted">{answer.contentType}</span>}
        </AnswerLine>
        <section className="sb-code" aria-label="Body of the answer">
          <pre>{body === "" ? "(no body)" : body}</pre>
        </section>
        <AnswerHeaders answer={answer} />
      </div>
    </Panel>
  );
}
