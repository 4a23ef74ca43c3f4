import { afterEach, beforeEach, expect, test } from "vitest";
import { getDatabase, plainReaderOf, withTransaction } from "./client";
import { createTestDatabase, type TestDatabase } from "./testing/database";

const NAMES = `SELECT "name" FROM "Team" ORDER BY "name"`;
let stored: TestDatabase;

beforeEach(async () => {
  stored = await createTestDatabase();
});
afterEach(() => stored.close());

const names = () =>
  plainReaderOf(getDatabase())
    .all<{ name: string }>(NAMES)
    .map(({ name }) => name);

test("sees each change with its commit and not before", async () => {
  expect(names()).toEqual([]);
  await withTransaction(async (tx) => {
    await tx.team.create({ data: { id: "t1", name: "Berlin" } });
    expect(names()).toEqual([]);
  });
  expect(names()).toEqual(["Berlin"]);
  await getDatabase().team.delete({ where: { id: "t1" } });
  expect(names()).toEqual([]);
});

test("cannot write", () => {
  expect(() => plainReaderOf(getDatabase()).all(`DELETE FROM "Team" RETURNING "id"`)).toThrow(/readonly/);
});

test("is closed with its database and opened again by the next read", async () => {
  const reader = plainReaderOf(getDatabase());
  await getDatabase().team.create({ data: { id: "t1", name: "Berlin" } });
  expect(reader.all(NAMES)).toHaveLength(1);
  await getDatabase().$disconnect();
  expect(reader.all(NAMES)).toHaveLength(1);
  reader.close();
});
