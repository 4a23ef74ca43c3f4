export const teamRoles = ["viewer", "operator", "administrator"] as const;
export type TeamRole = (typeof teamRoles)[number];

/** What a person may do with one profile (SEC-G1). */
export const profilePermissions = ["view", "operate", "raw-request", "sign-csr", "export-key", "manage"] as const;
export type ProfilePermission = (typeof profilePermissions)[number];

/** What a person may do in a team, apart from its profiles. */
export const teamPermissions = [
  "team.view",
  "team.manage",
  "profiles.create",
  "trust.view",
  "trust.manage",
  "identities.manage",
  "audit.view",
  "settings.manage",
] as const;
export type TeamPermission = (typeof teamPermissions)[number];

interface RolePermissions {
  team: readonly TeamPermission[];
  profile: readonly ProfilePermission[];
}

/** The one permission table: what each role brings. Whatever is not listed is denied; grants add to it per profile. */
export const rolePermissions: Record<TeamRole, RolePermissions> = {
  viewer: { team: ["team.view", "trust.view"], profile: ["view"] },
  operator: { team: ["team.view", "trust.view"], profile: ["view", "operate"] },
  administrator: { team: teamPermissions, profile: profilePermissions },
};

/** What each permission lets a person do, for explanations on screen and in the documentation. */
export const permissionDescriptions: Record<TeamPermission | ProfilePermission, string> = {
  "team.view": "see the team and its members",
  "team.manage": "add and remove members and change their roles",
  "profiles.create": "create and import profiles",
  "trust.view": "see CA bundles and client certificates",
  "trust.manage": "change CA bundles",
  "identities.manage": "add and remove client certificates",
  "audit.view": "read the audit log",
  "settings.manage": "change the team's settings",
  view: "see the profile and what its device reports",
  operate: "change states and properties of the device and run operations on it",
  "raw-request": "send raw requests to the device",
  "sign-csr": "have certificates signed",
  "export-key": "export private keys",
  manage: "change or delete the profile, its trust and its credentials",
};

/** True if a member with this role may do this in the team. */
export function teamAllows(role: TeamRole, permission: TeamPermission): boolean {
  return rolePermissions[role].team.includes(permission);
}

/** True if the role, or a grant on the profile, allows it. */
export function profileAllows(
  role: TeamRole,
  grants: readonly ProfilePermission[],
  permission: ProfilePermission,
): boolean {
  return rolePermissions[role].profile.includes(permission) || grants.includes(permission);
}

/** The sentence a disabled button shows. */
export function explainDenied(permission: TeamPermission | ProfilePermission): string {
  const roles = teamRoles.filter(
    (role) =>
      (rolePermissions[role].team as readonly string[]).includes(permission) ||
      (rolePermissions[role].profile as readonly string[]).includes(permission),
  );
  const grant = (profilePermissions as readonly string[]).includes(permission)
    ? ` or the grant “${permission}” on the profile`
    : "";
  return `To ${permissionDescriptions[permission]} you need the role ${roles.join(" or ")}${grant}. Ask an administrator of the team.`;
}

/** Why credentials cannot go over a connection that is not encrypted. */
export const clearCredentialsSwitchedOff =
  "Credentials over connections without encryption are switched off for this installation.";

/** Why a connection without verification cannot be allowed anywhere. */
export const insecureSwitchedOff = "Connections without verification are switched off for this installation.";
