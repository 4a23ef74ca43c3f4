import type { Membership } from "@/contracts/people";
import {
  explainDenied,
  type ProfilePermission,
  profileAllows,
  profilePermissions,
  type TeamPermission,
  type TeamRole,
  teamAllows,
} from "@/contracts/permissions";
import { AppError, notFound } from "./app-error";

/** Who is asking, from where, and what they may do; read from the database for every request. */
export interface Principal {
  userId: string;
  name: string;
  email: string;
  isInstanceAdministrator: boolean;
  hasSecondFactor: boolean;
  sessionId: string;
  activeTeamId: string | null;
  memberships: readonly Membership[];
  /** Extra permissions by profile id. */
  grants: ReadonlyMap<string, readonly ProfilePermission[]>;
  remoteAddress: string | null;
}

/** Facts of the request that the audit log and error answers carry. */
export interface RequestContext {
  requestId: string;
  remoteAddress: string | null;
}

/** The principal's role in a team; undefined if not a member. */
export function roleIn(principal: Principal, teamId: string): TeamRole | undefined {
  return principal.memberships.find((membership) => membership.teamId === teamId)?.role;
}

/** The active team's id; throws `forbidden` for a person without a team. */
export function requireActiveTeam(principal: Principal): string {
  if (principal.activeTeamId === null || roleIn(principal, principal.activeTeamId) === undefined) {
    throw new AppError("forbidden", "You are not a member of a team yet.", {
      remedy: "Ask an administrator to add you to a team.",
    });
  }
  return principal.activeTeamId;
}

/** Throws `not_found` for a team one is not in, `forbidden` where the role does not suffice. */
export function requireTeam(principal: Principal, teamId: string, permission: TeamPermission): void {
  const role = roleIn(principal, teamId);
  if (role === undefined) throw notFound("team");
  if (!teamAllows(role, permission)) throw new AppError("forbidden", explainDenied(permission));
}

/** What the principal may do with a stored profile. */
export function permissionsOn(principal: Principal, profile: { id: string; teamId: string }): ProfilePermission[] {
  const role = roleIn(principal, profile.teamId);
  if (role === undefined) return [];
  const grants = principal.grants.get(profile.id) ?? [];
  return profilePermissions.filter((permission) => profileAllows(role, grants, permission));
}

/** Throws `not_found` for a profile of a team one is not in, `forbidden` where role and grants do not suffice. */
export function requireProfile(
  principal: Principal,
  profile: { id: string; teamId: string },
  permission: ProfilePermission,
): void {
  if (roleIn(principal, profile.teamId) === undefined) throw notFound("profile");
  if (!permissionsOn(principal, profile).includes(permission)) {
    throw new AppError("forbidden", explainDenied(permission));
  }
}
