import "server-only";
import { z } from "zod";
import type { BrowserSession, Membership } from "@/contracts/people";
import { type ProfilePermission, profilePermissionSchema } from "@/contracts/permissions";
import type { Executor, Transaction } from "./client";
import type { Prisma, Session, User } from "./generated/client";
import { serializeMemberships, withMemberships } from "./users";

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

const withUser = {
  user: { include: { ...withMemberships, grants: true } },
} satisfies Prisma.SessionInclude;

const grantSchema = z.array(profilePermissionSchema);

/** A sign-in with the person behind it and what they may do. */
export interface SignedInSession extends Session {
  user: User;
  memberships: Membership[];
  /** Extra permissions by profile id. */
  grants: Map<string, ProfilePermission[]>;
}

export async function findSignedInSession(
  db: Executor,
  where: { id: string } | { tokenHash: string },
): Promise<SignedInSession | null> {
  const unique = "id" in where ? where : { token: where.tokenHash };
  const row = await db.session.findUnique({ where: unique, include: withUser });
  return (
    row && {
      ...row,
      memberships: serializeMemberships(row.user.memberships),
      grants: new Map(
        row.user.grants.map((grant) => [grant.profileId, grantSchema.parse(JSON.parse(grant.permissions))]),
      ),
    }
  );
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
