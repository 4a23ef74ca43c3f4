"use client";

import Link from "next/link";
import { useSearchParams } from "next/navigation";

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
  return (
    <nav aria-label={label}>
      <ul className="sb-tabs">
        {tabs.map((tab) => (
          <li key={tab.id}>
            <Link
              className="sb-tabs__link"
              href={hrefOf(tab.id === "" ? undefined : tab.id)}
              scroll={false}
              prefetch={false}
              aria-current={tab.id === current ? "page" : undefined}
            >
              {tab.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
