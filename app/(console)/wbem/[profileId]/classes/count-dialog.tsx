"use client";

import Link from "next/link";
import { type FormEvent, useCallback, useMemo, useState } from "react";
import { streamApi } from "@/app/_client/api";
import { ownProblem } from "@/app/_client/own-problem";
import { paths } from "@/app/_client/paths";
import { Button, Checkbox, InlineLoading, TextInput } from "@/app/_components/carbon";
import { ReadingProblem } from "@/app/_components/feedback/device-answer";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { PlainTable } from "@/app/_components/table/plain-table";
import { countWbemInstances } from "@/contracts/addresses/wbem-schema";
import { countOf } from "@/contracts/count";
import type { WbemCountLine } from "@/contracts/wbem/classes";
import { useExplorer } from "../explorer-context";
import { useLines } from "../use-lines";

interface Counting {
  ignore: string;
  empty: "0" | "1";
}

function progressOf(lines: readonly WbemCountLine[]): string {
  const last = lines.findLast((line) => line.kind === "progress");
  return last === undefined ? "Counting" : `${last.className}: ${last.instances.toLocaleString("en")} so far`;
}

function endOf(lines: readonly WbemCountLine[]): string {
  const end = lines.find((line) => line.kind === "end");
  if (end === undefined) return "";
  const failed = end.failed === 0 ? "" : ` ${countOf(end.failed, "list")} failed.`;
  return `${countOf(end.instances, "instance")} of ${countOf(end.classes, "class", "classes")}.${failed}`;
}

/** Counts the instances of each class of a namespace, the most first, while they are listed. Closing it ends the counting. */
export function CountDialog({ namespace, onClose }: { namespace: string; onClose: () => void }) {
  const { profile } = useExplorer();
  const [ignore, setIgnore] = useState("");
  const [showsEmpty, setShowsEmpty] = useState(false);
  const [counting, setCounting] = useState<Counting | null>(null);
  const open = useCallback(
    (signal: AbortSignal) =>
      streamApi(countWbemInstances, { params: { profileId: profile.id }, query: { namespace, ...counting }, signal }),
    [profile.id, namespace, counting],
  );
  const { lines, isReading, error } = useLines<WbemCountLine>(counting === null ? null : open);
  const counts = useMemo(
    () =>
      lines
        .flatMap((line) => (line.kind === "counts" ? line.items : []))
        .sort((one, other) => other.count - one.count || one.className.localeCompare(other.className, "en")),
    [lines],
  );
  const leftOut = lines.flatMap((line) => (line.kind === "left-out" ? [line.className] : []));

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    setCounting({ ignore, empty: showsEmpty ? "1" : "0" });
  }

  return (
    <ModalDialog title={`Instances in ${namespace}`} isWide onClose={onClose}>
      <div className="sb-stack">
        <form className="sb-stack" method="post" aria-label="Count instances" noValidate onSubmit={onSubmit}>
          <TextInput
            id="count-ignore"
            labelText="Classes to leave out (optional)"
            helperText="Names with commas between them; their subclasses are left out, too."
            value={ignore}
            maxLength={8_000}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setIgnore(target.value)}
          />
          <Checkbox
            id="count-empty"
            labelText="Show classes without instances"
            checked={showsEmpty}
            onChange={(_event, { checked }) => setShowsEmpty(checked)}
          />
          <div className="sb-cluster">
            <Button type="submit" size="sm">
              {counting === null ? "Count" : "Count again"}
            </Button>
            {isReading ? (
              <>
                <Button kind="ghost" size="sm" onClick={() => setCounting(null)}>
                  Stop
                </Button>
                <InlineLoading className="sb-dialog__progress" description={progressOf(lines)} />
              </>
            ) : null}
          </div>
        </form>
        <ReadingProblem profileId={profile.id} error={error} />
        {lines.map((line) =>
          line.kind === "failure" ? <ProblemNotice key={line.className} problem={ownProblem(line.failure)} /> : null,
        )}
        {leftOut.length === 0 ? null : (
          <p className="sb-muted">
            Not counted themselves, because their lists hold instances of what is left out: {leftOut.join(", ")}
          </p>
        )}
        <p role="status">{endOf(lines)}</p>
        {counts.length === 0 ? null : (
          <PlainTable label="Instances by class">
            <thead>
              <tr>
                <th scope="col">Class</th>
                <th scope="col">Instances</th>
              </tr>
            </thead>
            <tbody>
              {counts.map(({ className, count }) => (
                <tr key={className}>
                  <th scope="row">
                    <Link
                      className="sb-link"
                      href={paths.wbemInstances(profile.id, { namespace, className })}
                      prefetch={false}
                      onClick={onClose}
                    >
                      {className}
                    </Link>
                  </th>
                  <td className="sb-numeric">{count.toLocaleString("en")}</td>
                </tr>
              ))}
            </tbody>
          </PlainTable>
        )}
      </div>
    </ModalDialog>
  );
}
