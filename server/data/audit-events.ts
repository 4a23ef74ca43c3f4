import "server-only";
import type { z } from "zod";
import type { AuditEvent, auditQuerySchema } from "@/contracts/audit";
import type { Executor, Transaction } from "./client";
import type { Prisma } from "./generated/client";

/** An audit event as it is stored; `details` is canonical JSON. */
export interface AuditRow {
  sequence: number;
  occurredAt: Date;
  actorId: string | null;
  actorName: string;
  teamId: string | null;
  remoteAddress: string | null;
  action: string;
  objectType: string;
  objectId: string | null;
  objectName: string | null;
  outcome: string;
  details: string;
  requestId: string;
  previousMac: string;
  mac: string;
}

export type AuditFilter = Omit<z.output<typeof auditQuerySchema>, "cursor" | "limit">;

export function findLastAuditEvent(db: Executor): Promise<AuditRow | null> {
  return db.auditEvent.findFirst({ orderBy: { sequence: "desc" } });
}

export async function insertAuditEvent(tx: Transaction, row: AuditRow): Promise<void> {
  await tx.auditEvent.create({ data: row });
}

/** The chain in its order, a batch at a time, for verification. */
export function listAuditChain(db: Executor, afterSequence: number, limit: number): Promise<AuditRow[]> {
  return db.auditEvent.findMany({
    where: { sequence: { gt: afterSequence } },
    orderBy: { sequence: "asc" },
    take: limit,
  });
}

function matching(filter: AuditFilter): Prisma.AuditEventWhereInput[] {
  const { actor, action, outcome, text, from, to } = filter;
  return [
    actor === undefined ? {} : { actorName: { contains: actor } },
    action === undefined ? {} : { action: { startsWith: action } },
    outcome === undefined ? {} : { outcome },
    text === undefined
      ? {}
      : { OR: [{ objectName: { contains: text } }, { objectId: { contains: text } }, { details: { contains: text } }] },
    from === undefined ? {} : { occurredAt: { gte: new Date(from) } },
    to === undefined ? {} : { occurredAt: { lte: new Date(to) } },
  ];
}

/** Events of the given teams (null: those of no team), newest first, older than `beforeSequence`. */
export function listAuditEvents(
  db: Executor,
  teams: readonly (string | null)[],
  filter: AuditFilter,
  page: { beforeSequence: number | null; limit: number },
): Promise<AuditRow[]> {
  const ofTeams = { OR: teams.map((teamId) => ({ teamId })) };
  const before = page.beforeSequence === null ? {} : { sequence: { lt: page.beforeSequence } };
  return db.auditEvent.findMany({
    where: { AND: [ofTeams, before, ...matching(filter)] },
    orderBy: { sequence: "desc" },
    take: page.limit,
  });
}

/** The event as the API shows it, without the links of the chain. */
export function serializeAuditEvent(row: AuditRow): AuditEvent {
  return {
    sequence: row.sequence,
    occurredAt: row.occurredAt.toISOString(),
    actorId: row.actorId,
    actorName: row.actorName,
    teamId: row.teamId,
    remoteAddress: row.remoteAddress,
    action: row.action,
    objectType: row.objectType,
    objectId: row.objectId,
    objectName: row.objectName,
    outcome: row.outcome as AuditEvent["outcome"],
    details: JSON.parse(row.details) as Record<string, unknown>,
    requestId: row.requestId,
  };
}
