/** Areas of the console, in the order of the side navigation. */
export const consoleAreas = [
  "overview",
  "profiles",
  "hmc",
  "bmc",
  "wbem",
  "runs",
  "notifications",
  "certificates",
  "audit",
  "admin",
] as const;
export type ConsoleArea = (typeof consoleAreas)[number];

export interface NavigationItem {
  area: ConsoleArea;
  label: string;
  /** Where the entry leads; every address below `/<area>` belongs to it. */
  href: string;
}

/** The item whose area contains the path, if any. */
export function currentItem(items: readonly NavigationItem[], pathname: string): NavigationItem | undefined {
  return items.find((item) => pathname === `/${item.area}` || pathname.startsWith(`/${item.area}/`));
}
