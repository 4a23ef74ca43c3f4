import { type TOTP, URI } from "otpauth";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { loadPrincipal } from "@/server/auth/session-principal";
import { useCheapPasswords } from "@/server/auth/testing/cheap-passwords";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import type { Principal } from "@/server/domain/principal";
import { beginTotp, changePassword, confirmTotp, removeTotp, renameSelf, replaceRecoveryCodes } from "./account";
import { createFirstAdministrator } from "./first-run";
import { listOwnSessions, signOut } from "./sessions";
import { signIn, verifySecondFactor } from "./sign-in";
import { TestBrowser } from "./testing/browser";

const person = { name: "Ada", email: "ada@example.com", password: "correct horse battery", teamName: "Operations" };
const start = new Date("2026-03-01T08:00:00Z");
const STEP_MS = 30_000;

let stored: TestDatabase;
let browser: TestBrowser;
let restoreCost: () => void;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: start });
  restoreCost = useCheapPasswords();
  stored = await createTestDatabase();
  await createFirstAdministrator(person);
  browser = new TestBrowser();
  await enter(browser);
});

afterEach(async () => {
  vi.useRealTimers();
  restoreCost();
  await stored.close();
});

async function enter(from: TestBrowser, password = person.password): Promise<"signed_in" | "second_factor"> {
  const { next, setCookies } = await signIn({ email: person.email, password }, from.headers, from.context);
  from.accept(setCookies);
  return next;
}

async function enterCode(from: TestBrowser, code: string): Promise<void> {
  from.accept((await verifySecondFactor(code, from.headers, from.context)).setCookies);
}

async function principalOf(from: TestBrowser): Promise<Principal> {
  const principal = await loadPrincipal(from.request, { countsAsActivity: true });
  if (principal === null) throw new Error("not signed in");
  return principal;
}

async function enrol(): Promise<{ totp: TOTP; recoveryCodes: string[] }> {
  const enrolment = await beginTotp(await principalOf(browser), person.password, browser.headers, browser.context);
  const totp = URI.parse(enrolment.otpauthUri) as TOTP;
  expect(enrolment.qrCodeSvg).toMatch(/^<svg /);
  browser.accept(await confirmTotp(await principalOf(browser), totp.generate(), browser.headers, browser.context));
  return { totp, recoveryCodes: enrolment.recoveryCodes };
}

async function actions(): Promise<string[]> {
  const rows = await stored.database.auditEvent.findMany({ orderBy: { sequence: "asc" } });
  return rows.map((row) => `${row.action} ${row.outcome}`);
}

test("enrolling asks for the password and for a right code, and renews the session", async () => {
  const other = new TestBrowser();
  await enter(other);
  const before = browser.request;
  const wrong = beginTotp(await principalOf(browser), "wrong", browser.headers, browser.context);
  await expect(wrong).rejects.toMatchObject({ code: "current_password_wrong", errors: [{ path: "password" }] });
  const enrolment = await beginTotp(await principalOf(browser), person.password, browser.headers, browser.context);
  const totp = URI.parse(enrolment.otpauthUri) as TOTP;
  const unlikely = String((Number(totp.generate()) + 1) % 1_000_000).padStart(6, "0");
  await expect(
    confirmTotp(await principalOf(browser), unlikely, browser.headers, browser.context),
  ).rejects.toMatchObject({ code: "second_factor_failed" });
  expect((await principalOf(browser)).hasSecondFactor).toBe(false);
  const { sessionId } = await principalOf(browser);
  browser.accept(await confirmTotp(await principalOf(browser), totp.generate(), browser.headers, browser.context));
  expect(await principalOf(browser)).toMatchObject({ hasSecondFactor: true, sessionId });
  expect(await loadPrincipal(before, { countsAsActivity: true })).toBeNull();
  expect(await loadPrincipal(other.request, { countsAsActivity: true })).toBeNull();
  expect(await listOwnSessions(await principalOf(browser))).toMatchObject([
    { isCurrent: true, remoteAddress: "192.0.2.1", userAgent: "Test browser" },
  ]);
  expect(await actions()).toEqual([
    "first-run.complete success",
    "sign-in success",
    "sign-in success",
    "reauthentication failure",
    "account.second-factor.begin success",
    "account.second-factor.on success",
  ]);
});

test("neither the secret nor a recovery code is readable in the database", async () => {
  const { totp, recoveryCodes } = await enrol();
  const row = JSON.stringify(await stored.database.twoFactor.findFirstOrThrow());
  expect(row).not.toContain(totp.secret.base32);
  expect(row).not.toContain(totp.secret.utf8);
  expect(recoveryCodes).toHaveLength(10);
  for (const code of recoveryCodes) expect(row).not.toContain(code);
});

test("the password alone opens nothing; a code completes the sign-in once", async () => {
  const { totp } = await enrol();
  vi.setSystemTime(start.getTime() + 2 * STEP_MS);
  const other = new TestBrowser("192.0.2.9");
  expect(await enter(other)).toBe("second_factor");
  expect(await loadPrincipal(other.request, { countsAsActivity: true })).toBeNull();
  const code = totp.generate();
  await enterCode(other, code);
  expect((await principalOf(other)).email).toBe(person.email);
  const replaying = new TestBrowser("192.0.2.66");
  await enter(replaying);
  await expect(enterCode(replaying, code)).rejects.toMatchObject({ code: "second_factor_failed" });
  expect(await loadPrincipal(replaying.request, { countsAsActivity: true })).toBeNull();
  expect(await listOwnSessions(await principalOf(other))).toHaveLength(2);
});

test("a code without a sign-in, or after it has waited too long, is refused", async () => {
  const { totp } = await enrol();
  vi.setSystemTime(start.getTime() + 2 * STEP_MS);
  const other = new TestBrowser();
  await expect(enterCode(other, totp.generate())).rejects.toMatchObject({ code: "second_factor_failed" });
  await enter(other);
  vi.setSystemTime(start.getTime() + 20 * STEP_MS);
  await expect(enterCode(other, totp.generate())).rejects.toMatchObject({
    code: "second_factor_failed",
    remedy: "Start again with your password.",
  });
});

test("a recovery code works once", async () => {
  const { recoveryCodes } = await enrol();
  const [code = ""] = recoveryCodes;
  const other = new TestBrowser();
  await enter(other);
  await enterCode(other, code);
  expect((await principalOf(other)).email).toBe(person.email);
  await enter(other);
  await expect(enterCode(other, code)).rejects.toMatchObject({ code: "second_factor_failed" });
});

test("new recovery codes take the place of the old ones, for the password and on record", async () => {
  const without = replaceRecoveryCodes(await principalOf(browser), person.password, browser.headers, browser.context);
  await expect(without).rejects.toMatchObject({ code: "conflict" });
  const { recoveryCodes: old } = await enrol();
  const guess = replaceRecoveryCodes(await principalOf(browser), "wrong", browser.headers, browser.context);
  await expect(guess).rejects.toMatchObject({ code: "current_password_wrong" });
  const made = await replaceRecoveryCodes(
    await principalOf(browser),
    person.password,
    browser.headers,
    browser.context,
  );
  expect(made.recoveryCodes).toHaveLength(10);
  expect(made.recoveryCodes.filter((code) => old.includes(code))).toEqual([]);
  const row = JSON.stringify(await stored.database.twoFactor.findFirstOrThrow());
  for (const code of made.recoveryCodes) expect(row).not.toContain(code);
  expect((await principalOf(browser)).hasSecondFactor).toBe(true);
  expect((await actions()).slice(-2)).toEqual([
    "account.second-factor.replace-recovery-codes intent",
    "account.second-factor.replace-recovery-codes success",
  ]);
  const other = new TestBrowser();
  await enter(other);
  await expect(enterCode(other, old[0] ?? "")).rejects.toMatchObject({ code: "second_factor_failed" });
  await enterCode(other, made.recoveryCodes[0] ?? "");
  expect((await principalOf(other)).email).toBe(person.email);
});

test("one's own name changes everywhere, and on record", async () => {
  expect(await renameSelf(await principalOf(browser), "Ada Lovelace", browser.context)).toMatchObject({
    name: "Ada Lovelace",
    email: person.email,
  });
  expect(await principalOf(browser)).toMatchObject({ name: "Ada Lovelace" });
  expect((await actions()).at(-1)).toBe("account.rename success");
});

test("five wrong codes pause the second factor, over all challenges, and not the open sessions", async () => {
  const { totp } = await enrol();
  const wrong = String((Number(totp.generate()) + 1) % 1_000_000).padStart(6, "0");
  const other = new TestBrowser("192.0.2.66");
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (attempt % 2 === 0) await enter(other);
    await expect(enterCode(other, wrong)).rejects.toMatchObject({ code: "second_factor_failed" });
  }
  vi.setSystemTime(start.getTime() + 60_000);
  await enter(other);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await expect(enterCode(other, wrong)).rejects.toMatchObject({ code: "second_factor_failed" });
  }
  await expect(enterCode(other, totp.generate())).rejects.toMatchObject({
    code: "sign_in_throttled",
    retryAfterSeconds: 900,
  });
  expect((await principalOf(browser)).hasSecondFactor).toBe(true);
});

test("turning it off asks for the password and ends the other sign-ins", async () => {
  const { totp } = await enrol();
  vi.setSystemTime(start.getTime() + 2 * STEP_MS);
  const other = new TestBrowser();
  await enter(other);
  await enterCode(other, totp.generate());
  await expect(removeTotp(await principalOf(other), "wrong", other.context)).rejects.toMatchObject({
    code: "current_password_wrong",
  });
  other.accept(await removeTotp(await principalOf(other), person.password, other.context));
  expect((await principalOf(other)).hasSecondFactor).toBe(false);
  expect(await loadPrincipal(browser.request, { countsAsActivity: true })).toBeNull();
  expect(await stored.database.twoFactor.count()).toBe(0);
  expect(await enter(new TestBrowser())).toBe("signed_in");
});

test("a second factor that cannot be recorded stays off", async () => {
  const enrolment = await beginTotp(await principalOf(browser), person.password, browser.headers, browser.context);
  const totp = URI.parse(enrolment.otpauthUri) as TOTP;
  await stored.database.$executeRawUnsafe(
    `CREATE TRIGGER no_audit BEFORE INSERT ON "AuditEvent" BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
  );
  const principal = await principalOf(browser);
  await expect(confirmTotp(principal, totp.generate(), browser.headers, browser.context)).rejects.toThrow();
  expect(await stored.database.user.findFirstOrThrow()).toMatchObject({ twoFactorEnabled: false });
});

test("changing the password ends the other sign-ins and renews this one", async () => {
  const other = new TestBrowser();
  await enter(other);
  const before = browser.request;
  const given = { currentPassword: person.password, newPassword: "another long password" };
  await expect(
    changePassword(await principalOf(browser), { ...given, currentPassword: "wrong" }, browser.context),
  ).rejects.toMatchObject({
    code: "current_password_wrong",
    errors: [{ path: "currentPassword", message: "This is not the password you have now." }],
  });
  browser.accept(await changePassword(await principalOf(browser), given, browser.context));
  expect((await principalOf(browser)).email).toBe(person.email);
  expect(await loadPrincipal(before, { countsAsActivity: true })).toBeNull();
  expect(await loadPrincipal(other.request, { countsAsActivity: true })).toBeNull();
  await expect(enter(new TestBrowser())).rejects.toMatchObject({ code: "sign_in_failed" });
  expect(await enter(new TestBrowser(), given.newPassword)).toBe("signed_in");
});

test("a password cannot be guessed from an open session either", async () => {
  const principal = await principalOf(browser);
  const guess = () => removeTotp(principal, "guess", browser.context);
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await expect(guess()).rejects.toMatchObject({ code: "current_password_wrong" });
  }
  await expect(guess()).rejects.toMatchObject({ code: "sign_in_throttled", retryAfterSeconds: 2 });
});

test("nothing of a session is left after signing out", async () => {
  const before = browser.request;
  await signOut(await principalOf(browser), browser.context);
  expect(await loadPrincipal(before, { countsAsActivity: true })).toBeNull();
  expect(await stored.database.session.count()).toBe(0);
  expect((await actions()).at(-1)).toBe("sign-out success");
});
