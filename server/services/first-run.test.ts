import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { loadPrincipal } from "@/server/auth/session-principal";
import { useCheapPasswords } from "@/server/auth/testing/cheap-passwords";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { announceFirstRun, completeFirstRun, createFirstAdministrator, isFirstRun, issueSetupToken } from "./first-run";
import { TestBrowser } from "./testing/browser";

const person = { name: "Ada", email: "ada@example.com", password: "correct horse battery", teamName: "Operations" };
const start = new Date("2026-03-01T08:00:00Z");

let stored: TestDatabase;
let restoreCost: () => void;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: start });
  restoreCost = useCheapPasswords();
  stored = await createTestDatabase();
});

afterEach(async () => {
  vi.useRealTimers();
  restoreCost();
  await stored.close();
});

async function complete(token: string, browser = new TestBrowser()): Promise<TestBrowser> {
  const { setCookies } = await completeFirstRun({ ...person, token }, browser.headers, browser.context);
  browser.accept(setCookies);
  return browser;
}

async function announced(): Promise<string> {
  let printed = "";
  await announceFirstRun("http://127.0.0.1:3000", (text) => {
    printed += text;
  });
  return printed;
}

test("the printed token creates the first administrator with a team, and signs them in", async () => {
  expect(await isFirstRun()).toBe(true);
  const printed = await announced();
  expect(printed).toContain("http://127.0.0.1:3000/first-run");
  const token = /setup token +([0-9a-f]{40})/.exec(printed)?.[1] ?? "";
  const browser = await complete(token);
  const principal = await loadPrincipal(browser.request, { countsAsActivity: true });
  expect(principal).toMatchObject({
    email: "ada@example.com",
    isInstanceAdministrator: true,
    memberships: [{ teamName: "Operations", role: "administrator" }],
  });
  expect(await isFirstRun()).toBe(false);
});

test("the token works once, and there is none afterwards", async () => {
  const token = (await issueSetupToken())?.token ?? "";
  await complete(token);
  await expect(complete(token)).rejects.toMatchObject({ code: "first_run_done" });
  expect(await stored.database.user.count()).toBe(1);
  expect(await issueSetupToken()).toBeNull();
  expect(await announced()).toBe("");
});

test("two who use the token at the same moment do not both become administrators", async () => {
  const token = (await issueSetupToken())?.token ?? "";
  const results = await Promise.allSettled([complete(token), complete(token, new TestBrowser("192.0.2.2"))]);
  expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await stored.database.user.count()).toBe(1);
});

test("a wrong token creates nobody and is recorded", async () => {
  await issueSetupToken();
  await expect(complete("0".repeat(40))).rejects.toMatchObject({ code: "first_run_token" });
  expect(await stored.database.user.count()).toBe(0);
  expect(await stored.database.auditEvent.findFirstOrThrow()).toMatchObject({
    action: "first-run.complete",
    outcome: "failure",
    remoteAddress: "192.0.2.1",
  });
});

test("guessing the token is slowed down, and the right one still works afterwards", async () => {
  const token = (await issueSetupToken())?.token ?? "";
  const codes = new Set<string>();
  for (let guess = 0; guess < 30; guess += 1) {
    await complete("0".repeat(40)).catch((error: { code: string }) => codes.add(error.code));
  }
  expect(codes).toEqual(new Set(["first_run_token", "sign_in_throttled"]));
  expect(await stored.database.auditEvent.count()).toBe(21);
  vi.setSystemTime(start.getTime() + 60_000);
  await complete(token);
});

test("the token ends after an hour; a restart prints a new one and ends the old", async () => {
  const first = (await issueSetupToken())?.token ?? "";
  vi.setSystemTime(start.getTime() + 3_600_000);
  await expect(complete(first)).rejects.toMatchObject({ code: "first_run_token" });
  const second = (await issueSetupToken())?.token ?? "";
  const third = (await issueSetupToken())?.token ?? "";
  await expect(complete(second)).rejects.toMatchObject({ code: "first_run_token" });
  await complete(third);
});

test("the database holds only the token's hash", async () => {
  const token = (await issueSetupToken())?.token ?? "";
  expect(JSON.stringify(await stored.database.verification.findMany())).not.toContain(token);
});

test("a script can create the first administrator, but no second one", async () => {
  await createFirstAdministrator(person);
  await expect(createFirstAdministrator({ ...person, email: "eve@example.com" })).rejects.toMatchObject({
    code: "first_run_done",
  });
});
