import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { sessionCookieName } from "@/server/auth/cookies";
import { hashPassword, needsRehash } from "@/server/auth/password-hash";
import { loadPrincipal } from "@/server/auth/session-principal";
import { useCheapPasswords } from "@/server/auth/testing/cheap-passwords";
import { hashToken } from "@/server/auth/token";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { findPasswordHash, savePasswordHash } from "@/server/data/users";
import { createFirstAdministrator } from "./first-run";
import { signIn } from "./sign-in";
import { TestBrowser } from "./testing/browser";

const person = { name: "Ada", email: "Ada@Example.com", password: "correct horse battery", teamName: "Operations" };
const credentials = { email: "ada@example.com", password: person.password };
const start = new Date("2026-03-01T08:00:00Z");

let stored: TestDatabase;
let userId: string;
let restoreCost: () => void;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: start });
  restoreCost = useCheapPasswords();
  stored = await createTestDatabase();
  ({ userId } = await createFirstAdministrator(person));
});

afterEach(async () => {
  vi.useRealTimers();
  restoreCost();
  await stored.close();
});

async function signInWith(browser: TestBrowser, given = credentials): Promise<string[]> {
  const outcome = await signIn(given, browser.headers, browser.context);
  browser.accept(outcome.setCookies);
  return [...outcome.setCookies];
}

function tokenOf(browser: TestBrowser): string {
  return (browser.cookie(sessionCookieName()) ?? "").split(".")[0] ?? "";
}

function signInEvents() {
  return stored.database.auditEvent.findMany({ where: { action: "sign-in" }, orderBy: { sequence: "asc" } });
}

const asActivity = { countsAsActivity: true };

describe("a right password", () => {
  test("starts a session that carries who it is, from where and with what", async () => {
    const browser = new TestBrowser("192.0.2.7");
    await signInWith(browser);
    const principal = await loadPrincipal(browser.request, asActivity);
    expect(principal).toMatchObject({ userId, email: "ada@example.com", isInstanceAdministrator: true });
    const session = await stored.database.session.findFirstOrThrow();
    expect(session).toMatchObject({
      ipAddress: "192.0.2.7",
      userAgent: "Test browser",
      expiresAt: new Date(start.getTime() + 12 * 3_600_000),
      lastUsedAt: start,
    });
    const [event] = await signInEvents();
    expect(event).toMatchObject({ actorId: userId, outcome: "success", remoteAddress: "192.0.2.7" });
    expect((await stored.database.user.findFirstOrThrow()).lastSignInAt).toEqual(start);
  });

  test("sets one cookie that scripts cannot read and other sites do not send", async () => {
    const setCookies = await signInWith(new TestBrowser());
    expect(setCookies).toHaveLength(1);
    expect(setCookies[0]).toMatch(/^signalbox\.session_token=[A-Za-z0-9_-]{43}\./);
    expect(setCookies[0]).toMatch(/; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/i);
  });

  test("leaves only a hash of the token in the database", async () => {
    const browser = new TestBrowser();
    await signInWith(browser);
    const token = tokenOf(browser);
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    expect((await stored.database.session.findFirstOrThrow()).token).toBe(hashToken(token));
    for (const suffix of ["", "-wal"]) {
      const bytes = readFileSync(stored.file + suffix);
      expect(bytes.includes(token)).toBe(false);
      expect(bytes.includes(Buffer.from(token, "base64url"))).toBe(false);
    }
    const walOrMain = ["", "-wal"].some((suffix) => readFileSync(stored.file + suffix).includes(hashToken(token)));
    expect(walOrMain).toBe(true);
  });

  test("gives a new token each time and ends the session this browser had", async () => {
    const browser = new TestBrowser();
    await signInWith(browser);
    const before = browser.request;
    const planted = tokenOf(browser);
    await signInWith(browser);
    expect(tokenOf(browser)).not.toBe(planted);
    expect(await loadPrincipal(before, asActivity)).toBeNull();
    expect(await loadPrincipal(browser.request, asActivity)).not.toBeNull();
    expect(await stored.database.session.count()).toBe(1);
  });

  test("does not adopt a token that somebody planted", async () => {
    const browser = new TestBrowser();
    const planted = "A".repeat(43);
    browser.setCookie(sessionCookieName(), `${planted}.x`);
    await signInWith(browser);
    expect(tokenOf(browser)).not.toBe(planted);
  });

  test("replaces a hash of an older cost", async () => {
    restoreCost();
    const old = await hashPassword(person.password, { n: 10, r: 8, p: 1 });
    await stored.database.$transaction((tx) => savePasswordHash(tx, userId, old));
    expect(needsRehash(old)).toBe(true);
    await signInWith(new TestBrowser());
    const renewed = (await findPasswordHash(stored.database, userId)) ?? "";
    expect(renewed).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$/);
    expect(needsRehash(renewed)).toBe(false);
  });

  test("is not enough once the sign-in cannot be recorded", async () => {
    await stored.database.$executeRawUnsafe(
      `CREATE TRIGGER no_audit BEFORE INSERT ON "AuditEvent" BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
    );
    await expect(signInWith(new TestBrowser())).rejects.toThrow();
    expect(await stored.database.session.count()).toBe(0);
  });
});

describe("a refused sign-in", () => {
  const refused = { code: "sign_in_failed", message: "E-mail or password is wrong." };

  test("says the same for a wrong password, an unknown address and a disabled account", async () => {
    const browser = new TestBrowser();
    await expect(signInWith(browser, { ...credentials, password: "wrong" })).rejects.toMatchObject(refused);
    await expect(signInWith(browser, { ...credentials, email: "eve@example.com" })).rejects.toMatchObject(refused);
    await stored.database.user.update({ where: { id: userId }, data: { isDisabled: true } });
    await expect(signInWith(browser)).rejects.toMatchObject(refused);
    expect(await stored.database.session.count()).toBe(0);
    expect((await signInEvents()).map((event) => [event.outcome, event.actorName])).toEqual([
      ["failure", "ada@example.com"],
      ["failure", "eve@example.com"],
      ["failure", "ada@example.com"],
    ]);
  });

  test("takes about as long for an unknown address as for a known one", async () => {
    vi.useRealTimers();
    restoreCost();
    const hash = await hashPassword(person.password);
    await stored.database.$transaction((tx) => savePasswordHash(tx, userId, hash));
    const time = async (email: string, source: string): Promise<number> => {
      const browser = new TestBrowser(source);
      const began = performance.now();
      await expect(signInWith(browser, { email, password: "wrong" })).rejects.toMatchObject(refused);
      return performance.now() - began;
    };
    const known = Math.min(await time(person.email, "192.0.2.1"), await time(person.email, "192.0.2.2"));
    const unknown = Math.min(await time("eve@example.com", "192.0.2.3"), await time("eve@example.com", "192.0.2.4"));
    // Without the dummy hash the unknown address would answer in a fiftieth of the time.
    expect(unknown / known).toBeGreaterThan(0.5);
    expect(unknown / known).toBeLessThan(2);
  });

  test("tells the pause that follows", async () => {
    const browser = new TestBrowser();
    const wrong = { ...credentials, password: "wrong" };
    for (let attempt = 0; attempt < 3; attempt += 1) await signInWith(browser, wrong).catch(() => undefined);
    await expect(signInWith(browser, wrong)).rejects.toMatchObject({ code: "sign_in_failed", retryAfterSeconds: 2 });
    await expect(signInWith(browser)).rejects.toMatchObject({ code: "sign_in_throttled", retryAfterSeconds: 2 });
    expect((await signInEvents()).at(-1)?.details).toContain('"pauseSeconds":2');
    vi.setSystemTime(start.getTime() + 2_000);
    await signInWith(browser);
    expect(await stored.database.signInThrottle.count({ where: { blockedUntil: { not: null } } })).toBe(0);
  });
});

test("an account that is throttled goes on in the sessions it has", async () => {
  const inside = new TestBrowser();
  await signInWith(inside);
  const outside = new TestBrowser("192.0.2.66");
  const wrong = { ...credentials, password: "wrong" };
  for (let attempt = 0; attempt < 4; attempt += 1) await signInWith(outside, wrong).catch(() => undefined);
  await expect(signInWith(outside)).rejects.toMatchObject({ code: "sign_in_throttled" });
  expect(await loadPrincipal(inside.request, asActivity)).not.toBeNull();
});
