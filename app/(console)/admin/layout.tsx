import type { ReactNode } from "react";
import { paths } from "@/app/_client/paths";
import { requirePagePrincipal } from "@/server/auth/principal";
import { AdminParts } from "./admin-header";

/** The parts of administration; people of the installation are for its administrators. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const { isInstanceAdministrator } = await requirePagePrincipal();
  const parts = [
    ...(isInstanceAdministrator ? [{ label: "People", href: paths.users() }] : []),
    { label: "Teams", href: paths.teams() },
    { label: "Permissions", href: paths.permissions() },
  ];
  return (
    <div className="sb-page">
      <AdminParts parts={parts}>{children}</AdminParts>
    </div>
  );
}
