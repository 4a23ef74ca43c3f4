import type { ReactNode } from "react";
import { paths } from "@/app/_client/paths";
import { SectionTabs } from "@/app/_components/feedback/section-tabs";
import { requirePagePrincipal } from "@/server/auth/principal";

/** The parts of administration; people of the installation are for its administrators. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const { isInstanceAdministrator } = await requirePagePrincipal();
  const tabs = [
    ...(isInstanceAdministrator ? [{ label: "People", href: paths.users() }] : []),
    { label: "Teams", href: paths.teams() },
    { label: "Permissions", href: paths.permissions() },
  ];
  return (
    <div className="sb-page">
      <SectionTabs label="Administration" tabs={tabs} />
      {children}
    </div>
  );
}
