"use client";

import { useMemo, useState } from "react";
import { peopleQueries } from "@/app/_client/people-queries";
import { useQuery } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { AddIcon } from "@/app/_components/icons";
import { ListTable } from "@/app/_components/table/list-table";
import { useUrlView } from "@/app/_components/table/use-view";
import type { User } from "@/contracts/people";
import { AdminHeader } from "../admin-header";
import { type UserAction, userColumns } from "./user-columns";

const CreateUserDialog = lazyDialog(() => import("./create-user-dialog").then((module) => module.CreateUserDialog));
const EditUserDialog = lazyDialog(() => import("./edit-user-dialog").then((module) => module.EditUserDialog));
const RemoveSecondFactorDialog = lazyDialog(() =>
  import("./remove-second-factor-dialog").then((module) => module.RemoveSecondFactorDialog),
);
const ResetPasswordDialog = lazyDialog(() =>
  import("./reset-password-dialog").then((module) => module.ResetPasswordDialog),
);
const UserSessionsDialog = lazyDialog(() =>
  import("./user-sessions-dialog").then((module) => module.UserSessionsDialog),
);

const noUsers: readonly User[] = [];
const rowId = (row: User) => row.id;

/** Everybody of the installation. */
export function UserList() {
  const [view, setView] = useUrlView();
  const [isCreating, setCreating] = useState(false);
  const [acting, setActing] = useState<{ action: UserAction | "second-factor"; userId: string } | null>(null);
  const users = useQuery(peopleQueries.users());
  const columns = useMemo(() => userColumns((action, user) => setActing({ action, userId: user.id })), []);
  const rows = users.data?.items ?? noUsers;
  const subject = rows.find((row) => row.id === acting?.userId);
  const close = () => setActing(null);
  return (
    <>
      <AdminHeader
        title="People"
        summary="Who can sign in. What somebody may do comes from their role in each team."
        actions={
          users.error ? null : (
            <Button size="md" renderIcon={AddIcon} onClick={() => setCreating(true)}>
              New person
            </Button>
          )
        }
      />
      <ListTable
        query={users}
        label="people"
        columns={columns}
        rows={rows}
        rowId={rowId}
        view={view}
        onViewChange={setView}
        emptyState={<EmptyState title="Nobody to show" />}
      />
      {isCreating ? <CreateUserDialog onClose={() => setCreating(false)} /> : null}
      {subject && acting?.action === "edit" ? (
        <EditUserDialog
          user={subject}
          onClose={close}
          onRemoveSecondFactor={() => setActing({ action: "second-factor", userId: subject.id })}
        />
      ) : null}
      {subject && acting?.action === "password" ? <ResetPasswordDialog user={subject} onClose={close} /> : null}
      {subject && acting?.action === "second-factor" ? (
        <RemoveSecondFactorDialog user={subject} onClose={close} />
      ) : null}
      {subject && acting?.action === "sessions" ? <UserSessionsDialog user={subject} onClose={close} /> : null}
    </>
  );
}
