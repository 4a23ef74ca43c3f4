"use client";

import Link from "next/link";
import { type FormEvent, useCallback, useState } from "react";
import { streamApi } from "@/app/_client/api";
import { ownProblem } from "@/app/_client/own-problem";
import { paths } from "@/app/_client/paths";
import { Button, InlineLoading, TextInput } from "@/app/_components/carbon";
import { ReadingProblem } from "@/app/_components/feedback/device-answer";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { Notice } from "@/app/_components/feedback/notice";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { useErrorDescription } from "@/app/_components/form/use-error-description";
import { findWbemClasses } from "@/contracts/addresses/wbem-schema";
import { countOf } from "@/contracts/count";
import type { WbemFindLine } from "@/contracts/wbem/classes";
import { useExplorer } from "../explorer-context";
import { ListTag } from "../list-tag";
import { useLines } from "../use-lines";
import styles from "./classes.module.scss";

const SHORTEST_SEARCH = 2;

function FoundIn({ line, onClose }: { line: Extract<WbemFindLine, { kind: "hits" }>; onClose: () => void }) {
  const { profile } = useExplorer();
  const { namespace, items, isTruncated } = line;
  if (items.length === 0) return null;
  return (
    <section className={`sb-stack ${styles.foundIn}`} aria-label={namespace}>
      <h3>
        {namespace} <span className="sb-muted">{isTruncated ? `the first ${items.length}` : items.length}</span>
      </h3>
      <ul className="sb-plain-list">
        {items.map(({ className, where, member, excerpt }) => (
          <li key={`${className} ${where} ${member} ${excerpt}`} className="sb-cluster">
            <Link
              className="sb-link"
              href={paths.wbemClass(profile.id, { namespace, className })}
              prefetch={false}
              onClick={onClose}
            >
              {member === null ? className : `${className}.${member}`}
            </Link>
            <ListTag>{where}</ListTag>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Looks for classes in every namespace, and shows what is found while it goes on. */
export function FindDialog({ text, onClose }: { text: string; onClose: () => void }) {
  const { profile } = useExplorer();
  const [typed, setTyped] = useState(text);
  const [wanted, setWanted] = useState(text.trim());
  const [isChecked, setChecked] = useState(false);
  const isTooShort = typed.trim().length < SHORTEST_SEARCH;
  useErrorDescription("find-everywhere", isChecked && isTooShort);
  const open = useCallback(
    (signal: AbortSignal) =>
      streamApi(findWbemClasses, { params: { profileId: profile.id }, query: { text: wanted }, signal }),
    [profile.id, wanted],
  );
  const { lines, isReading, error } = useLines<WbemFindLine>(wanted.length < SHORTEST_SEARCH ? null : open);
  const end = lines.find((line) => line.kind === "end");

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (!isTooShort) setWanted(typed.trim());
  }

  return (
    <ModalDialog title="Search all namespaces" isWide onClose={onClose}>
      <div className="sb-stack">
        <form className="sb-stack" method="post" aria-label="Search all namespaces" noValidate onSubmit={onSubmit}>
          <TextInput
            id="find-everywhere"
            labelText="Words, or a name with * and ?"
            helperText="Words are looked for in names and descriptions, patterns such as *_StorageVolume in names."
            value={typed}
            maxLength={100}
            invalid={isChecked && isTooShort}
            invalidText="Two characters are needed."
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setTyped(target.value)}
          />
          <div className="sb-cluster">
            <Button type="submit" size="sm">
              Search
            </Button>
            {isReading ? <InlineLoading className="sb-dialog__progress" description="Searching" /> : null}
          </div>
        </form>
        <ReadingProblem profileId={profile.id} error={error} />
        {lines.map((line) => {
          if (line.kind === "hits") return <FoundIn key={line.namespace} line={line} onClose={onClose} />;
          if (line.kind === "failure") return <ProblemNotice key={line.namespace} problem={ownProblem(line.failure)} />;
          return line.kind === "namespaces"
            ? line.warnings.map((warning) => <Notice key={warning} tone="warn" title={warning} />)
            : null;
        })}
        <p role="status">
          {end === undefined
            ? ""
            : `${countOf(end.hits, "hit")} in ${countOf(end.searched, "namespace")}${end.failed === 0 ? "" : `; ${countOf(end.failed, "namespace")} could not be searched`}.`}
        </p>
      </div>
    </ModalDialog>
  );
}
