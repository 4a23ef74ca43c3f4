import "server-only";
import { getDatabase } from "@/server/data/client";
import { translateStorageError } from "@/server/data/errors";
import { findSignedInSession, type SignedInSession, touchSession } from "@/server/data/sessions";
import type { Principal } from "@/server/domain/principal";
import { findOrigin } from "@/server/runtime/remote-address";
import { findSessionToken } from "./cookies";
import { ACTIVITY_GRAIN_MS, isAlive } from "./session-lifetime";
import { hashToken } from "./token";

export interface LoadOptions {
  /** False for streams and background polling, which do not prolong a sign-in. */
  countsAsActivity: boolean;
}

function principalOf(session: SignedInSession, remoteAddress: string | null): Principal {
  const { user, memberships } = session;
  const isMember = memberships.some((membership) => membership.teamId === session.activeTeamId);
  return {
    userId: user.id,
    name: user.name,
    email: user.email,
    isInstanceAdministrator: user.isInstanceAdministrator,
    hasSecondFactor: user.twoFactorEnabled,
    sessionId: session.id,
    activeTeamId: isMember ? session.activeTeamId : (memberships[0]?.teamId ?? null),
    memberships,
    grants: session.grants,
    remoteAddress,
  };
}

function findLive(where: { id: string } | { tokenHash: string }): SignedInSession | null {
  try {
    const session = findSignedInSession(getDatabase(), where);
    return session !== null && isAlive(session) && !session.user.isDisabled ? session : null;
  } catch (error) {
    throw translateStorageError(error);
  }
}

/**
 * Who sends a request with these headers: nobody without a session cookie, or when the session has ended, sat idle or
 * outlived its limit, or its user is disabled (SEC-F2). Roles and grants are read afresh each time.
 * @throws AppError `storage_unavailable` when the database does not answer.
 */
export async function loadPrincipalFromHeaders(
  headers: Pick<Headers, "get">,
  { countsAsActivity }: LoadOptions,
): Promise<Principal | null> {
  const token = findSessionToken(headers);
  if (token === undefined) return null;
  const session = findLive({ tokenHash: hashToken(token) });
  if (session === null) return null;
  const now = Date.now();
  if (countsAsActivity && now - session.lastUsedAt.getTime() >= ACTIVITY_GRAIN_MS) {
    await touchSession(getDatabase(), session.id, new Date(now));
  }
  return principalOf(session, findOrigin(headers)?.remoteAddress ?? null);
}

/** As `loadPrincipalFromHeaders`, for a route handler's request. */
export function loadPrincipal(request: Request, options: LoadOptions): Promise<Principal | null> {
  return loadPrincipalFromHeaders(request.headers, options);
}

/**
 * The principal of a session that is in use already, for example by an open stream; null once it has ended. Never
 * counts as activity.
 * @throws AppError `storage_unavailable`.
 */
export async function loadPrincipalBySession(
  sessionId: string,
  remoteAddress: string | null = null,
): Promise<Principal | null> {
  const session = findLive({ id: sessionId });
  return session === null ? null : principalOf(session, remoteAddress);
}

/** Whether a session is still good, for what stays open longer than a request. Never counts as activity. */
export async function isSessionLive(sessionId: string): Promise<boolean> {
  return findLive({ id: sessionId }) !== null;
}
