"use client";

import { useState } from "react";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { PageHeader, Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { EditIcon } from "@/app/_components/icons";
import type { SignedIn } from "@/contracts/people";
import styles from "./account.module.scss";
import { PasswordForm } from "./password-form";
import { SecondFactor } from "./second-factor";
import { SessionList } from "./session-list";

const RenameDialog = lazyDialog(() => import("./rename-dialog").then((module) => module.RenameDialog));

function Person({ person }: { person: SignedIn }) {
  const [isRenaming, setRenaming] = useState(false);
  return (
    <Panel
      title="You"
      actions={
        <Button size="sm" kind="ghost" renderIcon={EditIcon} onClick={() => setRenaming(true)}>
          Change name
        </Button>
      }
    >
      <dl className={`sb-certificate__facts ${styles.person}`}>
        <dt>Name</dt>
        <dd>{person.name}</dd>
        <dt>E-mail</dt>
        <dd>{person.email}</dd>
        <dt>Installation</dt>
        <dd>{person.isInstanceAdministrator ? "administrator" : "no administrator"}</dd>
        <dt>Teams</dt>
        <dd>
          {person.memberships.length === 0 ? (
            "none yet"
          ) : (
            <ul className="sb-plain-list">
              {person.memberships.map((membership) => (
                <li key={membership.teamId}>
                  {membership.teamName}, {membership.role}
                </li>
              ))}
            </ul>
          )}
        </dd>
      </dl>
      {isRenaming ? <RenameDialog name={person.name} onClose={() => setRenaming(false)} /> : null}
    </Panel>
  );
}

/** One's own account: who one is, password, second factor, sign-ins. */
export function Account() {
  const session = useQuery(queries.session());
  return (
    <div className="sb-page">
      <PageHeader title="Your account" summary="How you sign in, and where you are signed in." />
      {session.error ? <ProblemNotice problem={problemOf(session.error)} /> : null}
      {session.data === undefined ? (
        session.isPending ? (
          <LinesSkeleton label="your account" lines={5} />
        ) : null
      ) : (
        <div className="sb-stack">
          <div className="sb-columns">
            <Person person={session.data} />
            <SecondFactor isOn={session.data.hasSecondFactor} />
            <PasswordForm email={session.data.email} />
          </div>
          <SessionList />
        </div>
      )}
    </div>
  );
}
