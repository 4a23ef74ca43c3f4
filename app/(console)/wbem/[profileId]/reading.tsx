"use client";

import { useQuery } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { Button } from "@/app/_components/carbon";
import { CopyButton } from "@/app/_components/feedback/copy-button";
import { ReadingProblem } from "@/app/_components/feedback/device-answer";
import { Notice } from "@/app/_components/feedback/notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { DownloadIcon } from "@/app/_components/icons";
import { saveFile } from "@/app/_components/table/export";
import type { WbemNote } from "@/contracts/wbem/values";
import { useExplorer } from "./explorer-context";

/** Faults of the server's answers that did not stop the console, folded away. */
export function ToleratedNotes({ notes }: { notes: readonly WbemNote[] }) {
  if (notes.length === 0) return null;
  const total = notes.reduce((sum, { count }) => sum + count, 0);
  return (
    <details className="sb-muted">
      <summary>
        {total === 1 ? "One deviation" : `${total.toLocaleString("en")} deviations`} of the server from the
        specification tolerated
      </summary>
      <ul className="sb-notice__list">
        {notes.map(({ code, message, count }) => (
          <li key={`${code} ${message}`}>
            {message} {count > 1 ? `(${count.toLocaleString("en")} times)` : null}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Said in place of a page about a namespace while none is known. */
export function NoNamespace() {
  const { profile } = useExplorer();
  const server = useQuery(wbemQueries.server(profile.id));
  if (server.error !== null)
    return <ReadingProblem profileId={profile.id} error={server.error} onRead={() => void server.refetch()} />;
  return server.isPending ? (
    <LinesSkeleton label="the namespaces" lines={5} />
  ) : (
    <Notice tone="warn" title="No namespace is known">
      <p>The server did not say which namespaces it has. Name the default namespace in the profile.</p>
    </Notice>
  );
}

/** A text such as MOF or XML: to be read, copied and kept as a file. */
export function TextView({
  label,
  text,
  file,
}: {
  label: string;
  text: string;
  file: { name: string; mediaType: string };
}) {
  return (
    <section className="sb-stack" aria-label={label}>
      <div className="sb-cluster">
        <CopyButton text={text} label={`Copy ${label}`} />
        <Button
          kind="ghost"
          size="sm"
          renderIcon={DownloadIcon}
          onClick={() => saveFile(file.name, file.mediaType, text)}
        >
          Download {file.name}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className="sb-code" tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}
