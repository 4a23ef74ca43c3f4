"use client";

import { useSearchParams } from "next/navigation";
import { type FormEvent, type KeyboardEvent, Suspense, useEffect, useId, useMemo, useState } from "react";
import { streamApi, urlOf } from "@/app/_client/api";
import { forgetQueries, type RememberedQuery, rememberedQueries, rememberQuery } from "@/app/_client/wbem-memory";
import { Button, TextArea, TextInput } from "@/app/_components/carbon";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyNamed } from "@/app/_components/feedback/lazy-named";
import { Panel } from "@/app/_components/feedback/page-header";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { useErrorDescription } from "@/app/_components/form/use-error-description";
import { exportWbemQuery, queryWbemInstances } from "@/contracts/addresses/wbem";
import { cimDownloads } from "../_table/cim-downloads";
import { useReading } from "../_table/use-reading";
import { useExplorer } from "../explorer-context";
import { NoNamespace } from "../reading";
import styles from "./query.module.scss";

const InstanceTable = lazyNamed(() => import("../_table/instance-table").then((module) => module.InstanceTable));

const LANGUAGES = ["WQL", "DMTF:CQL"];
const LONGEST_LANGUAGE = 40;
const LONGEST_QUERY = 16_000;

interface Draft {
  language: string;
  query: string;
}

function problemsOf({ language, query }: Draft) {
  return {
    language: language.trim() === "" ? "A language is needed." : null,
    query: query.trim() === "" ? "A query is needed." : null,
  };
}

function QueryForm({ draft, onDraft, onSend }: { draft: Draft; onDraft: (draft: Draft) => void; onSend: () => void }) {
  const id = useId();
  const [isChecked, setChecked] = useState(false);
  const problems = problemsOf(draft);
  useErrorDescription(`${id}-language`, isChecked && problems.language !== null);
  useErrorDescription(`${id}-query`, isChecked && problems.query !== null);

  function send() {
    setChecked(true);
    if (problems.language === null && problems.query === null) onSend();
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    send();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    }
  }

  return (
    <form method="post" className="sb-stack" aria-label="Query" noValidate onSubmit={onSubmit}>
      <TextInput
        id={`${id}-language`}
        className={styles.language}
        size="sm"
        labelText="Query language"
        list={`${id}-languages`}
        value={draft.language}
        maxLength={LONGEST_LANGUAGE}
        invalid={isChecked && problems.language !== null}
        invalidText={problems.language}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => onDraft({ ...draft, language: target.value })}
      />
      <datalist id={`${id}-languages`}>
        {LANGUAGES.map((language) => (
          <option key={language} value={language} />
        ))}
      </datalist>
      <TextArea
        id={`${id}-query`}
        className="sb-mono-input sb-monospaced"
        labelText="Query"
        helperText="Ctrl+Enter sends it. For example: SELECT * FROM CIM_LogicalDevice WHERE OperationalStatus = 6"
        rows={4}
        value={draft.query}
        maxLength={LONGEST_QUERY}
        invalid={isChecked && problems.query !== null}
        invalidText={problems.query}
        spellCheck={false}
        onChange={({ target }) => onDraft({ ...draft, query: target.value })}
        onKeyDown={onKeyDown}
      />
      <Button type="submit" size="md">
        Run the query
      </Button>
    </form>
  );
}

function History({
  entries,
  onUse,
  onForget,
}: {
  entries: readonly RememberedQuery[];
  onUse: (entry: RememberedQuery) => void;
  onForget: () => void;
}) {
  return (
    <Panel
      title="History"
      actions={
        entries.length === 0 ? null : (
          <Button kind="ghost" size="sm" onClick={onForget}>
            Forget all
          </Button>
        )
      }
    >
      {entries.length === 0 ? (
        <p className="sb-muted">Queries that you run are remembered here, in this browser only.</p>
      ) : (
        <ul className="sb-plain-list" aria-label="Queries run before">
          {entries.map((entry) => (
            <li key={`${entry.namespace} ${entry.language} ${entry.query}`} className={styles.entry}>
              <Button kind="ghost" size="sm" aria-label={`Use again: ${entry.query}`} onClick={() => onUse(entry)}>
                Use again
              </Button>
              <span>
                <code>{entry.query}</code>
                <br />
                <span className="sb-muted">
                  {entry.language} in {entry.namespace}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface Sent {
  entry: RememberedQuery;
  /** Makes the same query, sent again, another reading. */
  number: number;
}

function QueryIn({ namespace }: { namespace: string }) {
  const { profile, userId } = useExplorer();
  const params = useSearchParams();
  const [draft, setDraft] = useState<Draft>({
    language: params.get("language") ?? "WQL",
    query: params.get("query") ?? "",
  });
  const [sent, setSent] = useState<Sent | null>(null);
  const [history, setHistory] = useState<readonly RememberedQuery[]>([]);
  useEffect(() => {
    // Who is signed in may be known only after the first query was sent.
    if (userId === "") return;
    setHistory(sent === null ? rememberedQueries(userId, profile.id) : rememberQuery(userId, profile.id, sent.entry));
  }, [userId, profile.id, sent]);
  const open = useMemo(() => {
    if (sent === null) return null;
    const { namespace: where, language, query } = sent.entry;
    return (signal: AbortSignal) =>
      streamApi(queryWbemInstances, {
        params: { profileId: profile.id },
        query: { namespace: where, language, query },
        signal,
      });
  }, [profile.id, sent]);
  const { reading, reader, readAgain } = useReading(open);
  const downloads = useMemo(
    () =>
      sent === null
        ? []
        : cimDownloads("results", (format) =>
            urlOf(exportWbemQuery, { profileId: profile.id }, { ...sent.entry, format }),
          ),
    [profile.id, sent],
  );

  function send() {
    const entry = { namespace, language: draft.language.trim(), query: draft.query.trim() };
    setSent({ entry, number: (sent?.number ?? 0) + 1 });
    const address = new URL(window.location.href);
    for (const [name, value] of Object.entries(entry)) address.searchParams.set(name, value);
    window.history.replaceState(null, "", address);
  }

  return (
    <>
      <div className={styles.split}>
        <Panel title={`Query in ${namespace}`}>
          <QueryForm draft={draft} onDraft={setDraft} onSend={send} />
        </Panel>
        <History
          entries={history}
          onUse={({ language, query }) => setDraft({ language, query })}
          onForget={() => {
            forgetQueries(userId, profile.id);
            setHistory([]);
          }}
        />
      </div>
      {sent === null || reading === null || reader === null ? null : (
        <Suspense fallback={<LinesSkeleton label="the results" lines={5} />}>
          <InstanceTable
            key={sent.number}
            label="results"
            reading={reading}
            reader={reader}
            onAgain={readAgain}
            exportName="query-results"
            downloads={downloads}
            emptyState={
              <EmptyState title="No results">
                <p>The server found nothing that matches the query.</p>
              </EmptyState>
            }
          />
        </Suspense>
      )}
    </>
  );
}

/** Sends a query in a language of the server and shows what comes back like any list of instances. */
export function Query() {
  const { namespace } = useExplorer();
  return namespace === null ? <NoNamespace /> : <QueryIn namespace={namespace} />;
}
