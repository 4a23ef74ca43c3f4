"use client";

import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { peopleQueries } from "@/app/_client/people-queries";
import { problemOf } from "@/app/_client/problem";
import { useQuery } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { ModalDialog } from "@/app/_components/feedback/modal-dialog";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { useToast } from "@/app/_components/feedback/toasts";
import { SessionTable } from "@/app/(console)/account/session-table";
import { revokeUserSessions } from "@/contracts/addresses/people";
import type { BrowserSession, User } from "@/contracts/people";

const none: readonly BrowserSession[] = [];

/** Where a person is signed in, and the way to end all of it. */
export function UserSessionsDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const toast = useToast();
  const sessions = useQuery(peopleQueries.userSessions(user.id));
  const revocation = useApiMutation(revokeUserSessions, {
    invalidates: [keys.userSessions(user.id)],
    onSuccess: () => {
      toast({ tone: "ok", title: `${user.name} is signed out everywhere` });
      onClose();
    },
  });
  const items = sessions.data?.items ?? none;
  const error = sessions.error ?? revocation.error;
  return (
    <ModalDialog
      title={`Sign-ins of ${user.name}`}
      isWide
      onClose={onClose}
      footer={
        <>
          <Button size="md" kind="secondary" onClick={onClose}>
            Close
          </Button>
          {items.length > 0 ? (
            <Button
              size="md"
              kind="danger"
              aria-disabled={revocation.isPending}
              onClick={() => revocation.mutate({ params: { userId: user.id } })}
            >
              End all
            </Button>
          ) : null}
        </>
      }
    >
      {error ? <ProblemNotice problem={problemOf(error)} /> : null}
      {sessions.isPending ? <LinesSkeleton label="sign-ins" /> : null}
      {sessions.data && items.length === 0 ? <p>{user.name} is not signed in anywhere.</p> : null}
      <SessionTable sessions={items} />
    </ModalDialog>
  );
}
