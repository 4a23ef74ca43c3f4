import "server-only";
import type { BrowserSession, SignedIn } from "@/contracts/people";
import { endsAt, isAlive } from "@/server/auth/session-lifetime";
import { getDatabase, withTransaction } from "@/server/data/client";
import { deleteSessionsOf, listSessionsOf, serializeSession } from "@/server/data/sessions";
import { findUser } from "@/server/data/users";
import { notFound } from "@/server/domain/app-error";
import type { Principal, RequestContext } from "@/server/domain/principal";
import { recordAudit } from "./audit";
import { requireInstanceAdministrator } from "./instance-administrator";
import { endStreamsOfSession } from "./live-streams";
import { listSwitchesOn } from "./settings";

/** Who is signed in, as the browser may know it. */
export async function describeSignedIn(principal: Principal): Promise<SignedIn> {
  return {
    userId: principal.userId,
    name: principal.name,
    email: principal.email,
    isInstanceAdministrator: principal.isInstanceAdministrator,
    hasSecondFactor: principal.hasSecondFactor,
    activeTeamId: principal.activeTeamId,
    memberships: [...principal.memberships],
    grants: Object.fromEntries([...principal.grants].map(([profileId, granted]) => [profileId, [...granted]])),
    switchesOn: await listSwitchesOn(),
  };
}

/**
 * Makes another of one's teams the active one of this sign-in.
 * @throws AppError `not_found` for a team one is not in, as for one that does not exist.
 */
export async function switchTeam(principal: Principal, teamId: string, context: RequestContext): Promise<SignedIn> {
  const membership = principal.memberships.find((candidate) => candidate.teamId === teamId);
  if (membership === undefined) throw notFound("team");
  await withTransaction(async (tx) => {
    await tx.session.updateMany({ where: { id: principal.sessionId }, data: { activeTeamId: teamId } });
    await recordAudit(tx, {
      principal,
      context,
      teamId,
      action: "session.switch-team",
      objectType: "team",
      objectId: teamId,
      objectName: membership.teamName,
    });
  });
  return describeSignedIn({ ...principal, activeTeamId: teamId });
}

/** Ends the sign-in; whatever it holds open closes with it. @throws AppError `storage_unavailable` */
export async function signOut(principal: Principal, context: RequestContext): Promise<void> {
  await withTransaction(async (tx) => {
    await tx.session.deleteMany({ where: { id: principal.sessionId } });
    await recordAudit(tx, {
      principal,
      context,
      teamId: null,
      action: "sign-out",
      objectType: "user",
      objectId: principal.userId,
      objectName: principal.email,
    });
  });
  endStreamsOfSession(principal.sessionId);
}

async function listLive(userId: string, currentId: string): Promise<BrowserSession[]> {
  const rows = await listSessionsOf(getDatabase(), userId);
  return rows.filter((row) => isAlive(row)).map((row) => serializeSession(row, endsAt(row), currentId));
}

/** One's own sign-ins that have not ended, the most recently used first. */
export function listOwnSessions(principal: Principal): Promise<BrowserSession[]> {
  return listLive(principal.userId, principal.sessionId);
}

/** Ends one of one's own sign-ins. @throws AppError `not_found` for another's, as for an unknown one. */
export async function revokeOwnSession(
  principal: Principal,
  sessionId: string,
  context: RequestContext,
): Promise<void> {
  await withTransaction(async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { id: sessionId, userId: principal.userId } });
    if (count === 0) throw notFound("sign-in");
    await recordAudit(tx, {
      principal,
      context,
      teamId: null,
      action: "session.revoke",
      objectType: "session",
      objectId: sessionId,
    });
  });
  endStreamsOfSession(sessionId);
}

/** Another person's sign-ins. @throws AppError `forbidden`, `not_found` */
export async function listUserSessions(principal: Principal, userId: string): Promise<BrowserSession[]> {
  requireInstanceAdministrator(principal);
  if ((await findUser(getDatabase(), userId)) === null) throw notFound("person");
  return listLive(userId, principal.sessionId);
}

/** Ends all sign-ins of a person, one's own too. @throws AppError `forbidden`, `not_found` */
export async function revokeUserSessions(principal: Principal, userId: string, context: RequestContext): Promise<void> {
  requireInstanceAdministrator(principal);
  await withTransaction(async (tx) => {
    const user = await findUser(tx, userId);
    if (user === null) throw notFound("person");
    const ended = await deleteSessionsOf(tx, userId);
    await recordAudit(tx, {
      principal,
      context,
      teamId: null,
      action: "session.revoke-all",
      objectType: "user",
      objectId: user.id,
      objectName: user.email,
      details: { ended },
    });
  });
}
