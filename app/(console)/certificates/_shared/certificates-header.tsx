"use client";

import type { ReactNode } from "react";
import { paths } from "@/app/_client/paths";
import { PageHeader } from "@/app/_components/feedback/page-header";
import { SectionTabs } from "@/app/_components/feedback/section-tabs";

const tabs = [
  { label: "CA bundles", href: paths.bundles() },
  { label: "Client certificates", href: paths.identities() },
  { label: "Orders", href: paths.orders() },
];

/** Head of the lists: whom the team trusts, what it shows of itself, and how it comes by that. */
export function CertificatesHeader({ summary, actions }: { summary: string; actions: ReactNode }) {
  return (
    <>
      <PageHeader title="Certificates" summary={summary} actions={actions} />
      <SectionTabs label="Certificates" tabs={tabs} />
    </>
  );
}
