import { afterEach, beforeEach, expect, test } from "vitest";
import { getDatabase, withTransaction } from "@/server/data/client";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import {
  completeIntent,
  csvCell,
  exportEvents,
  listEvents,
  recordAudit,
  recordAuditAlone,
  recordDenial,
  recordIntent,
} from "./audit";

let stored: TestDatabase;
let team: TestTeam;
let root: Principal;
beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  root = await team.addMember("administrator", { isInstanceAdministrator: true });
});
afterEach(() => stored.close());

const query = { limit: 100 };

function entry(action: string, details: Record<string, unknown> = {}) {
  return {
    principal: team.administrator,
    context: testContext,
    teamId: team.id,
    action,
    objectType: "profile",
    objectId: "p1",
    objectName: "HMC 1",
    details,
  };
}

async function fill(count: number) {
  await withTransaction(async (tx) => {
    for (let index = 1; index <= count; index++) await recordAudit(tx, entry("profile.replace", { index }));
  });
}

test("records who did what, where from, and before and after", async () => {
  await recordAuditAlone(entry("profile.create", { before: null, after: { host: "a" } }));
  const { items } = await listEvents(team.administrator, query);
  expect(items).toMatchObject([
    {
      sequence: 1,
      actorId: team.administrator.userId,
      actorName: team.administrator.name,
      remoteAddress: "192.0.2.1",
      action: "profile.create",
      objectId: "p1",
      outcome: "success",
      details: { before: null, after: { host: "a" } },
      requestId: "test-request",
    },
  ]);
});

test("is written with the change or not at all", async () => {
  const failed = withTransaction(async (tx) => {
    await recordAudit(tx, entry("team.rename"));
    await tx.team.update({ where: { id: team.id }, data: { name: "other" } });
    throw new Error("no");
  });
  await expect(failed).rejects.toThrow("no");
  expect(await getDatabase().auditEvent.count()).toBe(0);
  expect((await getDatabase().team.findUniqueOrThrow({ where: { id: team.id } })).name).toBe(team.name);
});

test("redacts what looks like a secret", async () => {
  await recordAuditAlone(entry("profile.replace", { after: { password: "canary-1", sessionId: "canary-2" } }));
  expect(JSON.stringify(await getDatabase().auditEvent.findMany())).not.toContain("canary");
});

test("an intent is completed by a second event that refers to it", async () => {
  const intent = await recordIntent(entry("operation.start", { operation: "stop" }));
  await completeIntent(intent, "failure", { status: 409 });
  const { items } = await listEvents(team.administrator, query);
  expect(items.map(({ outcome, details }) => [outcome, details])).toEqual([
    ["failure", { operation: "stop", status: 409, intent: 1 }],
    ["intent", { operation: "stop" }],
  ]);
});

test("shows a team its own events only, and what belongs to no team to administrators of the installation", async () => {
  const other = await createTestTeam();
  await recordAuditAlone(entry("profile.create"));
  await recordAuditAlone({ ...entry("profile.delete"), teamId: other.id });
  await recordAuditAlone({ ...entry("sign-in"), teamId: null });
  const actions = async (principal: Principal) => (await listEvents(principal, query)).items.map((item) => item.action);
  expect(await actions(team.administrator)).toEqual(["profile.create"]);
  expect(await actions(root)).toEqual(["sign-in", "profile.create"]);
  expect(await actions(other.administrator)).toEqual(["profile.delete"]);
  await expect(listEvents(team.viewer, query)).rejects.toMatchObject({ code: "forbidden" });
  await expect(listEvents(team.operator, query)).rejects.toMatchObject({ code: "forbidden" });
});

test("pages and filters", async () => {
  await fill(25);
  await recordAuditAlone({ ...entry("sign-in"), outcome: "failure", objectName: "someone" });
  const seen: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await listEvents(team.administrator, { limit: 10, cursor });
    seen.push(...page.items.map((item) => item.sequence));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(Array.from({ length: 26 }, (_, index) => 26 - index));
  const failures = await listEvents(team.administrator, { limit: 10, outcome: "failure" });
  expect(failures.items.map((item) => item.sequence)).toEqual([26]);
  expect((await listEvents(team.administrator, { limit: 10, text: "someone" })).items).toHaveLength(1);
  expect((await listEvents(team.administrator, { limit: 100, action: "profile." })).items).toHaveLength(25);
  expect((await listEvents(team.administrator, { limit: 10, to: "2020-01-01T00:00:00.000Z" })).items).toEqual([]);
  await expect(listEvents(team.administrator, { limit: 10, cursor: "x" })).rejects.toMatchObject({
    code: "invalid_request",
  });
});

test("records a refusal", async () => {
  await recordDenial(team.viewer, testContext, "profiles.create", new Request("http://console.test/api/profiles"));
  expect((await listEvents(team.administrator, query)).items).toMatchObject([
    { outcome: "denied", action: "profiles.create", objectName: "/api/profiles", actorId: team.viewer.userId },
  ]);
});

test.each([
  ["=1+1", "'=1+1"],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\tx", "'\tx"],
  ["\rx", '"\'\rx"'],
  ['say "hi", you', '"say ""hi"", you"'],
  ["plain", "plain"],
  [null, ""],
])("writes %j as the CSV cell %j", (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

test("exports what the filter finds and records the export", async () => {
  await recordAuditAlone({ ...entry("profile.create"), objectName: "=cmd()" });
  const csv = await exportEvents(team.administrator, query, testContext);
  expect(csv.split("\r\n")).toHaveLength(3);
  expect(csv).toContain(",'=cmd(),");
  expect((await listEvents(team.administrator, query)).items[0]?.action).toBe("audit.export");
});
