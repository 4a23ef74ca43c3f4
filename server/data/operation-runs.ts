import "server-only";
import type { z } from "zod";
import {
  type OperationRun,
  type RawMethod,
  type RunState,
  type rawHistoryEntrySchema,
  rawMethodSchema,
} from "@/contracts/operation";
import type { Executor } from "./client";
import type { Prisma } from "./generated/client";
import { newId } from "./ids";

export type OperationRunRow = Prisma.OperationRunModel;
export type RawHistoryEntry = z.output<typeof rawHistoryEntrySchema>;

/** States in which a run is still going on. */
export const openRunStates = ["requested", "running", "settling", "cancel_pending"] as const satisfies RunState[];

export interface NewOperationRun {
  profileId: string;
  operation: string;
  label: string;
  target: string;
  targetName: string;
  startedById: string | null;
  startedBy: string;
  state: RunState;
  progress?: string;
  isCancelable?: boolean;
  operationTimeoutMs?: number;
  statusTimeoutMs?: number;
  /** Of a raw request. */
  raw?: { method: RawMethod; uri: string; requestBody: string | null };
}

/** What can change about a run; fields left out stay. */
export interface OperationRunChange {
  state?: RunState;
  progress?: string;
  isCancelable?: boolean;
  jobUri?: string | null;
  acceptedStatuses?: readonly string[];
  endedAt?: Date;
  endStatus?: string | null;
  deviceStatus?: number | null;
  deviceReason?: number | null;
  problem?: OperationRun["problem"];
  responseBody?: string | null;
}

export function createOperationRun(db: Executor, run: NewOperationRun): Promise<OperationRunRow> {
  const { raw, ...fields } = run;
  return db.operationRun.create({ data: { id: newId(), startedAt: new Date(), ...fields, ...raw } });
}

export function updateOperationRun(db: Executor, id: string, change: OperationRunChange): Promise<OperationRunRow> {
  const { problem, acceptedStatuses, ...fields } = change;
  const stored = {
    ...(problem === undefined ? {} : { problem: problem === null ? null : JSON.stringify(problem) }),
    ...(acceptedStatuses === undefined ? {} : { acceptedStatuses: JSON.stringify(acceptedStatuses) }),
  };
  return db.operationRun.update({ where: { id }, data: { ...fields, ...stored } });
}

export function findOperationRun(db: Executor, id: string): Promise<OperationRunRow | null> {
  return db.operationRun.findUnique({ where: { id } });
}

/** Where a page of a history ends, newest first. */
export interface RunPosition {
  startedAt: Date;
  id: string;
}

const newestFirst = [{ startedAt: "desc" }, { id: "desc" }] satisfies Prisma.OperationRunOrderByWithRelationInput[];

function olderThan(position: RunPosition | null): Prisma.OperationRunWhereInput {
  if (position === null) return {};
  const { startedAt, id } = position;
  return { OR: [{ startedAt: { lt: startedAt } }, { startedAt, id: { lt: id } }] };
}

/** Runs of some profiles, newest first; raw requests are a history of their own. */
export function listOperationRuns(
  db: Executor,
  profileIds: readonly string[],
  page: {
    before: RunPosition | null;
    limit: number;
    states?: readonly RunState[];
    target?: string;
  },
): Promise<OperationRunRow[]> {
  const { before, states, target } = page;
  return db.operationRun.findMany({
    where: {
      profileId: { in: [...profileIds] },
      method: null,
      ...(states === undefined ? {} : { state: { in: [...states] } }),
      ...(target === undefined ? {} : { target }),
      ...olderThan(before),
    },
    orderBy: newestFirst,
    take: page.limit,
  });
}

/** Runs that were going on when the console stopped. */
export function listOpenRuns(db: Executor): Promise<OperationRunRow[]> {
  return db.operationRun.findMany({ where: { state: { in: [...openRunStates] } }, orderBy: { startedAt: "asc" } });
}

export function countRuns(db: Executor, profileIds: readonly string[], since: Date): Promise<number> {
  return db.operationRun.count({
    where: { profileId: { in: [...profileIds] }, method: null, startedAt: { gte: since } },
  });
}

/** Raw requests to a profile, newest first. */
export function listRawRequests(
  db: Executor,
  profileId: string,
  page: { before: RunPosition | null; limit: number },
): Promise<OperationRunRow[]> {
  return db.operationRun.findMany({
    where: { profileId, method: { not: null }, ...olderThan(page.before) },
    orderBy: newestFirst,
    take: page.limit,
  });
}

function durationOf(row: OperationRunRow): number | null {
  return row.endedAt === null ? null : row.endedAt.getTime() - row.startedAt.getTime();
}

/** The run as the API shows it. */
export function serializeOperationRun(row: OperationRunRow, profileName: string): OperationRun {
  return {
    id: row.id,
    profileId: row.profileId,
    profileName,
    operation: row.operation,
    label: row.label,
    target: row.target,
    targetName: row.targetName,
    startedBy: row.startedBy,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    durationMs: durationOf(row),
    state: row.state as RunState,
    progress: row.progress,
    isCancelable: row.isCancelable,
    endStatus: row.endStatus,
    deviceStatus: row.deviceStatus,
    deviceReason: row.deviceReason,
    problem: row.problem === null ? null : (JSON.parse(row.problem) as OperationRun["problem"]),
  };
}

/** The raw request as the API shows it. */
export function serializeRawRequest(row: OperationRunRow): RawHistoryEntry {
  return {
    runId: row.id,
    method: rawMethodSchema.parse(row.method),
    uri: row.uri ?? "",
    status: row.deviceStatus,
    reason: row.deviceReason,
    startedBy: row.startedBy,
    startedAt: row.startedAt.toISOString(),
    durationMs: durationOf(row),
    requestBody: row.requestBody,
    responseBody: row.responseBody,
  };
}
