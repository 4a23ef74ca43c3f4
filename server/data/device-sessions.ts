import "server-only";
import type { Executor } from "./client";
import type { Prisma } from "./generated/client";

export type DeviceSessionRow = Prisma.DeviceSessionModel;

/** Stores a session before it is used, so that a later process can end it (REL-11). The id is chosen by the caller, who sealed the handle for it. */
export async function createDeviceSession(db: Executor, row: Omit<DeviceSessionRow, "openedAt">): Promise<void> {
  await db.deviceSession.create({ data: row });
}

export async function deleteDeviceSession(db: Executor, id: string): Promise<void> {
  await db.deviceSession.deleteMany({ where: { id } });
}

export function findDeviceSession(db: Executor, id: string): Promise<DeviceSessionRow | null> {
  return db.deviceSession.findUnique({ where: { id } });
}

/** Sessions that other processes than this one left open. */
export function listLeftBehindSessions(db: Executor, processId: string): Promise<DeviceSessionRow[]> {
  return db.deviceSession.findMany({ where: { processId: { not: processId } }, orderBy: { openedAt: "asc" } });
}
