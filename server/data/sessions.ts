import "server-only";
import type { BrowserSession } from "@/contracts/people";
import type { Executor, Transaction } from "./client";
import type { Session } from "./generated/client";

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
