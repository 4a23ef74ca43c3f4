import { expect, test } from "@playwright/test";
import SqliteDatabase from "better-sqlite3";
import fc from "fast-check";
import type { Endpoint } from "@/contracts/endpoint";
import { allEndpoints } from "@/contracts/endpoints";
import { problemSchema } from "@/contracts/problem";
import { cookieHeader, type RawOptions, send } from "../fixtures/raw-request";
import { OwnConsole } from "./own-console";

/** What a failure must not tell: stacks, files, SQL, tables and libraries. */
const TELLTALE =
  /\bat .+:\d+:\d+|\/server\/|node_modules|\.next|\.ts\b|SELECT |INSERT |no such (table|column)|sqlite|prisma|signalbox-security-|Invalid `/i;

/** The tables that decide who is asking; everything behind them fails. */
const KEPT_TABLES = new Set(["Session", "User", "Membership", "Grant", "Team", "_prisma_migrations"]);

let own: OwnConsole;
let cookie: string;

test.describe.configure({ mode: "serial", timeout: 240_000 });
test.beforeAll(async () => {
  own = await OwnConsole.start();
  cookie = cookieHeader(own.api.cookies);
});
test.afterAll(() => own.close());

function paramsOf(endpoint: Endpoint): RawOptions {
  const query: Record<string, Record<string, string>> = {
    "hmc.object": { uri: "/api/console" },
    "profiles.delete": { confirm: "x" },
    "teams.delete": { confirm: "x" },
    "bundles.delete": { confirm: "x" },
    "identities.delete": { confirm: "x" },
  };
  return {
    cookie,
    params: {
      profileId: own.profile.id,
      teamId: own.seeded.teamId,
      bundleId: own.seeded.bundleId,
      slot: "password",
      operation: "partition-start",
    },
    query: query[endpoint.id] ?? {},
  };
}

/** Names of the fields a body has, so that nonsense reaches the checks behind the first one. */
function fieldsOf(endpoint: Endpoint): string[] {
  const { body } = endpoint;
  return body !== undefined && "shape" in body ? Object.keys(body.shape as object) : [];
}

function nonsenseFor(endpoint: Endpoint, count: number): unknown[] {
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<unknown>("", "\u0000", "'; DROP TABLE x", "__proto__", -1, 1e308, "x".repeat(5_000), [], {}, null),
  );
  const shaped = fc.record(Object.fromEntries(fieldsOf(endpoint).map((name) => [name, odd])), { requiredKeys: [] });
  const polluting = fc.constant(JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}'));
  return fc.sample(fc.oneof({ arbitrary: shaped, weight: 4 }, odd, polluting), { numRuns: count, seed: 4711 });
}

test("no body, however odd, breaks a route (SEC-E8, SEC-E3)", async () => {
  const bodied = allEndpoints.filter(({ body, id }) => body !== undefined && id !== "account.changePassword");
  expect(bodied.length).toBeGreaterThan(25);
  for (const endpoint of bodied) {
    for (const body of nonsenseFor(endpoint, 20)) {
      const text = JSON.stringify(body);
      const answer = await send(own.url, endpoint, { ...paramsOf(endpoint), body: text });
      const what = `${endpoint.id} with ${text.slice(0, 300)}: ${answer.text.slice(0, 300)}`;
      expect(answer.status, what).not.toBe(500);
      if (answer.status >= 400) expect(answer.text, what).not.toMatch(TELLTALE);
    }
    for (const broken of ["{", '"', "\u0000", "[1,", "nul"]) {
      const answer = await send(own.url, endpoint, { ...paramsOf(endpoint), body: broken });
      expect([400, 403, 409, 429], `${endpoint.id} with ${JSON.stringify(broken)}`).toContain(answer.status);
      problemSchema.parse(answer.json);
    }
  }
  expect((await fetch(new URL("/readyz", own.url))).status).toBe(200);
});

test("ids, queries and cursors that nobody gave out break no route (SEC-E8)", async () => {
  const odd = [
    "%00",
    "..%2f..%2fetc",
    "__proto__",
    "constructor",
    "a".repeat(5_000),
    "%F0%9F%98%80",
    "'--",
    "0",
    "null",
  ];
  for (const endpoint of allEndpoints.filter(({ method, id }) => method === "GET" && id !== "notifications.stream")) {
    for (const value of odd) {
      const path = endpoint.path.replace(/:[A-Za-z]+/g, value);
      const query = `cursor=${value}&limit=${value}&text=${value}&from=${value}&profileId=${value}&uri=${value}`;
      const answer = await send(own.url, endpoint, { cookie, path: `${path}?${query}` });
      expect(answer.status, `${path}?${query}: ${answer.text.slice(0, 300)}`).not.toBe(500);
      expect(answer.text.slice(0, 2_000)).not.toMatch(/\bat .+:\d+:\d+|no such (table|column)|prisma/i);
    }
  }
});

test("an exception in a route says nothing of itself (SEC-B4)", async () => {
  const database = new SqliteDatabase(own.databaseFile);
  const tables = (
    database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all() as {
      name: string;
    }[]
  )
    .map(({ name }) => name)
    .filter((name) => !KEPT_TABLES.has(name));
  expect(tables.length).toBeGreaterThan(8);
  database.pragma("legacy_alter_table = ON");
  for (const table of tables) database.exec(`ALTER TABLE "${table}" RENAME TO "Gone${table}"`);

  let exceptions = 0;
  for (const endpoint of allEndpoints.filter(({ id }) => id !== "signOut")) {
    const { status, text, headers, json } = await send(own.url, endpoint, paramsOf(endpoint));
    const what = `${endpoint.id} ${status} ${text.slice(0, 400)}`;
    // A document of its own words is none of a failure's.
    if (status < 400) continue;
    expect(text, what).not.toMatch(TELLTALE);
    expect(JSON.stringify([...headers]), what).not.toMatch(TELLTALE);
    expect(problemSchema.strict().parse(json), what).toMatchObject({ status, requestId: headers.get("x-request-id") });
    if (status >= 500) exceptions += 1;
  }
  expect(exceptions).toBeGreaterThan(20);
  for (const page of ["overview", "profiles", "audit", `profiles/${own.profile.id}`, `hmc/${own.profile.id}`]) {
    const response = await fetch(new URL(`/${page}`, own.url), { headers: { cookie } });
    expect(await response.text(), page).not.toMatch(/no such (table|column)|PrismaClient|sqlite_|\bat .+\.ts:\d+:\d+/i);
  }

  for (const table of tables) database.exec(`ALTER TABLE "Gone${table}" RENAME TO "${table}"`);
  database.close();
  await expect.poll(async () => (await send(own.url, listProfiles(), { cookie })).status).toBe(200);
});

function listProfiles(): Endpoint {
  const endpoint = allEndpoints.find(({ id }) => id === "profiles.list");
  if (endpoint === undefined) throw new Error("no such endpoint");
  return endpoint;
}
