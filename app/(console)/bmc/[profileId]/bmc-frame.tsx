"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { paths } from "@/app/_client/paths";
import { profileDenial } from "@/app/_client/permissions";
import { problemOf } from "@/app/_client/problem";
import { queries } from "@/app/_client/queries";
import { useQuery } from "@/app/_client/use-query";
import { Button } from "@/app/_components/carbon";
import { Notice } from "@/app/_components/feedback/notice";
import { PageHeader } from "@/app/_components/feedback/page-header";
import { ProblemNotice } from "@/app/_components/feedback/problem-notice";
import { ReasonButton } from "@/app/_components/feedback/reason-button";
import { SectionTabs } from "@/app/_components/feedback/section-tabs";
import { PageSkeleton } from "@/app/_components/feedback/skeleton";
import { StatusTag } from "@/app/_components/feedback/status-tag";
import { CertificateIcon } from "@/app/_components/icons";
import type { Profile } from "@/contracts/profile";

const trail = [{ label: "BMCs", href: paths.bmcs() }];

function HeaderActions({ profile }: { profile: Profile }) {
  const router = useRouter();
  return (
    <>
      <ReasonButton
        kind="tertiary"
        renderIcon={CertificateIcon}
        disabledReason={profileDenial(profile, "sign-csr")}
        onClick={() => router.push(paths.newOrder({ profileId: profile.id }))}
      >
        Order a certificate
      </ReasonButton>
      <Button kind="ghost" size="md" as={Link} href={paths.notifications({ profileId: profile.id })}>
        Notifications
      </Button>
      <Button kind="ghost" size="md" as={Link} href={paths.profile(profile.id)}>
        Profile
      </Button>
    </>
  );
}

/** Head and tabs of one BMC's pages, and what is wrong with the way to it. */
export function BmcFrame({ profileId, children }: { profileId: string; children: ReactNode }) {
  const { data: profile, error } = useQuery(queries.profile(profileId));
  if (profile === undefined) {
    if (error === null) return <PageSkeleton label="the BMC" />;
    return (
      <div className="sb-page">
        <PageHeader title="BMC" trail={trail} />
        <ProblemNotice problem={problemOf(error)} />
      </div>
    );
  }
  const tabs = [
    { label: "Overview", href: paths.bmc(profileId) },
    { label: "Event log", href: paths.bmcPart(profileId, "log") },
    { label: "Sensors", href: paths.bmcPart(profileId, "sensors") },
    { label: "Inventory", href: paths.bmcPart(profileId, "inventory") },
    { label: "Firmware", href: paths.bmcPart(profileId, "firmware") },
    { label: "Tasks", href: paths.bmcPart(profileId, "tasks") },
    { label: "Sessions", href: paths.bmcPart(profileId, "sessions") },
    { label: "Certificates", href: paths.bmcPart(profileId, "certificates") },
    { label: "Network", href: paths.bmcPart(profileId, "network") },
    { label: "Redfish", href: paths.bmcPart(profileId, "raw") },
  ];
  const { reachability, listener } = profile;
  return (
    <div className="sb-page">
      <PageHeader
        title={profile.name}
        trail={trail}
        status={<StatusTag status={reachability.state} isBoxed />}
        summary={
          <span>
            BMC at <code>{reachability.address ?? `${profile.host}:${profile.port}`}</code> · events{" "}
            <StatusTag status={listener.state} />
          </span>
        }
        actions={<HeaderActions profile={profile} />}
      />
      <SectionTabs label={`Parts of ${profile.name}`} tabs={tabs} />
      <div className="sb-stack">
        {listener.state === "polling" ? (
          <Notice tone="warn" title="No live events from this BMC">
            <p>{listener.detail ?? "The console reads the state from time to time instead."}</p>
          </Notice>
        ) : null}
        {children}
      </div>
    </div>
  );
}
