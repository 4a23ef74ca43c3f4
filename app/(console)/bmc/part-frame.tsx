"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { paths } from "@/app/_client/paths";
import { problemOf } from "@/app/_client/problem";
import { Button } from "@/app/_components/carbon";
import { Notice } from "@/app/_components/feedback/notice";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { RenewIcon } from "@/app/_components/icons";

/** What a BMC did not answer, beside what it did. */
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

/** A reading that failed, with the way to find out why. */
export function ReadingProblem({ profileId, error }: { profileId: string; error: Error | null }) {
  if (error === null) return null;
  return (
    <ProblemNotice
      problem={problemOf(error)}
      actions={
        <Button kind="tertiary" size="sm" as={Link} href={paths.profileTest(profileId, { run: "1" })}>
          Test the connection
        </Button>
      }
    />
  );
}

/** Reads a part of a BMC again. */
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
  children: ReactNode;
}

/** A part of a BMC with what went wrong above it; without any answer it stays away: empty tables would say that there is nothing. */
export function PartFrame({ profileId, query, children }: PartFrameProps) {
  return (
    <>
      <ReadingProblem profileId={profileId} error={query.error} />
      <PartialAnswer warnings={query.data?.warnings} />
      {query.error !== null && query.data === undefined ? null : children}
    </>
  );
}
