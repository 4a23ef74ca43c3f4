"use client";

import { explainDenied, type ProfilePermission, type TeamPermission, teamAllows } from "@/contracts/permissions";
import type { Profile } from "@/contracts/profile";
import { queries } from "./queries";
import { useQuery } from "./use-query";

/**
 * Why the reader may not do this in the active team, or null if allowed. It only explains on screen: the services
 * decide (SEC-G1).
 */
export function useTeamDenial(permission: TeamPermission): string | null {
  const { data: session } = useQuery(queries.session());
  if (session === undefined) return "Your permissions are still being read.";
  const role = session.memberships.find((membership) => membership.teamId === session.activeTeamId)?.role;
  return role !== undefined && teamAllows(role, permission) ? null : explainDenied(permission);
}

/** Why the reader may not do this with the profile, or null if allowed. */
export function profileDenial(profile: Pick<Profile, "permissions">, permission: ProfilePermission): string | null {
  return profile.permissions.includes(permission) ? null : explainDenied(permission);
}
