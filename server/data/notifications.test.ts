import { afterEach, beforeEach, expect, test } from "vitest";
import { getDatabase } from "./client";
import {
  appendNotifications,
  findNotificationRange,
  listNotifications,
  listNotificationsAfter,
  type NewNotification,
  pruneNotifications,
  serializeNotification,
} from "./notifications";
import { createTestDatabase, type TestDatabase } from "./testing/database";
import { createTestTeam } from "./testing/team";

let stored: TestDatabase;
let teamId: string;
beforeEach(async () => {
  stored = await createTestDatabase();
  teamId = (await createTestTeam()).id;
  for (const id of ["p1", "p2"]) await addProfile(id);
});
afterEach(() => stored.close());

async function addProfile(id: string) {
  await getDatabase().profile.create({
    data: { id, teamId, kind: "hmc", name: id, host: "h", port: 1, tlsPolicy: "{}" },
  });
}

function row(summary: string, profileId = "p1"): NewNotification {
  return {
    profileId,
    type: "status-change",
    summary,
    objectUri: "/api/partitions/1",
    objectClass: "partition",
    objectName: "LINUX1",
    elementUri: null,
    action: null,
    jobUri: null,
    changes: [{ property: "status", oldValue: "active", newValue: "stopped" }],
    details: [],
    occurredAt: new Date("2026-01-02T03:04:05.678Z"),
    receivedAt: new Date(),
  };
}

const everything = { beforeId: null, limit: 10_000 };

test("ids come back in the order of the rows and rise over calls made together", async () => {
  const calls = Array.from({ length: 40 }, (_, call) => [row(`${call}-a`), row(`${call}-b`), row(`${call}-c`)]);
  const ids = await Promise.all(calls.map((rows) => appendNotifications(rows)));
  const flat = ids.flat();
  expect(flat).toEqual([...flat].sort((one, other) => one - other));
  expect(new Set(flat).size).toBe(120);
  const summaries = new Map((await getDatabase().notification.findMany()).map((stored) => [stored.id, stored.summary]));
  expect(ids.map((some) => some.map((id) => summaries.get(id)))).toEqual(
    calls.map((rows) => rows.map((entry) => entry.summary)),
  );
});

test("many rows at once keep their order too", async () => {
  const rows = Array.from({ length: 5_000 }, (_, index) => row(`${index}`));
  const ids = await appendNotifications(rows);
  const stored = await listNotificationsAfter(getDatabase(), ["p1"], 0, 10_000);
  expect(stored.map((entry) => entry.summary)).toEqual(rows.map((entry) => entry.summary));
  expect(stored.map((entry) => entry.id)).toEqual(ids);
});

test.each(["", "null", '"', "\\\\", "a\u0000b", "\u2028\u202e", "😀", "\r\n\t", "x".repeat(100_000)])(
  "keeps the text %j as it came",
  async (text) => {
    const [id] = await appendNotifications([
      { ...row(text), objectName: text, details: [{ label: text, value: text }] },
    ]);
    const [kept] = await listNotificationsAfter(getDatabase(), ["p1"], 0, 10);
    expect(kept && serializeNotification(kept, "p")).toMatchObject({
      id,
      summary: text,
      objectName: text,
      details: [{ label: text, value: text }],
    });
  },
);

test("a delivery for a profile that is gone does not take others with it", async () => {
  const [good, bad, alsoGood] = await Promise.allSettled([
    appendNotifications([row("good")]),
    appendNotifications([row("bad", "gone")]),
    appendNotifications([row("also good", "p2")]),
  ]);
  expect([good.status, bad.status, alsoGood.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect((await getDatabase().notification.findMany()).map((entry) => entry.summary).sort()).toEqual([
    "also good",
    "good",
  ]);
});

test("serves history and resumption per profile", async () => {
  const [one = 0, two = 0] = await appendNotifications([row("one"), row("two")]);
  await appendNotifications([row("other", "p2")]);
  const history = await listNotifications(getDatabase(), ["p1"], {}, everything);
  expect(history.map((entry) => entry.summary)).toEqual(["two", "one"]);
  expect((await listNotificationsAfter(getDatabase(), ["p1"], one, 10)).map((entry) => entry.id)).toEqual([two]);
  expect(await listNotifications(getDatabase(), ["p1"], { text: "tw" }, everything)).toHaveLength(1);
  expect(await listNotifications(getDatabase(), ["p1"], { type: "gap" }, everything)).toEqual([]);
  expect(await findNotificationRange(getDatabase())).toEqual({ first: one, last: two + 1 });
  const [newest] = history;
  expect(newest && serializeNotification(newest, "HMC 1")).toMatchObject({
    id: two,
    profileName: "HMC 1",
    changes: [{ property: "status", oldValue: "active", newValue: "stopped" }],
    occurredAt: "2026-01-02T03:04:05.678Z",
  });
});

test("keeps the newest and never gives an id twice", async () => {
  const ids = await appendNotifications(Array.from({ length: 20 }, (_, index) => row(`${index}`)));
  await appendNotifications([row("other", "p2")]);
  const removed = await pruneNotifications(getDatabase(), "p1", { olderThan: new Date(0), keep: 5 });
  expect(removed).toBe(15);
  const left = await listNotifications(getDatabase(), ["p1"], {}, everything);
  expect(left.map((entry) => entry.id)).toEqual(ids.slice(-5).reverse());
  await getDatabase().notification.deleteMany({});
  expect((await appendNotifications([row("new")]))[0]).toBeGreaterThan(ids.at(-1) ?? 0);
});
