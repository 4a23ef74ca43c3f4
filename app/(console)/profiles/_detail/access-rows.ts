import type { Member } from "@/contracts/people";
import { type ProfilePermission, profilePermissions, rolePermissions, type TeamRole } from "@/contracts/permissions";

export interface AccessRow {
  userId: string;
  name: string;
  email: string;
  role: TeamRole | null;
  /** Where each permission comes from. */
  cells: readonly { permission: ProfilePermission; from: "role" | "grant" | null }[];
  granted: readonly ProfilePermission[];
}

interface Grant {
  userId: string;
  name: string;
  email: string;
  permissions: readonly ProfilePermission[];
}

/** Members with what role and grants allow them, by name; a grant of what the role brings anyway counts as the role's. */
export function accessRows(members: readonly Member[], grants: readonly Grant[]): AccessRow[] {
  const people = new Map<string, { name: string; email: string; role: TeamRole | null }>();
  for (const { userId, name, email } of grants) people.set(userId, { name, email, role: null });
  for (const { userId, name, email, role } of members) people.set(userId, { name, email, role });
  return [...people]
    .map(([userId, person]) => {
      const granted = grants.find((grant) => grant.userId === userId)?.permissions ?? [];
      const cells = profilePermissions.map((permission) => {
        const isOfRole = person.role !== null && rolePermissions[person.role].profile.includes(permission);
        return { permission, from: isOfRole ? "role" : granted.includes(permission) ? "grant" : null } as const;
      });
      return { userId, ...person, cells, granted };
    })
    .sort((a, b) => a.name.localeCompare(b.name, "en"));
}

/** The grants with one permission added or taken away, in the order of the permission table. */
export function withPermission(
  granted: readonly ProfilePermission[],
  permission: ProfilePermission,
  isGranted: boolean,
): ProfilePermission[] {
  return profilePermissions.filter((other) => (other === permission ? isGranted : granted.includes(other)));
}
