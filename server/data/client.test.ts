import { afterEach, beforeEach, expect, test } from "vitest";
import { getDatabase, withTransaction } from "./client";
import { createTestDatabase, type TestDatabase } from "./testing/database";

let stored: TestDatabase;
beforeEach(async () => {
  stored = await createTestDatabase();
});
afterEach(() => stored.close());

test("a rollback takes back its own writes and nobody else's", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const failing = withTransaction(async (tx) => {
    await tx.team.create({ data: { id: "inside", name: "inside" } });
    await held;
    throw new Error("no");
  });
  const outside = getDatabase().team.create({ data: { id: "outside", name: "outside" } });
  expect(await getDatabase().team.findMany()).toEqual([]);
  release();
  await expect(failing).rejects.toThrow("no");
  await outside;
  expect((await getDatabase().team.findMany()).map((team) => team.id)).toEqual(["outside"]);
});

test("audit events can be neither changed nor removed", async () => {
  const database = getDatabase();
  await database.$executeRawUnsafe(
    `INSERT INTO "AuditEvent" VALUES (1,'2026-01-01T00:00:00.000+00:00',NULL,'a',NULL,NULL,'x','y',NULL,NULL,'success','{}','r','','m')`,
  );
  await expect(database.auditEvent.update({ where: { sequence: 1 }, data: { action: "z" } })).rejects.toThrow();
  await expect(database.auditEvent.deleteMany({})).rejects.toThrow();
  await expect(database.$executeRawUnsafe(`DELETE FROM "AuditEvent"`)).rejects.toThrow(/append-only/);
  expect(await database.auditEvent.count()).toBe(1);
});
