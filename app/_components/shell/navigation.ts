/** Areas of the console, in the order of the side navigation. */
export const consoleAreas = ["overview", "profiles", "hmc", "notifications", "certificates", "audit", "admin"] as const;
export type ConsoleArea = (typeof consoleAreas)[number];

export interface NavigationItem {
  area: ConsoleArea;
  label: string;
  href: string;
}

const labels: Record<ConsoleArea, string> = {
  overview: "Overview",
  profiles: "Profiles",
  hmc: "HMC systems",
  notifications: "Notifications",
  certificates: "Certificates",
  audit: "Audit",
  admin: "Administration",
};

/** The side navigation, without the areas the person may not open. */
export function navigationFor(hidden: readonly ConsoleArea[] = []): NavigationItem[] {
  return consoleAreas
    .filter((area) => !hidden.includes(area))
    .map((area) => ({ area, label: labels[area], href: `/${area}` }));
}

/** The item whose area contains the path, if any. */
export function currentItem(items: readonly NavigationItem[], pathname: string): NavigationItem | undefined {
  return items.find((item) => pathname === item.href || pathname.startsWith(`${item.href}/`));
}
