import { spawn } from "node:child_process";
import path from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase } from "./client";
import { SqliteAdapter } from "./sqlite-adapter";
import { createTestDatabase, type TestDatabase } from "./testing/database";

const ROUNDS = 24;
const writer = path.join(import.meta.dirname, "testing/durability-writer.ts");

let stored: TestDatabase;
beforeEach(async () => {
  stored = await createTestDatabase();
});
afterEach(() => stored.close());

/** Lets a child write until it has acknowledged `enough` and then kills it in the middle of whatever it does. */
function writeUntilKilled(round: number, enough: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ["--conditions=react-server", "--import", "tsx", writer, stored.file, String(round)],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    let output = "";
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.split("\n").length > enough) child.kill("SIGKILL");
    });
    child.on("error", reject);
    child.on("close", (_code, signal) => {
      if (signal === "SIGKILL") resolve(output.split("\n").slice(0, -1));
      else reject(new Error(`The writer ended by itself: ${errors}`));
    });
  });
}

test("every connection keeps the settings that make a write durable", async () => {
  // The driver opens a file that is in WAL mode already with synchronous=NORMAL.
  const plain = new SqliteDatabase(stored.file);
  expect(plain.pragma("synchronous", { simple: true })).toBe(1);
  plain.close();
  const connection = await new SqliteAdapter(stored.file).connect();
  for (const [pragma, value] of [
    ["synchronous", 2n],
    ["journal_mode", "wal"],
    ["foreign_keys", 1n],
    ["busy_timeout", 2000n],
  ] as const) {
    const viaWriter = await connection.queryRaw({ sql: `PRAGMA ${pragma}`, args: [], argTypes: [] });
    const viaReader = await connection.queryRaw({
      sql: `SELECT * FROM pragma_${pragma}`,
      args: [],
      argTypes: [],
    });
    expect([viaWriter.rows[0]?.[0], viaReader.rows[0]?.[0]].map(String)).toEqual([String(value), String(value)]);
  }
  await connection.dispose();
});

test("nothing acknowledged is lost when the process is killed while it writes", { timeout: 180_000 }, async () => {
  await stored.database.team.create({ data: { id: "t", name: "t" } });
  await stored.database.profile.create({
    data: { id: "p", teamId: "t", kind: "hmc", name: "p", host: "h", port: 1, tlsPolicy: "{}" },
  });
  const acknowledged: string[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    acknowledged.push(...(await writeUntilKilled(round, 3 + round * 2)));
  }
  const database = openDatabase(stored.file);
  const teams = new Set((await database.team.findMany()).map((team) => team.id));
  const summaries = new Set((await database.notification.findMany()).map((row) => row.summary));
  const lost = acknowledged.filter((name) => !teams.has(name) && !summaries.has(name));
  expect(acknowledged.length).toBeGreaterThan(ROUNDS * 5);
  expect(lost).toEqual([]);
  const last = await database.setting.findUniqueOrThrow({ where: { key: "last" } });
  expect(teams.has(last.value)).toBe(true);
  expect(await database.$queryRawUnsafe("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
  await database.$disconnect();
});
