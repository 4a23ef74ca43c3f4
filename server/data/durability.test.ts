import { spawn } from "node:child_process";
import { symlinkSync } from "node:fs";
import path from "node:path";
import SqliteDatabase from "better-sqlite3";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase } from "./client";
import { migrate } from "./migrate";
import { SqliteAdapter } from "./sqlite-adapter";
import { createTestDatabase, type TestDatabase } from "./testing/database";

const root = path.resolve(import.meta.dirname, "../..");
const KILLS = 200;
/** Databases that are written to and broken off at the same time, each by one process after the other. */
const LANES = 4;

let stored: TestDatabase;
beforeEach(async () => {
  stored = await createTestDatabase();
});
afterEach(() => stored.close());

/** The writer with the data layer it uses in one file: that starts several times as fast as compiling it each time. */
async function bundleWriter(): Promise<string> {
  const outfile = path.join(stored.directory, "writer.mjs");
  symlinkSync(path.join(root, "node_modules"), path.join(stored.directory, "node_modules"));
  await build({
    absWorkingDir: root,
    entryPoints: ["server/data/testing/durability-writer.ts"],
    outfile,
    alias: { "@": root },
    bundle: true,
    // What brings native code or WebAssembly stays where it is.
    external: ["server-only", "better-sqlite3", "@prisma/adapter-better-sqlite3", "@prisma/client/runtime/*"],
    platform: "node",
    format: "esm",
    target: "node20",
  });
  return outfile;
}

/** Lets a child write until it has acknowledged `enough` and then kills it in the middle of whatever it does. */
function writeUntilKilled(writer: string, file: string, round: number, enough: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    // Optimizing the query compiler for a process that is killed at once would cost more than all its writes.
    const flags = ["--conditions=react-server", "--liftoff-only"];
    const child = spawn(process.execPath, [...flags, writer, file, String(round)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
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

/** Kills one writer of a database after the other and says which acknowledged writes are missing from it. */
async function killRepeatedly(writer: string, file: string, kills: number) {
  await migrate(file, path.join(root, "prisma/migrations"));
  const database = openDatabase(file);
  await database.team.create({ data: { id: "t", name: "t" } });
  await database.profile.create({
    data: { id: "p", teamId: "t", kind: "hmc", name: "p", host: "h", port: 1, tlsPolicy: "{}" },
  });
  // No open connection of ours helps the next writer to recover what the last one left.
  await database.$disconnect();
  const acknowledged: string[] = [];
  for (let round = 1; round <= kills; round++) {
    acknowledged.push(...(await writeUntilKilled(writer, file, round, 1 + (round % 8))));
  }
  const reopened = openDatabase(file);
  const teams = new Set((await reopened.team.findMany()).map((team) => team.id));
  const summaries = new Set((await reopened.notification.findMany()).map((row) => row.summary));
  const last = await reopened.setting.findUniqueOrThrow({ where: { key: "last" } });
  const integrity = await reopened.$queryRawUnsafe("PRAGMA integrity_check");
  await reopened.$disconnect();
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((name) => !teams.has(name) && !summaries.has(name)),
    isLastWhole: teams.has(last.value),
    integrity,
  };
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

test("nothing acknowledged is lost when the process is killed 200 times while it writes", {
  timeout: 900_000,
}, async () => {
  const writer = await bundleWriter();
  const lanes = await Promise.all(
    Array.from({ length: LANES }, (_, lane) =>
      killRepeatedly(writer, path.join(stored.directory, `lane-${lane}.db`), KILLS / LANES),
    ),
  );
  for (const lane of lanes) {
    expect(lane).toMatchObject({ lost: [], isLastWhole: true, integrity: [{ integrity_check: "ok" }] });
    expect(lane.acknowledged).toBeGreaterThanOrEqual((KILLS / LANES) * 4);
  }
});
