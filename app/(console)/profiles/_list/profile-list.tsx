"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { useApiMutation } from "@/app/_client/mutations";
import { paths } from "@/app/_client/paths";
import { useTeamDenial } from "@/app/_client/permissions";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { EmptyState } from "@/app/_components/feedback/empty-state";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { PageHeader } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { DownloadIcon } from "@/app/_components/icons";
import { DataTable } from "@/app/_components/table/data-table";
import { saveFile } from "@/app/_components/table/export";
import { useUrlView } from "@/app/_components/table/use-view";
import { exportProfiles } from "@/contracts/addresses/profiles";
import type { Profile } from "@/contracts/profile";
import { GroupBar } from "./group-bar";
import { countGroups } from "./groups";
import { NewProfileButtons } from "./new-profile-buttons";
import { profileColumns } from "./profile-columns";
import type { ProfileAction } from "./row-actions";

const DeleteProfileDialog = lazyDialog(() =>
  import("../_actions/delete-profile-dialog").then((module) => module.DeleteProfileDialog),
);
const DuplicateProfileDialog = lazyDialog(() =>
  import("../_actions/duplicate-profile-dialog").then((module) => module.DuplicateProfileDialog),
);

const noProfiles: readonly Profile[] = [];
const rowId = (row: Profile) => row.id;
const rowHref = (row: Profile) => paths.profile(row.id);

/** All profiles of the team: find, compare, act on one, export several. */
export function ProfileList() {
  const router = useRouter();
  const [view, setView] = useUrlView();
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const [acting, setActing] = useState<{ action: ProfileAction; profile: Profile } | null>(null);
  const profiles = useQuery(queries.profiles());
  const denied = useTeamDenial("profiles.create");
  const exporting = useApiMutation(exportProfiles, {
    onSuccess: (document) =>
      saveFile("signalbox-profiles.json", "application/json", `${JSON.stringify(document, null, 2)}\n`),
  });
  const columns = useMemo(() => profileColumns((action, profile) => setActing({ action, profile })), []);
  const rows = profiles.data?.items ?? noProfiles;
  const groups = useMemo(() => countGroups(rows), [rows]);
  const { group: chosenGroup, ...otherFilters } = view.filters;

  return (
    <div className="sb-page">
      <PageHeader
        title="Profiles"
        summary="Where the team's devices are, how they are trusted, and which credentials go to them."
        actions={
          <>
            <ReasonButton kind="ghost" disabledReason={denied} onClick={() => router.push(paths.importProfiles())}>
              Import
            </ReasonButton>
            <NewProfileButtons />
          </>
        }
      />
      <div className="sb-stack">
        {profiles.error ? <ProblemNotice problem={problemOf(profiles.error)} /> : null}
        {exporting.error ? <ProblemNotice problem={problemOf(exporting.error)} /> : null}
      </div>
      <GroupBar
        groups={groups}
        chosen={chosenGroup ?? null}
        onChoose={(group) => setView({ ...view, filters: group === null ? otherFilters : { ...otherFilters, group } })}
      />
      <DataTable
        label="profiles"
        columns={columns}
        rows={rows}
        rowId={rowId}
        rowHref={rowHref}
        view={view}
        onViewChange={setView}
        isLoading={profiles.isPending}
        exportName="profiles"
        selection={{
          selectedIds,
          onChange: setSelectedIds,
          actions: (
            <ReasonButton
              kind="ghost"
              size="sm"
              renderIcon={DownloadIcon}
              disabledReason={denied}
              onClick={() => exporting.mutate({ query: { ids: [...selectedIds].join(",") } })}
            >
              Export for another console
            </ReasonButton>
          ),
        }}
        emptyState={
          <EmptyState title="No profile yet" actions=<NewProfileButtons />>
            <p>
              A profile says where a device is, which CAs it is trusted by, and which credentials go to it. Everybody in
              the team can then use it, each with their own permissions.
            </p>
            <p>
              Profiles of another console can be{" "}
              <Link className="sb-link" href={paths.importProfiles()}>
                imported from a file
              </Link>
              .
            </p>
          </EmptyState>
        }
      />
      {acting?.action === "delete" ? (
        <DeleteProfileDialog profile={acting.profile} onClose={() => setActing(null)} />
      ) : null}
      {acting?.action === "duplicate" ? (
        <DuplicateProfileDialog profile={acting.profile} onClose={() => setActing(null)} />
      ) : null}
    </div>
  );
}
