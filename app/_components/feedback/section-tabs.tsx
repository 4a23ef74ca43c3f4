"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { ScrollEdges } from "../scroll-edges";

/** Parts of one thing, each with its own address. */
export function SectionTabs({ label, tabs }: { label: string; tabs: readonly { label: string; href: string }[] }) {
  const pathname = usePathname();
  return (
    <nav aria-label={label}>
      <ScrollEdges className="sb-tabs">
        <ul className="sb-tabs__list">
          {tabs.map((tab) => (
            <li key={tab.href}>
              <Link className="sb-tabs__link" href={tab.href} aria-current={pathname === tab.href ? "page" : undefined}>
                {tab.label}
              </Link>
            </li>
          ))}
        </ul>
      </ScrollEdges>
    </nav>
  );
}
