import "server-only";
import path from "node:path";
import { getEnv } from "@/server/env";
import { obtain } from "@/server/runtime/registry";
import { translateStorageError } from "./errors";
import { type Prisma, PrismaClient } from "./generated/client";
import { SqliteAdapter } from "./sqlite-adapter";

export type Database = PrismaClient;
/** What a repository works on: the database, or the transaction its caller is in. */
export type Executor = Prisma.TransactionClient;
export type Transaction = Prisma.TransactionClient;

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    database: Database;
    databaseFile: string;
  }
}

const MAX_WAIT_MS = 10_000;
const TRANSACTION_TIMEOUT_MS = 30_000;

/** Where the database of this installation lies. */
export function databaseFile(): string {
  return obtain("databaseFile", () => path.join(getEnv().dataDirectory, "signalbox.db"));
}

/** Opens a database file, which `migrate` has made. The caller disconnects it. */
export function openDatabase(file: string): Database {
  return new PrismaClient({
    adapter: new SqliteAdapter(file),
    transactionOptions: { maxWait: MAX_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS },
  });
}

/** The database of this process, opened by the first caller. It must have been migrated, see `migrate.ts`. */
export function getDatabase(): Database {
  return obtain("database", () => openDatabase(databaseFile()));
}

/**
 * Runs `work` in one transaction that writes everything or nothing. Within it use only the transaction handed over:
 * a write through `getDatabase()` would wait for the end of this very transaction.
 * @throws AppError `storage_unavailable` if the database cannot be written; whatever `work` throws otherwise.
 */
export async function withTransaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
  try {
    return await getDatabase().$transaction(work);
  } catch (error) {
    throw translateStorageError(error);
  }
}
