"use client";

import { useSearchParams } from "next/navigation";
import { TabLinks } from "@/app/_components/feedback/section-tabs";

export interface ViewTab {
  /** Stands in the address; empty for the one that is shown at first. */
  id: string;
  label: string;
}

/** The view named in the address, or the first one. */
export function useView(tabs: readonly ViewTab[]): string {
  const wanted = useSearchParams().get("tab") ?? "";
  return tabs.some(({ id }) => id === wanted) ? wanted : (tabs[0]?.id ?? "");
}

interface ViewTabsProps {
  label: string;
  tabs: readonly ViewTab[];
  current: string;
  hrefOf: (tab: string | undefined) => string;
}

/** Views of one class or instance, each with its own address. */
export function ViewTabs({ label, tabs, current, hrefOf }: ViewTabsProps) {
  const links = tabs.map((tab) => ({
    label: tab.label,
    href: hrefOf(tab.id === "" ? undefined : tab.id),
    isCurrent: tab.id === current,
  }));
  return <TabLinks label={label} tabs={links} isInPage />;
}
