import "server-only";
import path from "node:path";
import { getEnv } from "@/server/env";
import { obtain } from "@/server/runtime/registry";
import { translateStorageError } from "./errors";
import { type Prisma, PrismaClient } from "./generated/client";
import { PlainReader } from "./plain-reader";
import { BUSY_TIMEOUT_MS, SqliteAdapter } from "./sqlite-adapter";

export type Database = PrismaClient;
/** What a repository works on: the database, or the transaction its caller is in. */
export type Executor = Prisma.TransactionClient;
export type Transaction = Prisma.TransactionClient;

declare module "@/server/runtime/registry" {
  interface RuntimeServices {
    database: Database;
    databaseFile: string;
    plainReaders: WeakMap<Database, PlainReader>;
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
  const reader = new PlainReader(file, BUSY_TIMEOUT_MS);
  const database = new PrismaClient({
    adapter: new SqliteAdapter(file, () => reader.close()),
    transactionOptions: { maxWait: MAX_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS },
  });
  plainReaders().set(database, reader);
  return database;
}

function plainReaders(): WeakMap<Database, PlainReader> {
  return obtain("plainReaders", () => new WeakMap());
}

/** Reads of a database beside its client; they see what is committed, never what a transaction is about to write. */
export function plainReaderOf(database: Database): PlainReader {
  const reader = plainReaders().get(database);
  if (reader === undefined) throw new Error("This database was not opened by openDatabase.");
  return reader;
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
