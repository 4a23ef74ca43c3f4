import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { getDatabase, withTransaction } from "@/server/data/client";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { flushAuditHead, recordAudit, recordAuditAlone, verifyLog } from "./audit";

const EVENTS = 1_050;
const RANDOM_DAMAGES = 120;

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

test("finds every one of many random damages at its first event", { timeout: 120_000 }, async () => {
  const columns = ["occurredAt", "actorName", "teamId", "action", "objectId", "outcome", "details", "requestId", "mac"];
  const pick = (limit: number) => 1 + Math.floor(Math.random() * limit);
  const missed: string[] = [];
  for (let round = 0; round < RANDOM_DAMAGES; round++) {
    const at = pick(EVENTS - 1);
    const later = at + pick(EVENTS - at);
    const column = columns[pick(columns.length) - 1] ?? "action";
    const changed = column === "occurredAt" ? "'2001-01-01T00:00:00.000+00:00'" : `"${column}" || 'x'`;
    const damages = [
      `UPDATE "AuditEvent" SET "${column}" = ${changed} WHERE "sequence" = ${at}`,
      `DELETE FROM "AuditEvent" WHERE "sequence" = ${at}`,
      swap(at, later),
      `DELETE FROM "AuditEvent" WHERE "sequence" >= ${at}`,
    ];
    const sql = damages[round % damages.length] ?? "";
    // Taken back by hand: copying the whole log for each would take longer than the check itself.
    tamper(sql);
    const { isIntact, firstBadSequence } = await verifyLog(root);
    if (isIntact || firstBadSequence !== at) missed.push(`${sql}: ${firstBadSequence}`);
    tamper(`DELETE FROM "AuditEvent" WHERE "sequence" >= ${at};
      INSERT INTO "AuditEvent" SELECT * FROM "KeptEvent" WHERE "sequence" >= ${at}`);
  }
  expect(missed).toEqual([]);
  expect(await verifyLog(root)).toMatchObject({ isIntact: true });
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
