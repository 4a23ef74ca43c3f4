import { CheckmarkIcon } from "@/app/_components/icons";
import { PlainTable } from "@/app/_components/table/plain-table";
import {
  type ProfilePermission,
  permissionDescriptions,
  type TeamPermission,
  type TeamRole,
  teamRoles,
} from "@/contracts/permissions";
import styles from "../admin.module.scss";

interface PermissionTableProps<P> {
  label: string;
  permissions: readonly P[];
  allows: (role: TeamRole, permission: P) => boolean;
}

/** The permission table as it is enforced, a line for each permission. */
export function PermissionTable<P extends TeamPermission | ProfilePermission>(props: PermissionTableProps<P>) {
  const { label, permissions, allows } = props;
  return (
    <PlainTable label={label}>
      <thead>
        <tr>
          <th scope="col">Permission</th>
          <th scope="col">Lets a person</th>
          {teamRoles.map((role) => (
            <th key={role} scope="col">
              {role}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {permissions.map((permission) => (
          <tr key={permission}>
            <th scope="row">
              <code>{permission}</code>
            </th>
            <td className={styles.description}>{permissionDescriptions[permission]}</td>
            {teamRoles.map((role) => (
              <td key={role}>
                {allows(role, permission) ? (
                  <>
                    <CheckmarkIcon />
                    <span className="sb-visually-hidden">yes</span>
                  </>
                ) : (
                  <span className="sb-muted">no</span>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}
