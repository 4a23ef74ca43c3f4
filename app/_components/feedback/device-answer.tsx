"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { Button } from "@/app/_components/carbon";
import { Notice } from "@/app/_components/feedback/notice";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { RenewIcon } from "@/app/_components/icons";
import type { Problem } from "@/contracts/problem";

/** What a device did not answer, beside what it did. */
export function PartialAnswer({ warnings }: { warnings: readonly string[] | undefined }) {
  if (warnings === undefined || warnings.length === 0) return null;
  return (
    <Notice tone="warn" title="Some of it could not be read">
      <ul className="sb-notice__list">
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </Notice>
  );
}

/** Refusals of the console, or of a device that was reached: a test of the connection would find nothing. */
const REFUSALS: ReadonlySet<Problem["code"]> = new Set([
  "device_not_found",
  "device_request_rejected",
  "device_conflict",
  "invalid_request",
  "nothing_recorded",
]);

interface ReadingProblemProps {
  profileId: string;
  error: Error | Problem | null;
  /** Reads again; left out where the page offers that by itself. */
  onRead?: () => void;
}

/** A reading that failed, with the way to find out why. */
export function ReadingProblem({ profileId, error, onRead }: ReadingProblemProps) {
  if (error === null) return null;
  const problem = error instanceof Error ? problemOf(error) : error;
  return (
    <ProblemNotice
      problem={problem}
      actions={
        <>
          {REFUSALS.has(problem.code) ? null : (
            <Button kind="tertiary" size="sm" as={Link} href={paths.profileTest(profileId, { run: "1" })}>
              Test the connection
            </Button>
          )}
          {onRead === undefined ? null : (
            <Button kind="ghost" size="sm" renderIcon={RenewIcon} onClick={onRead}>
              Read again
            </Button>
          )}
        </>
      }
    />
  );
}

interface AnsweredProps<Answer> {
  profileId: string;
  query: { error: Error | null; data: Answer | undefined };
  /** Ends the sentence "Loading ...". */
  label: string;
  /** Lines of the skeleton. */
  lines?: 3 | 5;
  /** Reads again; offered while there is nothing, for what is there offers it by itself. */
  onRead?: () => void;
  children: (answer: Answer) => ReactNode;
}

/** What a device has answered, below what went wrong with reading it anew; until something came, a skeleton. */
export function Answered<Answer>({ profileId, query, label, lines = 3, onRead, children }: AnsweredProps<Answer>) {
  const { data, error } = query;
  if (data === undefined) {
    return error === null ? (
      <LinesSkeleton label={label} lines={lines} />
    ) : (
      <ReadingProblem profileId={profileId} error={error} onRead={onRead} />
    );
  }
  return (
    <>
      <ReadingProblem profileId={profileId} error={error} />
      {children(data)}
    </>
  );
}

/** Reads something of a device again. */
export function ReadAgain({ isFetching, onRead }: { isFetching: boolean; onRead: () => void }) {
  return (
    <Button
      kind="ghost"
      size="sm"
      renderIcon={RenewIcon}
      aria-disabled={isFetching}
      onClick={() => {
        if (!isFetching) onRead();
      }}
    >
      {isFetching ? "Reading" : "Read again"}
    </Button>
  );
}

interface PartFrameProps {
  profileId: string;
  query: { error: Error | null; data: { warnings: readonly string[] } | undefined };
  /** Reads again what could not be read. */
  onRead?: () => void;
  children: ReactNode;
}

/** A part of a device with what went wrong above it; without any answer it stays away: empty tables would say that there is nothing. */
export function PartFrame({ profileId, query, onRead, children }: PartFrameProps) {
  return (
    <>
      <ReadingProblem profileId={profileId} error={query.error} onRead={onRead} />
      <PartialAnswer warnings={query.data?.warnings} />
      {query.error !== null && query.data === undefined ? null : children}
    </>
  );
}
