import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase } from "./client";
import { isCurrent, MigrationError, migrate, readMigrations } from "./migrate";

const real = path.resolve(import.meta.dirname, "../../prisma/migrations");

let directory: string;
let file: string;
let migrations: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "signalbox-migrate-"));
  file = path.join(directory, "signalbox.db");
  migrations = path.join(directory, "migrations");
  cpSync(real, migrations, { recursive: true });
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function addMigration(name: string, sql: string) {
  mkdirSync(path.join(migrations, name), { recursive: true });
  writeFileSync(path.join(migrations, name, "migration.sql"), sql);
}

const backups = () => readdirSync(directory).filter((name) => name.includes(".before-"));

test("brings a new file to the present state and leaves a present one alone", async () => {
  expect(isCurrent(file, migrations)).toBe(false);
  const names = readMigrations(migrations).map((migration) => migration.name);
  expect(await migrate(file, migrations)).toEqual({ applied: names, backupFile: null });
  expect(await migrate(file, migrations)).toEqual({ applied: [], backupFile: null });
  expect(isCurrent(file, migrations)).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(backups()).toEqual([]);
});

test("the migrations lead exactly to the schema", { timeout: 60_000 }, () => {
  const script = path.resolve(import.meta.dirname, "../../scripts/new-migration.mts");
  const output = execFileSync(process.execPath, ["--import", "tsx", script, "--check"], { encoding: "utf8" });
  expect(output).toBe("The migrations already lead to the schema.\n");
});

test("keeps Prisma's own table", async () => {
  await migrate(file, migrations);
  const database = new SqliteDatabase(file);
  const rows = database.prepare(`SELECT * FROM "_prisma_migrations" ORDER BY "migration_name"`).all();
  database.close();
  expect(rows).toMatchObject(
    readMigrations(migrations).map(({ name, checksum }) => ({
      migration_name: name,
      checksum,
      applied_steps_count: 1,
    })),
  );
});

test("copies a database that holds something before it changes it", async () => {
  await migrate(file, migrations);
  const client = openDatabase(file);
  await client.team.create({ data: { id: "t", name: "t" } });
  await client.$disconnect();
  addMigration("9001_more", `CREATE TABLE "More" ("id" TEXT NOT NULL PRIMARY KEY);`);
  const { applied, backupFile } = await migrate(file, migrations);
  expect(applied).toEqual(["9001_more"]);
  expect(statSync(backupFile ?? "").mode & 0o077).toBe(0);
  const copy = new SqliteDatabase(backupFile ?? "", { readonly: true });
  expect(copy.prepare(`SELECT "id" FROM "Team"`).all()).toEqual([{ id: "t" }]);
  expect(copy.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'More'`).get()).toBeUndefined();
  copy.close();
});

test("a change that fails half way leaves nothing of itself", async () => {
  await migrate(file, migrations);
  addMigration("9001_broken", `CREATE TABLE "Half" ("id" TEXT); INSERT INTO "Nowhere" VALUES (1);`);
  await expect(migrate(file, migrations)).rejects.toThrow(/no such table/);
  const database = new SqliteDatabase(file);
  expect(database.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'Half'`).get()).toBeUndefined();
  database.close();
  rmSync(path.join(migrations, "9001_broken"), { recursive: true });
  expect(isCurrent(file, migrations)).toBe(true);
});

test("gives profiles the key of their name, and leaves alone those that are told apart by case only", async () => {
  const later = readMigrations(migrations).filter(({ name }) => name >= "0005");
  for (const { name } of later) rmSync(path.join(migrations, name), { recursive: true });
  await migrate(file, migrations);
  const before = new SqliteDatabase(file);
  before.exec(`INSERT INTO "Team" ("id", "name", "updatedAt") VALUES ('a', 'A', 0), ('b', 'B', 0)`);
  const insert = before.prepare(
    `INSERT INTO "Profile" ("id", "teamId", "kind", "name", "host", "port", "tlsPolicy", "createdAt", "updatedAt")
     VALUES (?, ?, 'hmc', ?, 'h', 1, '{}', ?, 0)`,
  );
  insert.run("p1", "a", "HMC 1", 2);
  insert.run("p2", "a", "hmc 1", 1);
  insert.run("p3", "b", "Hmc 1", 3);
  insert.run("p4", "a", "Zürich", 4);
  before.close();
  for (const { name, sql } of later) addMigration(name, sql);
  await migrate(file, migrations);
  const after = new SqliteDatabase(file, { readonly: true });
  expect(after.prepare(`SELECT "name", "nameKey" FROM "Profile" ORDER BY "id"`).all()).toEqual([
    { name: "HMC 1", nameKey: null },
    { name: "hmc 1", nameKey: "hmc 1" },
    { name: "Hmc 1", nameKey: "hmc 1" },
    { name: "Zürich", nameKey: null },
  ]);
  after.close();
});

test("refuses a database that a newer program wrote", async () => {
  addMigration("9001_future", `CREATE TABLE "Future" ("id" TEXT);`);
  await migrate(file, migrations);
  await expect(migrate(file, real)).rejects.toThrow(MigrationError);
  await expect(migrate(file, real)).rejects.toThrow(/newer version.*9001_future/);
  expect(isCurrent(file, real)).toBe(false);
});

test("refuses a database whose changes are not the ones of this program", async () => {
  await migrate(file, migrations);
  const [first = ""] = readdirSync(migrations);
  writeFileSync(path.join(migrations, first, "migration.sql"), "-- something else");
  await expect(migrate(file, migrations)).rejects.toThrow(/differs from the one that was applied/);
});

test("two processes that start together apply each change once", async () => {
  await migrate(file, migrations);
  for (let number = 1; number <= 5; number++)
    addMigration(`900${number}_more`, `CREATE TABLE "More${number}" ("id" TEXT);`);
  const results = await Promise.all([migrate(file, migrations), migrate(file, migrations)]);
  expect(results.flatMap((result) => result.applied).sort()).toEqual(
    ["9001", "9002", "9003", "9004", "9005"].map((n) => `${n}_more`),
  );
});
