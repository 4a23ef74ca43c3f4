"use client";

import { problemOf } from "@/app/_client/problem";
import { Notice } from "@/app/_components/feedback/notice";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import type { Problem } from "@/contracts/problem";

function isOvertaken(error: Error): boolean {
  return problemOf(error).code === "revision_conflict";
}

/** What went wrong with an action, for the form that started it; nothing where somebody else was first. */
export function formProblem(error: Error | null): Problem | null {
  return error === null || isOvertaken(error) ? null : problemOf(error);
}

/**
 * What went wrong with an action. Where the order was changed since it was read, it has been read again: the page shows
 * it as it is now, and what was typed is still there.
 */
export function ActionNotice({ error, isInForm }: { error: Error | null; isInForm?: boolean }) {
  if (error === null) return null;
  if (isOvertaken(error)) {
    return (
      <Notice tone="warn" role="alert" title="The order had moved on before this arrived">
        <p>
          Somebody else, or the console itself, changed it meanwhile. It was read again, and nothing you typed is lost:
          look at it as it is now, then repeat the step if it is still wanted.
        </p>
      </Notice>
    );
  }
  return isInForm ? null : <ProblemNotice problem={problemOf(error)} />;
}
