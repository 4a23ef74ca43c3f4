"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { useToast } from "@/app/_components/feedback/toasts";
import { revokeSession } from "@/contracts/addresses/people";
import type { BrowserSession } from "@/contracts/people";
import { SessionTable } from "./session-table";

const none: readonly BrowserSession[] = [];

/** Where one is signed in, each to be ended. */
export function SessionList() {
  const toast = useToast();
  const sessions = useQuery(queries.sessions());
  const revocation = useApiMutation(revokeSession, {
    invalidates: [keys.sessions],
    onSuccess: () => toast({ tone: "ok", title: "The sign-in has ended" }),
  });
  const error = sessions.error ?? revocation.error;
  return (
    <Panel title="Where you are signed in">
      <div className="sb-stack">
        <p>
          A sign-in ends after 30 minutes without use, and after 12 hours at the latest. End those you do not recognize
          and change your password.
        </p>
        {error ? <ProblemNotice problem={problemOf(error)} /> : null}
        {sessions.isPending ? <LinesSkeleton label="sign-ins" /> : null}
        <SessionTable
          sessions={sessions.data?.items ?? none}
          onEnd={(sessionId) => revocation.mutate({ params: { sessionId } })}
        />
      </div>
    </Panel>
  );
}
