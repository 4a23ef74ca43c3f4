import "server-only";
import { z } from "zod";
import type { BrowserSession, Membership } from "@/contracts/people";
import { profilePermissionSchema, teamRoleSchema } from "@/contracts/permission-schemas";
import type { ProfilePermission } from "@/contracts/permissions";
import { type Database, type Executor, plainReaderOf, type Transaction } from "./client";
import type { Grant, Session, User } from "./generated/client";

export type SessionRow = Session;

/** A stored sign-in as the API shows it; `endsAt` is when it ends unless it is used. */
export function serializeSession(row: SessionRow, endsAt: Date, currentId: string): BrowserSession {
  return {
    id: row.id,
    isCurrent: row.id === currentId,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt.toISOString(),
    expiresAt: endsAt.toISOString(),
    remoteAddress: row.ipAddress,
    userAgent: row.userAgent,
  };
}

/** Sign-ins of a person, the most recently used first, ended ones included. */
export function listSessionsOf(db: Executor, userId: string): Promise<SessionRow[]> {
  return db.session.findMany({ where: { userId }, orderBy: { lastUsedAt: "desc" } });
}

export function findSessionByHash(db: Executor, tokenHash: string): Promise<SessionRow | null> {
  return db.session.findUnique({ where: { token: tokenHash } });
}

const grantSchema = z.array(profilePermissionSchema);

/** A sign-in with the person behind it and what they may do. */
export interface SignedInSession extends Pick<Session, "id" | "expiresAt" | "lastUsedAt" | "activeTeamId"> {
  user: Pick<User, "id" | "name" | "email" | "twoFactorEnabled" | "isInstanceAdministrator" | "isDisabled">;
  memberships: Membership[];
  /** Extra permissions by profile id. */
  grants: Map<string, ProfilePermission[]>;
}

interface SignedInRow extends Pick<Session, "id" | "activeTeamId" | "userId">, Pick<User, "name" | "email"> {
  expiresAt: string | number;
  lastUsedAt: string | number;
  twoFactorEnabled: number;
  isInstanceAdministrator: number;
  isDisabled: number;
  teamId: string | null;
  teamName: string | null;
  role: string | null;
}

const signedIn = (condition: string) => `
  SELECT session."id", session."expiresAt", session."lastUsedAt", session."activeTeamId", session."userId",
    person."name", person."email", person."twoFactorEnabled", person."isInstanceAdministrator", person."isDisabled",
    member."teamId", member."role", team."name" AS "teamName"
  FROM "Session" session
  JOIN "User" person ON person."id" = session."userId"
  LEFT JOIN "Membership" member ON member."userId" = person."id"
  LEFT JOIN "Team" team ON team."id" = member."teamId"
  WHERE ${condition}
  ORDER BY team."name"`;
const SIGNED_IN_BY_ID = signedIn(`session."id" = ?`);
const SIGNED_IN_BY_TOKEN = signedIn(`session."token" = ?`);
const GRANTS = `SELECT "profileId", "permissions" FROM "Grant" WHERE "userId" = ?`;

/**
 * Reads a sign-in, the person, their teams and grants as they are at this moment. Every request begins with this, so it
 * goes past the client; nothing of it is kept, or a revoked sign-in could go on acting.
 */
export function findSignedInSession(
  db: Database,
  where: { id: string } | { tokenHash: string },
): SignedInSession | null {
  const reader = plainReaderOf(db);
  const rows =
    "id" in where
      ? reader.all<SignedInRow>(SIGNED_IN_BY_ID, where.id)
      : reader.all<SignedInRow>(SIGNED_IN_BY_TOKEN, where.tokenHash);
  const [row] = rows;
  if (row === undefined) return null;
  const granted = reader.all<Pick<Grant, "profileId" | "permissions">>(GRANTS, row.userId);
  const { id, activeTeamId, userId, name, email } = row;
  return {
    id,
    expiresAt: new Date(row.expiresAt),
    lastUsedAt: new Date(row.lastUsedAt),
    activeTeamId,
    user: {
      id: userId,
      name,
      email,
      twoFactorEnabled: row.twoFactorEnabled === 1,
      isInstanceAdministrator: row.isInstanceAdministrator === 1,
      // Whatever is not plainly "no" keeps the person out.
      isDisabled: row.isDisabled !== 0,
    },
    memberships: rows.flatMap(({ teamId, teamName, role }) =>
      teamId === null || teamName === null ? [] : [{ teamId, teamName, role: teamRoleSchema.parse(role) }],
    ),
    grants: new Map(
      granted.map(({ profileId, permissions }) => [profileId, grantSchema.parse(JSON.parse(permissions))]),
    ),
  };
}

/** Notes that a sign-in is in use, unless it has ended meanwhile. */
export async function touchSession(db: Executor, id: string, at: Date): Promise<void> {
  await db.session.updateMany({ where: { id }, data: { lastUsedAt: at } });
}

/** Ends a person's sign-ins except one; returns how many. */
export async function deleteSessionsOf(tx: Transaction, userId: string, exceptId?: string): Promise<number> {
  const { count } = await tx.session.deleteMany({
    where: { userId, ...(exceptId === undefined ? {} : { id: { not: exceptId } }) },
  });
  return count;
}

/** Removes what is past its limits anyway. */
export async function deleteEndedSessions(tx: Transaction, now: Date, idleBefore: Date): Promise<void> {
  await tx.session.deleteMany({ where: { OR: [{ expiresAt: { lte: now } }, { lastUsedAt: { lte: idleBefore } }] } });
}
