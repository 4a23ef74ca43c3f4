"use client";

import { createContext, type ReactNode, useContext } from "react";
import { PageHeader } from "@/app/_components/feedback/page-header";
import { SectionTabs } from "@/app/_components/feedback/section-tabs";

type Parts = readonly { label: string; href: string }[];

const PartsContext = createContext<Parts>([]);

/** Says which parts of administration there are for whoever is signed in. */
export function AdminParts({ parts, children }: { parts: Parts; children: ReactNode }) {
  return <PartsContext value={parts}>{children}</PartsContext>;
}

interface AdminHeaderProps {
  title: string;
  summary: string;
  actions?: ReactNode;
}

/** Head of one part of administration, with the ways to the others. */
export function AdminHeader({ title, summary, actions }: AdminHeaderProps) {
  const parts = useContext(PartsContext);
  return (
    <>
      <PageHeader title={title} summary={summary} actions={actions} />
      <SectionTabs label="Administration" tabs={parts} />
    </>
  );
}
