import "server-only";
import { z } from "zod";
import type { BrowserSession, Membership } from "@/contracts/people";
import { profilePermissionSchema, teamRoleSchema } from "@/contracts/permission-schemas";
import type { ProfilePermission } from "@/contracts/permissions";
import type { Executor, Transaction } from "./client";
import { type Grant, Prisma, type Session, type User } from "./generated/client";

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

type SignedInRow = Pick<Session, "id" | "expiresAt" | "lastUsedAt" | "activeTeamId" | "userId"> &
  Pick<User, "name" | "email" | "twoFactorEnabled" | "isInstanceAdministrator" | "isDisabled"> & {
    teamId: string | null;
    teamName: string | null;
    role: string | null;
  };

/**
 * Reads a sign-in, the person, their teams and grants. Every request begins with this, and the client's own way to load
 * relations costs four times as much as these two statements.
 */
export async function findSignedInSession(
  db: Executor,
  where: { id: string } | { tokenHash: string },
): Promise<SignedInSession | null> {
  const isWanted =
    "id" in where ? Prisma.sql`session."id" = ${where.id}` : Prisma.sql`session."token" = ${where.tokenHash}`;
  const rows = await db.$queryRaw<SignedInRow[]>`
    SELECT session."id", session."expiresAt", session."lastUsedAt", session."activeTeamId", session."userId",
      person."name", person."email", person."twoFactorEnabled", person."isInstanceAdministrator", person."isDisabled",
      member."teamId", member."role", team."name" AS "teamName"
    FROM "Session" session
    JOIN "User" person ON person."id" = session."userId"
    LEFT JOIN "Membership" member ON member."userId" = person."id"
    LEFT JOIN "Team" team ON team."id" = member."teamId"
    WHERE ${isWanted}
    ORDER BY team."name"`;
  const [row] = rows;
  if (row === undefined) return null;
  const granted = await db.$queryRaw<Pick<Grant, "profileId" | "permissions">[]>`
    SELECT "profileId", "permissions" FROM "Grant" WHERE "userId" = ${row.userId}`;
  const { id, expiresAt, lastUsedAt, activeTeamId, userId } = row;
  const { name, email, twoFactorEnabled, isInstanceAdministrator, isDisabled } = row;
  return {
    id,
    expiresAt,
    lastUsedAt,
    activeTeamId,
    user: { id: userId, name, email, twoFactorEnabled, isInstanceAdministrator, isDisabled },
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
