import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { getRuntime } from "@/server/runtime/registry";
import { type Database, openDatabase } from "../client";
import { migrate } from "../migrate";

export interface TestDatabase {
  directory: string;
  file: string;
  database: Database;
  close(): Promise<void>;
}

const migrations = path.resolve(import.meta.dirname, "../../../prisma/migrations");

/** A migrated database in a directory of its own, installed as the one `getDatabase()` returns. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const directory = mkdtempSync(path.join(tmpdir(), "signalbox-"));
  const file = path.join(directory, "signalbox.db");
  await migrate(file, migrations);
  const database = openDatabase(file);
  const { services } = getRuntime();
  services.database = database;
  return {
    directory,
    file,
    database,
    async close() {
      await database.$disconnect();
      if (services.database === database) delete services.database;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
