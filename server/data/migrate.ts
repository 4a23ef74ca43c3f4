import "server-only";
import { createHash, randomUUID } from "node:crypto";
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import SqliteDatabase from "better-sqlite3";
import { BUSY_TIMEOUT_MS } from "./sqlite-adapter";

export interface Migration {
  name: string;
  checksum: string;
  sql: string;
}

/** Thrown when a database and this program do not fit together; `message` is for the person who starts it. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

export interface MigrationResult {
  applied: string[];
  /** Copy made before anything was changed; null for a new or current database. */
  backupFile: string | null;
}

/** The table of Prisma's own migration engine, so that its tools understand the database. */
const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" TEXT PRIMARY KEY NOT NULL,
    "checksum" TEXT NOT NULL,
    "finished_at" DATETIME,
    "migration_name" TEXT NOT NULL,
    "logs" TEXT,
    "rolled_back_at" DATETIME,
    "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
)`;

/** Reads the migrations of a folder in their order; a folder per migration as Prisma lays them out. */
export function readMigrations(directory: string): Migration[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(directory, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

interface AppliedRow {
  name: string;
  checksum: string;
}

function readApplied(database: SqliteDatabase.Database): AppliedRow[] {
  const table = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_prisma_migrations'");
  if (table.get() === undefined) return [];
  return database
    .prepare(
      `SELECT "migration_name" AS name, "checksum" FROM "_prisma_migrations"
       WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL ORDER BY "migration_name"`,
    )
    .all() as AppliedRow[];
}

/** The migrations still to be applied; refuses a database this program does not know. */
function findPending(migrations: readonly Migration[], applied: readonly AppliedRow[]): readonly Migration[] {
  for (const [index, row] of applied.entries()) {
    const expected = migrations[index];
    if (expected === undefined || !migrations.some((migration) => migration.name === row.name)) {
      throw new MigrationError(
        `The database was written by a newer version of this program (it has the change “${row.name}”). Start that version, or restore the copy made before the upgrade.`,
      );
    }
    if (expected.name !== row.name) {
      throw new MigrationError(`The database lacks the change “${expected.name}” but has the later “${row.name}”.`);
    }
    if (expected.checksum !== row.checksum) {
      throw new MigrationError(`The change “${row.name}” differs from the one that was applied to this database.`);
    }
  }
  return migrations.slice(applied.length);
}

/** The database and its copies are for the service user only; SQLite gives its log files the same mode. */
function makePrivateFile(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
}

async function backUp(database: SqliteDatabase.Database, file: string): Promise<string> {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const backupFile = `${file}.before-${stamp}`;
  makePrivateFile(backupFile);
  await database.backup(backupFile);
  return backupFile;
}

function applyOne(database: SqliteDatabase.Database, migrations: readonly Migration[]): string | undefined {
  database.exec("BEGIN IMMEDIATE");
  try {
    // Read again under the write lock: another process may have started at the same moment.
    const [next] = findPending(migrations, readApplied(database));
    if (next !== undefined) {
      database.exec(BOOKKEEPING);
      database.exec(next.sql);
      const broken = database.pragma("foreign_key_check") as unknown[];
      if (broken.length > 0) throw new MigrationError(`The change “${next.name}” leaves rows without their parents.`);
      database
        .prepare(
          `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
           VALUES (?, ?, ?, ?, ?, 1)`,
        )
        .run(randomUUID(), next.checksum, next.name, Date.now(), Date.now());
    }
    database.exec("COMMIT");
    return next?.name;
  } catch (error) {
    if (database.inTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function openForMigration(file: string, readonly: boolean): SqliteDatabase.Database {
  const database = new SqliteDatabase(file, { readonly, timeout: BUSY_TIMEOUT_MS });
  if (!readonly) {
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL");
  }
  return database;
}

/**
 * Brings a database file to the state this program needs: forward only, each change in a transaction of its own together
 * with its record, after a copy of a database that already holds something (REL-2).
 * @throws MigrationError for a database that is newer than the program or was changed behind its back.
 */
export async function migrate(file: string, directory: string): Promise<MigrationResult> {
  const migrations = readMigrations(directory);
  const isNew = !existsSync(file) || statSync(file).size === 0;
  if (isNew) makePrivateFile(file);
  const database = openForMigration(file, false);
  try {
    const pending = findPending(migrations, readApplied(database));
    if (pending.length === 0) return { applied: [], backupFile: null };
    const backupFile = isNew ? null : await backUp(database, file);
    const applied: string[] = [];
    // Tables are rebuilt by dropping the old one, which must not cascade into others.
    database.pragma("foreign_keys = OFF");
    for (let name = applyOne(database, migrations); name !== undefined; name = applyOne(database, migrations)) {
      applied.push(name);
    }
    return { applied, backupFile };
  } finally {
    database.close();
  }
}

/** Whether a database file has exactly the migrations of this program, for `/readyz` and the commands. */
export function isCurrent(file: string, directory: string): boolean {
  if (!existsSync(file)) return false;
  const database = openForMigration(file, true);
  try {
    return findPending(readMigrations(directory), readApplied(database)).length === 0;
  } catch (error) {
    if (error instanceof MigrationError) return false;
    throw error;
  } finally {
    database.close();
  }
}

/** The folder of this program's migrations. */
export function migrationsDirectory(): string {
  return path.join(process.cwd(), "prisma", "migrations");
}
