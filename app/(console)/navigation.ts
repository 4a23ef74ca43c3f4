import { paths } from "@/app/_client/paths";
import type { NavigationItem } from "@/app/_components/shell/navigation";
import type { Membership } from "@/contracts/people";
import { teamAllows } from "@/contracts/permissions";

interface Reader {
  isInstanceAdministrator: boolean;
  activeTeamId: string | null;
  memberships: readonly Membership[];
}

/** The areas the person may open. Hiding one is a courtesy: the services decide. */
export function navigationFor(reader: Reader): NavigationItem[] {
  const role = reader.memberships.find((membership) => membership.teamId === reader.activeTeamId)?.role;
  const items: NavigationItem[] = [
    { area: "overview", label: "Overview", href: paths.overview() },
    { area: "profiles", label: "Profiles", href: paths.profiles() },
    { area: "hmc", label: "HMC systems", href: paths.hmc() },
    { area: "bmc", label: "BMCs", href: paths.bmcs() },
    { area: "wbem", label: "WBEM servers", href: paths.wbems() },
    { area: "runs", label: "Operations", href: paths.runs() },
    { area: "notifications", label: "Notifications", href: paths.notifications() },
    { area: "certificates", label: "Certificates", href: paths.bundles() },
  ];
  if (role !== undefined && teamAllows(role, "audit.view")) {
    items.push({ area: "audit", label: "Audit", href: paths.audit() });
  }
  if (reader.isInstanceAdministrator || (role !== undefined && teamAllows(role, "team.manage"))) {
    const href = reader.isInstanceAdministrator ? paths.users() : paths.teams();
    items.push({ area: "admin", label: "Administration", href });
  }
  return items;
}
