"use client";

import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { paths } from "@/app/_client/paths";
import { profileDenial } from "@/app/_client/permissions";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { lazyDialog } from "@/app/_components/feedback/lazy-dialog";
import { PageHeader } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { SectionTabs } from "@/app/_components/feedback/section-tabs";
import { PageSkeleton } from "@/app/_components/feedback/skeleton";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import type { Profile } from "@/contracts/profile";
import { hostAndPort } from "@/contracts/url-host";
import { isUnprotected, TrustTag } from "../_list/trust-tag";
import { ProfileProvider } from "./profile-context";
import { StateNotices } from "./state-notices";

const DeleteProfileDialog = lazyDialog(() =>
  import("../_actions/delete-profile-dialog").then((module) => module.DeleteProfileDialog),
);
const DuplicateProfileDialog = lazyDialog(() =>
  import("../_actions/duplicate-profile-dialog").then((module) => module.DuplicateProfileDialog),
);

const trail = [{ label: "Profiles", href: paths.profiles() }];

/** What the page of a device is called on the button that leads to it. */
const homeLabels: Record<Profile["kind"], string> = { hmc: "Systems", bmc: "Machine", wbem: "Explore" };

function HeaderActions({ profile }: { profile: Profile }) {
  const router = useRouter();
  const [open, setOpen] = useState<"duplicate" | "delete" | null>(null);
  const denied = profileDenial(profile, "manage");
  // The page of the test has the button where its steps are.
  const isAtTest = usePathname() === paths.profileTest(profile.id);
  const close = () => setOpen(null);
  return (
    <>
      <Button kind="tertiary" size="md" onClick={() => router.push(paths.device(profile.kind, profile.id))}>
        {homeLabels[profile.kind]}
      </Button>
      {isAtTest ? null : (
        <Button size="md" onClick={() => router.push(paths.profileTest(profile.id, { run: "1" }))}>
          Test connection
        </Button>
      )}
      <ReasonButton kind="ghost" disabledReason={denied} onClick={() => setOpen("duplicate")}>
        Duplicate
      </ReasonButton>
      <ReasonButton kind="danger--ghost" disabledReason={denied} onClick={() => setOpen("delete")}>
        Delete
      </ReasonButton>
      {open === "duplicate" ? <DuplicateProfileDialog profile={profile} onClose={close} /> : null}
      {open === "delete" ? (
        <DeleteProfileDialog profile={profile} onClose={close} onDeleted={() => router.push(paths.profiles())} />
      ) : null}
    </>
  );
}

/** Head, tabs and urgent states of one profile's pages. */
export function ProfileFrame({ profileId, children }: { profileId: string; children: ReactNode }) {
  const { data: profile, error } = useQuery(queries.profile(profileId));
  if (profile === undefined) {
    if (error === null) return <PageSkeleton label="the profile" />;
    return (
      <div className="sb-page">
        <PageHeader title="Profile" trail={trail} />
        <ProblemNotice problem={problemOf(error)} />
      </div>
    );
  }
  const tabs = [
    { label: "Summary", href: paths.profile(profileId) },
    { label: "Connection", href: paths.profileConnection(profileId) },
    { label: "Test", href: paths.profileTest(profileId) },
    { label: "Access", href: paths.profileAccess(profileId) },
    { label: "History", href: paths.profileHistory(profileId) },
  ];
  return (
    <div className="sb-page">
      <PageHeader
        title={profile.name}
        trail={trail}
        status={
          <>
            <StatusTag status={profile.reachability.state} isBoxed />
            {isUnprotected(profile) ? <TrustTag profile={profile} /> : null}
          </>
        }
        summary={`${profile.kind.toUpperCase()} at ${hostAndPort(profile)}`}
        actions={<HeaderActions profile={profile} />}
      />
      <SectionTabs label={`Parts of ${profile.name}`} tabs={tabs} />
      <div className="sb-stack">
        <StateNotices profile={profile} />
        <ProfileProvider profile={profile}>{children}</ProfileProvider>
      </div>
    </div>
  );
}
