import SqliteDatabase from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { getDatabase, withTransaction } from "./client";
import { isReferenceViolation, isUniqueViolation, translateStorageError } from "./errors";
import { appendNotifications } from "./notifications";
import { createTestDatabase, type TestDatabase } from "./testing/database";

let stored: TestDatabase;
beforeEach(async () => {
  stored = await createTestDatabase();
});
afterEach(() => stored.close());

const createTeam = (name: string) => withTransaction((tx) => tx.team.create({ data: { id: name, name } }));
const pragma = (text: string) => getDatabase().$queryRawUnsafe<Record<string, bigint>[]>(`PRAGMA ${text}`);

test("a full disk is told as such, keeps what was there, and is over once there is room", async () => {
  const [pages] = await pragma("page_count");
  await pragma(`max_page_count = ${pages?.page_count}`);
  const big = "x".repeat(50_000);
  const refused = createTeam(big);
  await expect(refused).rejects.toMatchObject({ code: "storage_unavailable" });
  expect(await getDatabase().team.count()).toBe(0);
  await pragma("max_page_count = 1000000");
  await createTeam(big);
  expect(await getDatabase().team.count()).toBe(1);
});

test("a database that another process has locked is told as such; reading goes on", async () => {
  const other = new SqliteDatabase(stored.file);
  other.exec("BEGIN IMMEDIATE");
  await expect(createTeam("a")).rejects.toMatchObject({ code: "storage_unavailable" });
  const row = {
    profileId: "p",
    type: "t",
    summary: "s",
    changes: [],
    details: [],
    occurredAt: null,
    receivedAt: new Date(),
  };
  const absent = { objectUri: null, objectClass: null, objectName: null, elementUri: null, action: null, jobUri: null };
  await expect(appendNotifications([{ ...row, ...absent }])).rejects.toMatchObject({ code: "storage_unavailable" });
  expect(await getDatabase().team.findMany()).toEqual([]);
  other.exec("ROLLBACK");
  other.close();
  await createTeam("a");
});

test("violations are told apart from failures of the storage", async () => {
  await createTeam("a");
  const doubled: unknown = await createTeam("a").catch((error: unknown) => error);
  expect([isUniqueViolation(doubled), isReferenceViolation(doubled)]).toEqual([true, false]);
  const orphan: unknown = await withTransaction((tx) =>
    tx.membership.create({ data: { teamId: "a", userId: "nobody", role: "viewer" } }),
  ).catch((error: unknown) => error);
  expect([isUniqueViolation(orphan), isReferenceViolation(orphan)]).toEqual([false, true]);
  for (const error of [doubled, orphan, new Error("x"), "x"]) expect(translateStorageError(error)).toBe(error);
});
