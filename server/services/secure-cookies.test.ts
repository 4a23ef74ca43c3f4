import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { loadPrincipal } from "@/server/auth/session-principal";
import { useCheapPasswords } from "@/server/auth/testing/cheap-passwords";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { changePassword } from "./account";
import { createFirstAdministrator } from "./first-run";
import { signIn } from "./sign-in";
import { TestBrowser } from "./testing/browser";

const person = { name: "Ada", email: "ada@example.com", password: "correct horse battery", teamName: "Operations" };
let stored: TestDatabase;
let restoreCost: () => void;

// The settings of a process are read once, so this file is a console behind HTTPS as a whole.
beforeAll(async () => {
  vi.stubEnv("SIGNALBOX_PUBLIC_URL", "https://console.example");
  restoreCost = useCheapPasswords();
  stored = await createTestDatabase();
  await createFirstAdministrator(person);
});

afterAll(async () => {
  restoreCost();
  await stored.close();
  vi.unstubAllEnvs();
});

test("over HTTPS every session cookie is tied to its host", async () => {
  const browser = new TestBrowser();
  const cookie =
    /^__Host-signalbox\.session_token=[\w-]{43}\.[^;]+; Max-Age=43200; Path=\/; HttpOnly(; Secure; SameSite=Strict|; SameSite=Strict; Secure)$/;
  const { setCookies } = await signIn(person, browser.headers, browser.context);
  expect(setCookies).toHaveLength(1);
  expect(setCookies[0]).toMatch(cookie);
  browser.accept(setCookies);
  const principal = await loadPrincipal(browser.request, { countsAsActivity: true });
  if (principal === null) throw new Error("not signed in");
  const change = { currentPassword: person.password, newPassword: "another long password" };
  const renewed = await changePassword(principal, change, browser.context);
  expect(renewed).toHaveLength(1);
  expect(renewed[0]).toMatch(cookie);
});
