"use client";

import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useInfiniteQuery } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { LoadOlder } from "@/app/_components/table/load-older";
import { prettyBody, type RawDraft } from "./raw-draft";

/** Requests sent before; choosing one puts it into the form, nothing is sent. */
export function RawHistory({ profileId, onChoose }: { profileId: string; onChoose: (draft: RawDraft) => void }) {
  const history = useInfiniteQuery(queries.rawRequests(profileId));
  const { error } = history;
  const entries = history.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title="History">
      {error ? <ProblemNotice problem={problemOf(error)} /> : null}
      {entries.length === 0 && !error ? <p className="sb-muted">Nothing was sent yet.</p> : null}
      <ul className="sb-plain-list sb-stack">
        {entries.map((entry) => (
          <li key={entry.runId}>
            <div className="sb-cluster">
              <Button
                kind="ghost"
                size="sm"
                aria-label={`Use again: ${entry.method} ${entry.uri}`}
                onClick={() =>
                  onChoose({ method: entry.method, uri: entry.uri, body: entry.requestBody ?? "", ifMatch: "" })
                }
              >
                Use again
              </Button>
              <code>
                {entry.method} {entry.uri}
              </code>
              <span className="sb-muted">
                {entry.status === null ? "no answer" : entry.status}
                {entry.reason === null ? "" : `.${entry.reason}`} · {entry.startedBy} ·{" "}
                <RelativeTime at={entry.startedAt} />
              </span>
            </div>
            {entry.responseBody === null ? null : (
              <details>
                <summary>Recorded answer</summary>
                <pre className="sb-code">{prettyBody(entry.responseBody)}</pre>
              </details>
            )}
          </li>
        ))}
      </ul>
      <LoadOlder query={history} />
    </Panel>
  );
}
