import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { admitAttempt, delayAfter, type Subject } from "./throttle";

const start = new Date("2026-03-01T08:00:00Z").getTime();
const HOUR_MS = 3_600_000;
let stored: TestDatabase;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: start });
  stored = await createTestDatabase();
});

afterEach(async () => {
  vi.useRealTimers();
  await stored.close();
});

const account: Subject = { kind: "account", email: "ada@example.com" };
const source = (address: string): Subject => ({ kind: "source", address });
const isAdmitted = (subjects: Subject[]): Promise<boolean> =>
  admitAttempt(subjects).then(
    () => true,
    () => false,
  );

test("10,000 guesses in an hour, from as many addresses: at most 30 are judged", async () => {
  const count = 10_000;
  let admitted = 0;
  for (let index = 0; index < count; index += 1) {
    vi.setSystemTime(start + Math.floor((index * HOUR_MS) / count));
    if (await isAdmitted([account, source(`2001:db8::${index.toString(16)}`)])) admitted += 1;
  }
  expect(admitted).toBeGreaterThan(3);
  expect(admitted).toBeLessThanOrEqual(30);
}, 120_000);

test("guesses sent at the same moment do not slip by", async () => {
  const admitted = await Promise.all(
    Array.from({ length: 50 }, (_, index) => isAdmitted([account, source(`192.0.2.${index}`)])),
  );
  // Three are free; the fourth closes the way for those after it.
  expect(admitted.filter(Boolean)).toHaveLength(4);
});

test("the delay doubles up to a quarter of an hour and is forgotten after a quiet hour", async () => {
  expect([3, 4, 5, 6, 12, 13, 500].map((attempts) => delayAfter(attempts, "account") / 1000)).toEqual([
    0, 2, 4, 8, 512, 900, 900,
  ]);
  for (let index = 0; index < 4; index += 1) await admitAttempt([account]);
  await expect(admitAttempt([account])).rejects.toMatchObject({ code: "sign_in_throttled", retryAfterSeconds: 2 });
  vi.setSystemTime(start + HOUR_MS + 1);
  expect((await admitAttempt([account])).pauseSeconds).toBe(0);
});

test("one source cannot spray over many accounts", async () => {
  let admitted = 0;
  for (let index = 0; index < 500; index += 1) {
    vi.setSystemTime(start + index * 100);
    if (await isAdmitted([{ kind: "account", email: `person-${index}@example.com` }, source("192.0.2.1")]))
      admitted += 1;
  }
  expect(admitted).toBeLessThan(30);
  expect(await isAdmitted([{ kind: "account", email: "somebody@example.com" }, source("192.0.2.2")])).toBe(true);
});

test("a refused attempt is not counted, so that knocking does not prolong the wait", async () => {
  for (let index = 0; index < 4; index += 1) await admitAttempt([account]);
  for (let index = 0; index < 20; index += 1) expect(await isAdmitted([account])).toBe(false);
  vi.setSystemTime(start + 2_000);
  expect(await isAdmitted([account])).toBe(true);
});

test("success clears the account, and of the source only its own attempt", async () => {
  const attempts = [];
  for (let index = 0; index < 3; index += 1) attempts.push(await admitAttempt([account, source("192.0.2.1")]));
  await attempts[2]?.succeed();
  const rows = await stored.database.signInThrottle.findMany();
  expect(rows.map((row) => row.failures)).toEqual([2]);
});

test("the table does not tell which address was tried", async () => {
  await admitAttempt([account, source("192.0.2.1")]);
  const text = JSON.stringify(await stored.database.signInThrottle.findMany());
  expect(text).not.toMatch(/ada|example|192/);
});
