/** Roles of the BMC's users and what they may do (BMC reference, sections 3 and 7.2). */

export type BmcPrivilege = "Login" | "ConfigureManager" | "ConfigureUsers" | "ConfigureSelf" | "ConfigureComponents";

const ALL: readonly BmcPrivilege[] = [
  "Login",
  "ConfigureManager",
  "ConfigureUsers",
  "ConfigureSelf",
  "ConfigureComponents",
];

const privilegesOfRole: ReadonlyMap<string, readonly BmcPrivilege[]> = new Map([
  ["Administrator", ALL],
  ["OemIBMServiceAgent", ALL],
  ["Operator", ["Login", "ConfigureSelf", "ConfigureComponents"]],
  ["ReadOnly", ["Login", "ConfigureSelf"]],
]);

export interface RoleVerdict {
  roles: readonly string[];
  /** Null where the service does not tell the role, or tells one that is not known here. */
  privileges: readonly BmcPrivilege[] | null;
  /** The `/ibm/v1` routes need both ConfigureComponents and ConfigureManager (section 3). */
  maySignCertificates: boolean | null;
}

/** What the roles of a session allow. */
export function judgeRoles(roles: readonly string[]): RoleVerdict {
  const known = roles.flatMap((role) => privilegesOfRole.get(role) ?? []);
  const privileges = known.length === 0 ? null : ALL.filter((privilege) => known.includes(privilege));
  const maySignCertificates =
    privileges === null ? null : privileges.includes("ConfigureComponents") && privileges.includes("ConfigureManager");
  return { roles, privileges, maySignCertificates };
}
