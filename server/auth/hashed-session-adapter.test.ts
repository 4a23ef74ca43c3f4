import type { BetterAuthOptions, DBAdapter } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { hashSessionTokens } from "./hashed-session-adapter";
import { createToken, hashToken } from "./token";

interface Row {
  id: string;
  token: string;
}

let stored: TestDatabase;
let adapter: DBAdapter;
const options = { baseURL: "http://console.invalid" } satisfies BetterAuthOptions;

beforeEach(async () => {
  stored = await createTestDatabase();
  adapter = hashSessionTokens(prismaAdapter(stored.database, { provider: "sqlite", transaction: true }))(options);
  await stored.database.user.create({ data: { id: "u1", name: "Ada", email: "ada@example.com" } });
});

afterEach(() => stored.close());

function sessionOf(token: string) {
  return {
    model: "session",
    data: {
      token,
      userId: "u1",
      expiresAt: new Date(Date.now() + 60_000),
      createdAt: new Date(),
      updatedAt: new Date(),
    },
  };
}

const byToken = (token: string) => [{ field: "token", value: token }];

async function tokensInDatabase(): Promise<string[]> {
  return (await stored.database.session.findMany()).map((row) => row.token);
}

test("stores the hash and hands back the token", async () => {
  const token = createToken();
  const created = await adapter.create<Record<string, unknown>, Row>(sessionOf(token));
  expect(created.token).toBe(token);
  expect(await tokensInDatabase()).toEqual([hashToken(token)]);
  const found = await adapter.findOne<Row>({ model: "session", where: byToken(token) });
  expect(found).toMatchObject({ id: created.id, token });
});

test("the stored hash finds nothing", async () => {
  const token = createToken();
  await adapter.create(sessionOf(token));
  expect(await adapter.findOne({ model: "session", where: byToken(hashToken(token)) })).toBeNull();
});

test("updates, counts and deletes by the token", async () => {
  const [one, other, next] = [createToken(), createToken(), createToken()];
  await adapter.create(sessionOf(one));
  await adapter.create(sessionOf(other));
  expect(await adapter.count({ model: "session", where: byToken(one) })).toBe(1);
  const updated = await adapter.update<Row>({ model: "session", where: byToken(one), update: { token: next } });
  expect(updated?.token).toBe(next);
  expect((await tokensInDatabase()).sort()).toEqual([hashToken(next), hashToken(other)].sort());
  const listed = await adapter.findMany<Row>({
    model: "session",
    where: [{ field: "token", operator: "in", value: [next, other] }],
  });
  expect(listed).toHaveLength(2);
  await adapter.delete({ model: "session", where: byToken(next) });
  expect(await adapter.consumeOne<Row>({ model: "session", where: byToken(other) })).toMatchObject({ token: other });
  expect(await tokensInDatabase()).toEqual([]);
});

test("hashes once inside a transaction too", async () => {
  const token = createToken();
  await adapter.transaction(async (transaction) => {
    await transaction.create(sessionOf(token));
    expect(await transaction.findOne<Row>({ model: "session", where: byToken(token) })).toMatchObject({ token });
  });
  expect(await tokensInDatabase()).toEqual([hashToken(token)]);
  const sequential = hashSessionTokens(prismaAdapter(stored.database, { provider: "sqlite" }))(options);
  const second = createToken();
  await sequential.transaction((transaction) => transaction.create(sessionOf(second)));
  expect(await tokensInDatabase()).toContain(hashToken(second));
});

test("leaves other tables alone", async () => {
  const found = await adapter.findOne<{ email: string }>({
    model: "user",
    where: [{ field: "email", value: "ada@example.com" }],
  });
  expect(found?.email).toBe("ada@example.com");
});
