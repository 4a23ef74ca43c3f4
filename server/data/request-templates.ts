import "server-only";
import type { Executor, Transaction } from "./client";
import type { Prisma } from "./generated/client";

export type RequestTemplateRow = Prisma.RequestTemplateModel;

export function listRequestTemplates(db: Executor, teamId: string): Promise<RequestTemplateRow[]> {
  return db.requestTemplate.findMany({ where: { teamId }, orderBy: { name: "asc" } });
}

export function findRequestTemplate(db: Executor, id: string): Promise<RequestTemplateRow | null> {
  return db.requestTemplate.findUnique({ where: { id } });
}

/** Throws a unique violation for a name the team has already. */
export function createRequestTemplate(
  tx: Transaction,
  row: { id: string; teamId: string; name: string; form: string },
): Promise<RequestTemplateRow> {
  return tx.requestTemplate.create({ data: row });
}

/** Throws a unique violation for a name the team has already. */
export function replaceRequestTemplate(
  tx: Transaction,
  id: string,
  row: { name: string; form: string },
): Promise<RequestTemplateRow> {
  return tx.requestTemplate.update({ where: { id }, data: row });
}

export async function deleteRequestTemplate(tx: Transaction, id: string): Promise<void> {
  await tx.requestTemplate.delete({ where: { id } });
}
