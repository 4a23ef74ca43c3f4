"use client";

import type { ReactNode } from "react";
import { paths } from "@/app/_client/paths";
import { PageHeader } from "@/app/_components/feedback/page-header";
import { SectionTabs } from "@/app/_components/feedback/section-tabs";

const tabs = [
  { label: "CA bundles", href: paths.bundles() },
  { label: "Client certificates", href: paths.identities() },
];

/** Head of the two lists: whom the team trusts, and what it shows of itself. */
export function CertificatesHeader({ summary, actions }: { summary: string; actions: ReactNode }) {
  return (
    <>
      <PageHeader title="Certificates" summary={summary} actions={actions} />
      <SectionTabs label="Certificates" tabs={tabs} />
    </>
  );
}
