import "server-only";
import type { Executor, Transaction } from "./client";

export interface DataKeyRow {
  id: string;
  masterKeyId: string;
  wrapped: Uint8Array<ArrayBuffer>;
  useCount: bigint;
}

const columns = { id: true, masterKeyId: true, wrapped: true, useCount: true } as const;

export function findActiveDataKey(db: Executor): Promise<DataKeyRow | null> {
  return db.dataKey.findFirst({ where: { state: "active" }, orderBy: { createdAt: "desc" }, select: columns });
}

export function findDataKey(db: Executor, id: string): Promise<DataKeyRow | null> {
  return db.dataKey.findUnique({ where: { id }, select: columns });
}

/** Counts one use of a data key, in the transaction of the write that uses it. */
export async function countDataKeyUse(tx: Transaction, id: string): Promise<void> {
  await tx.dataKey.update({ where: { id }, data: { useCount: { increment: 1 } } });
}

/** Stores a new active data key and retires the former; retired keys still open what they sealed. */
export async function activateDataKey(tx: Transaction, key: Omit<DataKeyRow, "useCount">): Promise<void> {
  await tx.dataKey.updateMany({ where: { state: "active" }, data: { state: "retired", retiredAt: new Date() } });
  await tx.dataKey.create({ data: { ...key, state: "active" } });
}
