import { readdirSync } from "node:fs";
import path from "node:path";
import { type CDPSession, expect, type Page, test } from "@playwright/test";
import { startOperation } from "@/contracts/endpoints/devices";
import { importIdentity } from "@/contracts/endpoints/trust";
import { root } from "@/scripts/progress.mjs";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { MAIN_NAMESPACE } from "@/server/protocols/wbem/fake";
import { people } from "../fixtures/people";
import { submitSignIn } from "../fixtures/screens";
import { OwnConsole } from "./own-console";
import { findSecrets } from "./secret-forms";

const PASSPHRASE = "canary passphrase of the master key";
const TYPED = "canary-typed-but-never-sent-4711";
const PROFILE_PASSWORD = "canary-profile-password-4712";
const PERSON_PASSWORD = "canary-person-password-4713";
const NEW_PASSWORD = "canary-changed-password-4714";

const secrets = new Map<string, string>([
  ["master passphrase", PASSPHRASE],
  ["text typed and left", TYPED],
  ["password of the device", PROFILE_PASSWORD],
  ["password of a person", PERSON_PASSWORD],
  ["changed password", NEW_PASSWORD],
  ["password of the administrator", people.administrator.password],
]);
const dumps: { place: string; content: Buffer }[] = [];

let own: OwnConsole;

test.describe.configure({ timeout: 600_000 });
test.beforeAll(async () => {
  own = await OwnConsole.startEmpty({
    env: { SIGNALBOX_MASTER_KEY_PASSPHRASE: "prompt" },
    wbemServers: [{ name: "WBEM1", generatedInstances: 0 }],
  });
});
test.afterAll(() => own.close());

/** What the pages of a WBEM server may remember: names of namespaces, queries that were run, paths of instances. */
const WBEM_MEMORY = /^signalbox\.wbem\.(?:namespace|queries|walk)\./;

/** Keeps everything in which a page could leave something behind, apart from what it shows. */
async function dump(page: Page, what: string, memory?: RegExp): Promise<void> {
  const left = await page.evaluate(async () => ({
    localStorage: Object.entries(localStorage),
    sessionStorage: Object.entries(sessionStorage),
    databases: await indexedDB.databases(),
    // Plain HTTP on loopback is a secure context, so the cache is there.
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    windowName: window.name,
    address: location.href,
    title: document.title,
    historyState: history.state as unknown,
    cookies: document.cookie,
    referrer: document.referrer,
  }));
  const unexpected = (entries: [string, string][]) => entries.filter(([key]) => memory?.test(key) !== true);
  const [kept, keptInTab] = [unexpected(left.localStorage), unexpected(left.sessionStorage)];
  const { databases, caches: caching, workers } = left;
  expect([kept, keptInTab, databases, caching, workers], `kept by the browser at ${what}`).toEqual([[], [], [], [], 0]);
  dumps.push({ place: what, content: Buffer.from(JSON.stringify(left)) });
}

async function dumpHistory(session: CDPSession): Promise<number> {
  const { entries } = await session.send("Page.getNavigationHistory");
  dumps.push({ place: "history", content: Buffer.from(JSON.stringify(entries)) });
  return entries.length;
}

/** The address of every page there is, out of the folders in which they lie. */
function addressesOfPages(ids: Readonly<Record<string, string>>): string[] {
  const folder = path.join(root, "app");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "page.tsx" && !file.includes("[..."))
    .map((file) => {
      const parts = path.dirname(file).split(path.sep);
      const shown = parts.filter((part) => part !== "." && !part.startsWith("("));
      return `/${shown.map((part) => part.replace(/^\[(.+)\]$/, (_all, name: string) => ids[name] ?? `no-${name}`)).join("/")}`;
    })
    .sort();
}

/** Types a secret into every field of the page that takes one, and leaves it there. */
async function typeSecrets(page: Page): Promise<number> {
  // Each click takes its button away and shows a field instead.
  const enter = page.getByRole("button", { name: /^(Enter|Replace) /, disabled: false });
  for (let left = await enter.count(); left > 0; left -= 1) await enter.first().click();
  const fields = page.locator("input[type=password]:enabled, textarea:enabled");
  const count = await fields.count();
  for (let index = 0; index < count; index += 1) await fields.nth(index).fill(TYPED);
  return count;
}

async function furnish(): Promise<Record<string, string>> {
  const { api, hmc, profile, seeded } = own;
  const issued = createTestAuthority().issueClientCertificate({ names: ["canary"] });
  for (const [index, line] of issued.keyPem.split("\n").slice(1, -2).entries()) secrets.set(`key line ${index}`, line);
  const identity = await api.call(importIdentity, {
    body: { name: "Canary", certificates: { text: issued.chainPem }, key: { text: issued.keyPem } },
  });
  const partition = hmc.device.inventory.named("LINDEV01");
  const run = await api.call(startOperation, {
    params: { profileId: profile.id, operation: "partition-stop" },
    body: { target: partition.uri, input: {}, confirmation: "LINDEV01", acceptStatuses: [] },
  });
  const ids = { profileId: profile.id, bundleId: seeded.bundleId, identityId: identity.id, runId: run.id };
  return { ...ids, teamId: seeded.teamId, kind: "hmc" };
}

async function enrolSecondFactor(page: Page): Promise<void> {
  await page.goto("/account");
  await page.getByRole("button", { name: "Set up" }).click();
  const dialog = page.getByRole("dialog", { name: "Set up a second factor" });
  await dialog.getByLabel("Your password", { exact: true }).fill(people.administrator.password);
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(dialog.getByRole("img")).toBeVisible();
  const key = ((await dialog.locator("code").first().textContent()) ?? "").replaceAll(" ", "");
  expect(key.length).toBeGreaterThan(15);
  secrets.set("second factor", key);
  await dump(page, "second factor");
}

async function createProfile(page: Page): Promise<void> {
  const { device, userName } = own.hmc;
  await page.goto("/profiles/new/hmc");
  await page.getByLabel("Name", { exact: true }).fill("TYPED");
  await page.getByLabel("Host", { exact: true }).fill("127.0.0.1");
  await page.getByLabel("Port", { exact: true }).fill(String(device.httpsPort));
  await page.getByLabel("User name (optional)").fill(userName);
  await page.getByRole("checkbox", { name: "Simulated site" }).check();
  await page.getByRole("button", { name: "Enter Password" }).click();
  await page.getByLabel("Password", { exact: true }).fill(PROFILE_PASSWORD);
  await dump(page, "profile form, filled in");
  await page.getByRole("button", { name: "Create profile" }).click();
  await expect(page.getByRole("heading", { name: "TYPED", level: 1 })).toBeVisible();
  await dump(page, "profile form, sent");
}

async function createPerson(page: Page): Promise<void> {
  await page.goto("/admin/users");
  await page.getByRole("button", { name: "New person" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New person" });
  await dialog.getByLabel("Name", { exact: true }).fill("Cora Canary");
  await dialog.getByLabel("E-mail").fill("cora@example.test");
  await dialog.getByLabel("First password", { exact: true }).fill(PERSON_PASSWORD);
  await dump(page, "new person, filled in");
  await dialog.getByRole("button", { name: /Create|Add/ }).click();
  await expect(page.getByText("cora@example.test")).toBeVisible();
  await dump(page, "new person, sent");
}

async function changePassword(page: Page): Promise<void> {
  await page.goto("/account");
  await page.getByLabel("Current password", { exact: true }).fill(people.administrator.password);
  await page.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Change password", exact: true }).click();
  await expect(page.getByLabel("New password", { exact: true })).toHaveValue("");
  await dump(page, "changed password");
}

/** Walks through the pages of a WBEM server, which remember a little so that the reader can go on. */
async function exploreWbem(page: Page): Promise<void> {
  const [server] = own.site.wbemServers;
  const profile = own.seeded.profiles.find(({ kind }) => kind === "wbem");
  if (server === undefined || profile === undefined) throw new Error("There is no WBEM server.");
  secrets.set("password of the WBEM server", server.password);
  const key = (name: string, value: string) => ({ name, type: "string", value });
  const className = "SBX_StorageSystem";
  const keys = [key("CreationClassName", className), key("Name", "ARRAY1")];
  const path = JSON.stringify({ className, namespace: MAIN_NAMESPACE, keys });
  const query = new URLSearchParams({ namespace: MAIN_NAMESPACE, class: className, path });
  const addresses = addressesOfPages({ profileId: profile.id }).filter((address) => address.includes(profile.id));
  const explorer = addresses.filter((address) => address.startsWith("/wbem/"));
  expect(explorer.length).toBeGreaterThan(10);
  for (const address of explorer) {
    await page.goto(`${address}?${query}`);
    await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
    await typeSecrets(page);
    await dump(page, address, WBEM_MEMORY);
  }
  await page.goto(`/wbem/${profile.id}/query?${query}`);
  await page.getByRole("textbox", { name: "Query", exact: true }).fill("SELECT * FROM SBX_DiskDrive");
  await page.getByRole("button", { name: "Run the query" }).click();
  await expect(page.getByText("All read")).toBeVisible();
  await dump(page, "query that was run", WBEM_MEMORY);
  await page.goto(`/wbem/${profile.id}/instance?${query}&tab=associated`);
  await page.getByRole("link", { name: "ARRAY1-A", exact: true }).first().click();
  await expect(page.getByRole("navigation", { name: "Way along associations" })).toBeVisible();
  await dump(page, "walk along associations", WBEM_MEMORY);
  const remembered = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
  expect(remembered.filter((name) => /\.(queries|walk)\./.test(name))).toHaveLength(2);
}

test("a walk through every page and form leaves nothing sensitive in storage, address, title or history (SEC-F9)", async ({
  browser,
}) => {
  const context = await browser.newContext({ baseURL: own.url });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const session = await context.newCDPSession(page);
  // Leaving a form that was filled in asks first.
  page.on("dialog", (dialog) => void dialog.accept());

  await page.goto("/");
  await page.getByLabel("Master passphrase", { exact: true }).fill(PASSPHRASE);
  await dump(page, "/unseal");
  await page.getByRole("button", { name: "Open the console" }).click();
  await expect(page.getByRole("heading", { name: "First administrator" })).toBeVisible();
  const token = await own.process.readFirstRunToken();
  secrets.set("setup token", token);
  await page.getByLabel("Setup token").fill(token);
  await page.getByLabel("Password", { exact: true }).fill(people.administrator.password);
  await dump(page, "/first-run");
  await page.getByRole("button", { name: "Create and sign in" }).click();
  await dump(page, "/first-run, refused");
  await own.seed();
  secrets.set("password of the seeded device", own.hmc.password);

  await page.goto("/sign-in");
  await submitSignIn(page, people.administrator.email, people.administrator.password);
  await expect(page).toHaveURL(/\/overview$/);
  await dump(page, "after signing in");
  for (const { name, value } of await context.cookies()) {
    const [signIn = ""] = decodeURIComponent(value).split(".");
    if (name.includes("session_token")) secrets.set("sign-in", signIn);
  }
  expect(secrets.has("sign-in")).toBe(true);

  const addresses = addressesOfPages(await furnish());
  expect(addresses.length).toBeGreaterThan(30);
  const [partition] = own.hmc.device.inventory.list("partition");
  let typed = 0;
  for (const address of addresses) {
    const query = address.endsWith("/object") ? `?uri=${encodeURIComponent(partition?.uri ?? "")}` : "";
    await page.goto(address + query);
    await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
    typed += await typeSecrets(page);
    await dump(page, address);
  }
  expect(typed, "fields that take secrets").toBeGreaterThan(6);

  await createProfile(page);
  await createPerson(page);
  await enrolSecondFactor(page);
  await changePassword(page);
  for (const { id, credential } of own.hmc.device.sessions) {
    secrets.set(`device session ${id.slice(0, 4)}`, id);
    if (credential !== "") secrets.set(`session credential ${credential.slice(0, 4)}`, credential);
  }
  await page.goBack();
  await dump(page, "one page back");
  await exploreWbem(page);
  expect(await dumpHistory(session)).toBeGreaterThan(20);
  expect(dumps.some(({ content }) => content.includes(own.profile.id))).toBe(true);
  expect(findSecrets(secrets, dumps)).toEqual([]);
  await context.close();
});
