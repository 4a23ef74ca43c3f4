import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { getRuntime } from "@/server/runtime/registry";
import { installKeyring, Keyring } from "@/server/secrets/keyring";
import { Secret } from "@/server/secrets/secret";
import { type Database, openDatabase } from "../client";
import { migrate } from "../migrate";

export interface TestDatabase {
  directory: string;
  file: string;
  database: Database;
  keyring: Keyring;
  close(): Promise<void>;
}

const migrations = path.resolve(import.meta.dirname, "../../../prisma/migrations");

/**
 * A migrated database with a random master key in a directory of its own, installed as the ones that `getDatabase()`
 * and `getKeyring()` return.
 */
export async function createTestDatabase(options: { keyUseLimit?: bigint } = {}): Promise<TestDatabase> {
  const directory = mkdtempSync(path.join(tmpdir(), "signalbox-"));
  const file = path.join(directory, "signalbox.db");
  await migrate(file, migrations);
  const database = openDatabase(file);
  const { services } = getRuntime();
  services.database = database;
  services.databaseFile = file;
  const keyring = new Keyring(new Secret(randomBytes(32)), { useLimit: options.keyUseLimit });
  await installKeyring(database, keyring);
  return {
    directory,
    file,
    database,
    keyring,
    async close() {
      clearTimeout(services.auditHeadExport);
      delete services.auditHeadExport;
      await database.$disconnect();
      if (services.database === database) {
        delete services.database;
        delete services.databaseFile;
        delete services.keyring;
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
