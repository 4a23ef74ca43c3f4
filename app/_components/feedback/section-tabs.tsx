"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { ScrollEdges } from "../scroll-edges";

interface TabLinksProps {
  label: string;
  tabs: readonly { label: string; href: string; isCurrent: boolean }[];
  /** For views of what the page shows anyway: the page stays where it is, and nothing is fetched ahead. */
  isInPage?: boolean;
}

/** Links side by side, of which one leads to where the reader is. */
export function TabLinks({ label, tabs, isInPage = false }: TabLinksProps) {
  return (
    <nav aria-label={label}>
      <ScrollEdges className="sb-tabs">
        <ul className="sb-tabs__list">
          {tabs.map((tab) => (
            <li key={tab.href}>
              <Link
                className="sb-tabs__link"
                href={tab.href}
                scroll={!isInPage}
                prefetch={isInPage ? false : undefined}
                aria-current={tab.isCurrent ? "page" : undefined}
              >
                {tab.label}
              </Link>
            </li>
          ))}
        </ul>
      </ScrollEdges>
    </nav>
  );
}

interface SectionTab {
  label: string;
  href: string;
  /** Addresses of pages below this part, which have no tab of their own. */
  covers?: readonly string[];
}

/** Parts of one thing, each with its own address. */
export function SectionTabs({ label, tabs }: { label: string; tabs: readonly SectionTab[] }) {
  const pathname = usePathname();
  const links = tabs.map(({ label: text, href, covers = [] }) => ({
    label: text,
    href,
    isCurrent: pathname === href.split("?")[0] || covers.includes(pathname),
  }));
  return <TabLinks label={label} tabs={links} />;
}
