"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { ScrollEdges } from "../scroll-edges";

interface SectionTab {
  label: string;
  href: string;
  /** Addresses of pages below this part, which have no tab of their own. */
  covers?: readonly string[];
}

/** Parts of one thing, each with its own address. */
export function SectionTabs({ label, tabs }: { label: string; tabs: readonly SectionTab[] }) {
  const pathname = usePathname();
  const isCurrent = ({ href, covers = [] }: SectionTab) => pathname === href.split("?")[0] || covers.includes(pathname);
  return (
    <nav aria-label={label}>
      <ScrollEdges className="sb-tabs">
        <ul className="sb-tabs__list">
          {tabs.map((tab) => (
            <li key={tab.href}>
              <Link className="sb-tabs__link" href={tab.href} aria-current={isCurrent(tab) ? "page" : undefined}>
                {tab.label}
              </Link>
            </li>
          ))}
        </ul>
      </ScrollEdges>
    </nav>
  );
}
