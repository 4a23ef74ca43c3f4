"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { paths } from "@/app/_client/paths";
import { peopleQueries } from "@/app/_client/people-queries";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { PageHeader, Panel } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { LinesSkeleton } from "@/app/_components/feedback/skeleton";
import { AddIcon, EditIcon, TrashCanIcon } from "@/app/_components/icons";
import { countOf } from "@/contracts/count";
import type { SignedIn } from "@/contracts/people";
import { explainDenied, teamAllows } from "@/contracts/permissions";
import { MemberTable } from "./member-table";

const TeamNameDialog = lazyDialog(() => import("../team-name-dialog").then((module) => module.TeamNameDialog));
const AddMemberDialog = lazyDialog(() => import("./add-member-dialog").then((module) => module.AddMemberDialog));
const DeleteTeamDialog = lazyDialog(() => import("./delete-team-dialog").then((module) => module.DeleteTeamDialog));

type Dialog = "add" | "rename" | "delete";

function denialOf(session: SignedIn | undefined, teamId: string): string | null {
  if (session === undefined) return "Your permissions are still being read.";
  if (session.isInstanceAdministrator) return null;
  const role = session.memberships.find((membership) => membership.teamId === teamId)?.role;
  return role !== undefined && teamAllows(role, "team.manage") ? null : explainDenied("team.manage");
}

/** One team: its members, and what can be done with it. */
export function TeamDetail({ teamId }: { teamId: string }) {
  const router = useRouter();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const teams = useQuery(peopleQueries.teams());
  const members = useQuery(peopleQueries.members(teamId));
  const session = useQuery(queries.session()).data;
  const team = teams.data?.items.find((candidate) => candidate.id === teamId);
  const denied = denialOf(session, teamId);
  const deletionDenied = session?.isInstanceAdministrator
    ? null
    : "Only an administrator of the installation deletes teams. Ask one of them.";
  const close = () => setDialog(null);
  return (
    <>
      <PageHeader
        title={team?.name ?? "Team"}
        trail={[{ label: "Teams", href: paths.teams() }]}
        summary={
          team === undefined
            ? undefined
            : `${countOf(team.memberCount, "member")}, ${countOf(team.profileCount, "profile")}`
        }
        actions={
          team === undefined ? null : (
            <>
              <ReasonButton
                kind="danger--tertiary"
                renderIcon={TrashCanIcon}
                disabledReason={deletionDenied}
                onClick={() => setDialog("delete")}
              >
                Delete
              </ReasonButton>
              <ReasonButton
                kind="tertiary"
                renderIcon={EditIcon}
                disabledReason={denied}
                onClick={() => setDialog("rename")}
              >
                Rename
              </ReasonButton>
              <ReasonButton renderIcon={AddIcon} disabledReason={denied} onClick={() => setDialog("add")}>
                Add member
              </ReasonButton>
            </>
          )
        }
      />
      <Panel title="Members">
        <div className="sb-stack">
          {members.error ? <ProblemNotice problem={problemOf(members.error)} /> : null}
          {members.isPending ? <LinesSkeleton label="members" lines={4} /> : null}
          {members.data ? (
            <MemberTable
              teamId={teamId}
              members={members.data.items}
              denied={denied}
              ownUserId={session?.userId ?? null}
            />
          ) : null}
        </div>
      </Panel>
      {dialog === "add" && team ? <AddMemberDialog team={team} onClose={close} /> : null}
      {dialog === "rename" && team ? <TeamNameDialog team={team} onDone={close} onClose={close} /> : null}
      {dialog === "delete" && team ? (
        <DeleteTeamDialog team={team} onClose={close} onDeleted={() => router.push(paths.teams())} />
      ) : null}
    </>
  );
}
