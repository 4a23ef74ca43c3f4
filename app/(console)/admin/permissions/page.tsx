import type { Metadata } from "next";
import { Panel } from "@/app/_components/feedback/page-header";
import { profilePermissions, rolePermissions, teamPermissions } from "@/contracts/permissions";
import { AdminHeader } from "../admin-header";
import { PermissionTable } from "./permission-table";

export const metadata: Metadata = { title: "Permissions" };

export default function Page() {
  return (
    <>
      <AdminHeader
        title="Permissions"
        summary="What each role brings. Whatever is not listed is denied. An administrator of the installation sees to people and teams, and reaches profiles by a role in their team like everybody else."
      />
      <Panel title="In a team">
        <PermissionTable
          label="Permissions in a team"
          permissions={teamPermissions}
          allows={(role, permission) => rolePermissions[role].team.includes(permission)}
        />
      </Panel>
      <Panel title="On the team's profiles">
        <div className="sb-stack">
          <p>These can also be granted to single members for single profiles, on the profile's page “Access”.</p>
          <PermissionTable
            label="Permissions on profiles"
            permissions={profilePermissions}
            allows={(role, permission) => rolePermissions[role].profile.includes(permission)}
          />
        </div>
      </Panel>
    </>
  );
}
