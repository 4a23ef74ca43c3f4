import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { getDatabase, withTransaction } from "@/server/data/client";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { flushAuditHead, recordAudit, recordAuditAlone, verifyLog } from "./audit";

const EVENTS = 1_050;
const RANDOM_DAMAGES = 1_000;
/** Each damage is followed by a check of the whole log, so theirs is short. */
const EVENTS_TO_DAMAGE = 150;

let stored: TestDatabase;
let team: TestTeam;
let root: Principal;
let headFile: string;
let head: string;

beforeAll(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  root = await team.addMember("administrator", { isInstanceAdministrator: true });
  headFile = path.join(stored.directory, "audit-head.json");
  await fill(EVENTS);
  await flushAuditHead();
  head = readFileSync(headFile, "utf8");
  tamper(`DROP TRIGGER "AuditEvent_refuse_update"; DROP TRIGGER "AuditEvent_refuse_delete";
    CREATE TABLE "KeptEvent" AS SELECT * FROM "AuditEvent"; CREATE TABLE "KeptSetting" AS SELECT * FROM "Setting"`);
});
afterEach(() => {
  tamper(`DELETE FROM "AuditEvent"; INSERT INTO "AuditEvent" SELECT * FROM "KeptEvent";
    DELETE FROM "Setting"; INSERT INTO "Setting" SELECT * FROM "KeptSetting"`);
  writeFileSync(headFile, head);
});
afterAll(() => stored.close());

function entry(action: string, details: Record<string, unknown> = {}) {
  const object = { objectType: "profile", objectId: "p1", objectName: "HMC 1" };
  return { principal: team.administrator, context: testContext, teamId: team.id, action, ...object, details };
}

async function fill(count: number) {
  await withTransaction(async (tx) => {
    for (let index = 1; index <= count; index++) await recordAudit(tx, entry("profile.replace", { index }));
  });
}

/** Does to the file what somebody who can write it, but has no key, could do. */
function tamper(sql: string) {
  const database = new SqliteDatabase(stored.file);
  database.exec(sql);
  database.close();
}

test("finds nothing in an untouched log", async () => {
  expect(await verifyLog(root)).toMatchObject({ isIntact: true, checked: EVENTS, firstBadSequence: null });
});

test("is for administrators of the installation", () => {
  expect(() => verifyLog(team.administrator)).toThrow(/administrator of the whole installation/);
});

/** All that an event says, and both its links. */
const columns = [
  ...[
    "occurredAt",
    "actorId",
    "actorName",
    "teamId",
    "remoteAddress",
    "action",
    "objectType",
    "objectId",
    "objectName",
  ],
  ...["outcome", "details", "requestId", "previousMac", "mac"],
];

const swap = (one: number, other: number) => `UPDATE "AuditEvent" SET "sequence" = 0 WHERE "sequence" = ${one};
  UPDATE "AuditEvent" SET "sequence" = ${one} WHERE "sequence" = ${other};
  UPDATE "AuditEvent" SET "sequence" = ${other} WHERE "sequence" = 0`;

test.each([
  ["a changed detail", `UPDATE "AuditEvent" SET "details" = '{"index":1}' WHERE "sequence" = 1030`, 1030],
  ["a changed first event", `UPDATE "AuditEvent" SET "outcome" = 'denied' WHERE "sequence" = 1`, 1],
  ["a removed first event", `DELETE FROM "AuditEvent" WHERE "sequence" = 1`, 1],
  [
    "a removed event with the rest moved up",
    `DELETE FROM "AuditEvent" WHERE "sequence" = 1049; UPDATE "AuditEvent" SET "sequence" = 1049 WHERE "sequence" = 1050`,
    1049,
  ],
  [
    "an event put in at the end",
    `INSERT INTO "AuditEvent" SELECT 1051, "occurredAt", "actorId", "actorName", "teamId", "remoteAddress", "action",
     "objectType", "objectId", "objectName", "outcome", "details", "requestId", "mac", "mac" FROM "AuditEvent" WHERE "sequence" = 1050`,
    1051,
  ],
  ["a cut end", `DELETE FROM "AuditEvent" WHERE "sequence" > 1000`, 1001],
  ["an emptied log", `DELETE FROM "AuditEvent"; DELETE FROM "Setting" WHERE "key" = 'audit-head'`, 1],
  ["a removed head", `DELETE FROM "Setting" WHERE "key" = 'audit-head'`, 1050],
  [
    "a changed head",
    `UPDATE "Setting" SET "value" = replace("value", '1050', '1049') WHERE "key" = 'audit-head'`,
    1050,
  ],
])("finds %s", async (_what, sql, firstBadSequence) => {
  tamper(sql);
  expect(await verifyLog(root)).toMatchObject({ isIntact: false, firstBadSequence });
});

/** Moves everything from `at` on by one and puts the copy of another event there, under the number that is free now. */
const insert = (
  at: number,
  copied: number,
) => `UPDATE "AuditEvent" SET "sequence" = -1 - "sequence" WHERE "sequence" >= ${at};
  UPDATE "AuditEvent" SET "sequence" = -"sequence" WHERE "sequence" < 0;
  INSERT INTO "AuditEvent" SELECT ${at}, ${columns.map((column) => `"${column}"`).join(", ")}
    FROM "KeptEvent" WHERE "sequence" = ${copied}`;

const mutate = (at: number, column: string) => {
  const changed = column === "occurredAt" ? "'2001-01-01T00:00:00.000+00:00'" : `coalesce("${column}", '') || 'x'`;
  return `UPDATE "AuditEvent" SET "${column}" = ${changed} WHERE "sequence" = ${at}`;
};

test("finds every one of a thousand random damages at its first event", { timeout: 120_000 }, async () => {
  tamper(`DELETE FROM "AuditEvent"; DELETE FROM "Setting" WHERE "key" = 'audit-head'`);
  rmSync(headFile);
  await fill(EVENTS_TO_DAMAGE);
  tamper(`CREATE TABLE "Undamaged" AS SELECT * FROM "AuditEvent"`);
  const pick = (limit: number) => 1 + Math.floor(Math.random() * limit);
  const later = (at: number) => at + pick(EVENTS_TO_DAMAGE - at);
  const damages = {
    mutate: (at: number) => mutate(at, columns[pick(columns.length) - 1] ?? "action"),
    delete: (at: number) => `DELETE FROM "AuditEvent" WHERE "sequence" = ${at}`,
    insert: (at: number) => insert(at, later(at)),
    swap: (at: number) => swap(at, later(at)),
    truncate: (at: number) => `DELETE FROM "AuditEvent" WHERE "sequence" >= ${at}`,
  };
  const kinds = Object.values(damages);
  const missed: string[] = [];
  for (let round = 0; round < RANDOM_DAMAGES; round++) {
    const at = pick(EVENTS_TO_DAMAGE - 1);
    const sql = kinds[round % kinds.length]?.(at) ?? "";
    tamper(sql);
    const { isIntact, firstBadSequence } = await verifyLog(root);
    if (isIntact || firstBadSequence !== at) missed.push(`${sql}: ${firstBadSequence}`);
    tamper(`DELETE FROM "AuditEvent" WHERE "sequence" >= ${at};
      INSERT INTO "AuditEvent" SELECT * FROM "Undamaged" WHERE "sequence" >= ${at}`);
  }
  expect(missed).toEqual([]);
  expect(await verifyLog(root)).toMatchObject({ isIntact: true, checked: EVENTS_TO_DAMAGE });
});

test("finds a cut end whose head in the database was put back, by the head in the file", async () => {
  const former = (await getDatabase().setting.findUniqueOrThrow({ where: { key: "audit-head" } })).value;
  await recordAuditAlone(entry("profile.delete"));
  await flushAuditHead();
  tamper(
    `DELETE FROM "AuditEvent" WHERE "sequence" = 1051; UPDATE "Setting" SET "value" = '${former}' WHERE "key" = 'audit-head'`,
  );
  expect(await verifyLog(root)).toMatchObject({ isIntact: false, firstBadSequence: 1051 });
});

test("finds a changed head file", async () => {
  writeFileSync(headFile, head.replace("1050", "1040"));
  expect(await verifyLog(root)).toMatchObject({ isIntact: false });
});

test("goes on while events are written", async () => {
  const writing = fill(300);
  expect(await verifyLog(root)).toMatchObject({ isIntact: true });
  await writing;
  expect(await verifyLog(root)).toMatchObject({ isIntact: true, checked: EVENTS + 300 });
});
