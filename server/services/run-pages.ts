import "server-only";
import type { OperationRunRow, RunPosition } from "@/server/data/operation-runs";
import { invalidField } from "@/server/domain/app-error";

/** Reads where a page begins. @throws AppError `invalid_request` */
export function parseRunCursor(cursor: string | undefined): RunPosition | null {
  if (cursor === undefined) return null;
  const [, ms, id] = /^(\d{1,15})\.([A-Za-z0-9_-]{1,64})$/.exec(cursor) ?? [];
  if (ms === undefined || id === undefined) throw invalidField("cursor", "This is not a position of the history.");
  return { startedAt: new Date(Number(ms)), id };
}

/** A page of at most `limit` of the rows, of which one more was read to know whether there are older ones. */
export function toRunPage<T>(
  rows: readonly OperationRunRow[],
  limit: number,
  serialize: (row: OperationRunRow) => T,
): { items: T[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? `${last.startedAt.getTime()}.${last.id}` : null;
  return { items: page.map(serialize), nextCursor };
}
