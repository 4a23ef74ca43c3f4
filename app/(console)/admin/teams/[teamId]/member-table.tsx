"use client";

import { useState } from "react";
import { keys } from "@/app/_client/keys";
import { useApiMutation } from "@/app/_client/mutations";
import { problemOf } from "@/app/_client/problem";
import { Select, SelectItem } from "@/app/_components/carbon";
import { ConfirmDialog } from "@/app/_components/feedback/confirm-dialog";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { RelativeTime } from "@/app/_components/feedback/relative-time";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { useToast } from "@/app/_components/feedback/toasts";
import { PlainTable } from "@/app/_components/table/plain-table";
import { changeRole, removeMember } from "@/contracts/addresses/people";
import type { Member } from "@/contracts/people";
import { type TeamRole, teamRoles } from "@/contracts/permissions";
import styles from "../../admin.module.scss";

interface MemberTableProps {
  teamId: string;
  members: readonly Member[];
  /** Why the reader may not change anything, or null. */
  denied: string | null;
  ownUserId: string | null;
}

interface Change {
  member: Member;
  /** The role to give; null: to remove the member. */
  role: TeamRole | null;
}

/** Members with their roles; a change is confirmed because it signs the person out. */
export function MemberTable({ teamId, members, denied, ownUserId }: MemberTableProps) {
  const toast = useToast();
  const [change, setChange] = useState<Change | null>(null);
  const invalidates = [keys.members(teamId), keys.teams, keys.users, keys.session];
  const roleChange = useApiMutation(changeRole, {
    invalidates,
    onSuccess: (member) => {
      toast({ tone: "ok", title: `${member.name} is ${member.role} now` });
      setChange(null);
    },
  });
  const removal = useApiMutation(removeMember, { invalidates, onSuccess: () => setChange(null) });
  const mutation = change?.role === null ? removal : roleChange;

  function close() {
    setChange(null);
    roleChange.reset();
    removal.reset();
  }

  function confirm({ member, role }: Change) {
    const params = { teamId, userId: member.userId };
    if (role === null) {
      removal.mutate({ params });
    } else {
      roleChange.mutate({ params, body: { role } });
    }
  }

  return (
    <>
      {removal.error && change === null ? <ProblemNotice problem={problemOf(removal.error)} /> : null}
      <PlainTable label="Members">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">E-mail</th>
            <th scope="col">Role</th>
            <th scope="col">Member since</th>
            <th scope="col">
              <span className="sb-visually-hidden">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <tr key={member.userId}>
              <th scope="row">
                {member.name} {member.isDisabled ? <StatusTag status="disabled" /> : null}
                {member.userId === ownUserId ? <span className="sb-muted">(you)</span> : null}
              </th>
              <td>{member.email}</td>
              <td className={styles.role}>
                {denied === null ? (
                  <Select
                    id={`role-${member.userId}`}
                    size="sm"
                    hideLabel
                    labelText={`Role of ${member.name}`}
                    value={member.role}
                    onChange={(event) => {
                      const role = teamRoles.find((name) => name === event.target.value);
                      if (role !== undefined) setChange({ member, role });
                    }}
                  >
                    {teamRoles.map((role) => (
                      <SelectItem key={role} value={role} text={role} />
                    ))}
                  </Select>
                ) : (
                  member.role
                )}
              </td>
              <td>
                <RelativeTime at={member.since} />
              </td>
              <td>
                <ReasonButton
                  size="sm"
                  kind="danger--ghost"
                  disabledReason={denied}
                  onClick={() => setChange({ member, role: null })}
                >
                  Remove<span className="sb-visually-hidden"> {member.name}</span>
                </ReasonButton>
              </td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
      {change === null ? null : (
        <ConfirmDialog
          title={change.role === null ? `Remove ${change.member.name}?` : `Make ${change.member.name} ${change.role}?`}
          confirmLabel={change.role === null ? "Remove" : "Change role"}
          isLoading={mutation.isPending}
          error={mutation.error === null ? null : problemOf(mutation.error)}
          onConfirm={() => confirm(change)}
          onClose={close}
        >
          <p>
            {change.role === null
              ? "The person loses access to everything of this team, grants on single profiles included."
              : `From now on the person may do what the role ${change.role} brings, instead of ${change.member.role}.`}
          </p>
          <p>
            {change.member.userId === ownUserId ? "You are signed out" : `${change.member.name} is signed out`}{" "}
            everywhere and can sign in again.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
