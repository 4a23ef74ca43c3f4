import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { deleteWbemInstance, listWbemSubscriptions } from "@/contracts/endpoints/wbem";
import { MAIN_NAMESPACE } from "@/server/protocols/wbem/fake";
import { expectAccessibleInAllLooks } from "../fixtures/axe";
import { people } from "../fixtures/people";
import { alertWith, submitSignIn } from "../fixtures/screens";
import { expect, test } from "../fixtures/test";
import { startWbem, type TestWbem } from "../fixtures/wbem";
import { OwnConsole } from "../security/own-console";

const started: TestWbem[] = [];
test.afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.close()));
});

async function start(...given: Parameters<typeof startWbem>): Promise<TestWbem> {
  const server = await startWbem(...given);
  started.push(server);
  return server;
}

const recorder = (page: Page) => page.getByRole("region", { name: "Recorder" });
const requests = (page: Page) => page.getByRole("grid", { name: "requests" });

/** Reads the instances of a class through the explorer. */
async function readInstances(page: Page, profileId: string, className: string): Promise<void> {
  await page.goto(
    `/wbem/${profileId}/instances?namespace=${encodeURIComponent(MAIN_NAMESPACE)}&class=${encodeURIComponent(className)}`,
  );
  await expect(page.getByText("All read")).toBeVisible();
}

/** Opens a class, which is read by operations that are made again. */
async function readClass(page: Page, profileId: string, className: string): Promise<void> {
  await page.goto(
    `/wbem/${profileId}/classes?namespace=${encodeURIComponent(MAIN_NAMESPACE)}&class=${encodeURIComponent(className)}`,
  );
  await expect(page.getByRole("heading", { name: className, level: 2 })).toBeVisible();
}

async function switchOn(page: Page, profileId: string): Promise<void> {
  await page.goto(`/wbem/${profileId}/recording`);
  await expect(page.getByRole("heading", { name: "Not recording" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Export as YAML" })).toHaveAccessibleDescription(
    "Nothing is recorded yet.",
  );
  await recorder(page).getByRole("switch").press("Space");
  await expect(page.getByRole("heading", { name: "Recording your requests" })).toBeVisible();
}

test("requests are recorded for oneself alone, looked at, exported, replayed and cleared", async ({
  operatorPage: page,
  openPage,
  console: running,
}) => {
  const other = await openPage({ as: "administrator" });
  const { profile } = await start(running, { name: "RECORDED" });
  const second = await start(running, { name: "REPLAYED" });
  await switchOn(page, profile.id);
  await readInstances(other, profile.id, "SBX_StoragePool");
  await readInstances(page, profile.id, "SBX_DiskDrive");
  await expect(page.getByRole("region", { name: "Recording", exact: true })).toContainText("Recording your requests");
  await expect(other.getByRole("region", { name: "Recording", exact: true })).toBeHidden();
  await readClass(page, profile.id, "SBX_DiskDrive");

  await page.goto(`/wbem/${profile.id}/recording`);
  await expect(requests(page)).toContainText("OpenEnumerateInstances");
  await page.getByRole("button", { name: /^OpenEnumerateInstances: request \d+$/ }).click();
  const panel = page.getByRole("complementary", { name: /^OpenEnumerateInstances, request/ });
  await expect(panel.getByRole("region", { name: "request", exact: true })).toContainText("SBX_DiskDrive");
  await expect(panel.getByRole("region", { name: "answer", exact: true })).toContainText(/\n +<\w/);
  await panel
    .getByText(/^\d+ headers$/)
    .first()
    .click();
  await expect(panel).toContainText("CIMOperation");
  await expect(panel).not.toContainText(/authorization/i);
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(page.getByRole("button", { name: /^OpenEnumerateInstances: request/ })).toBeFocused();

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export as YAML" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("RECORDED-recording.yaml");
  const yaml = await readFile(await file.path(), "utf8");
  expect(yaml.match(/pywbem_request:/g)?.length).toBeGreaterThan(1);
  const enumerated = [...yaml.matchAll(/pywbem_method: OpenEnumerateInstances\n(?: +\w+: .*\n)*? +ClassName: (\w+)/g)];
  expect(enumerated.map(([, className]) => className)).toEqual(["SBX_DiskDrive"]);

  const before = second.wbem.count("GetClass");
  await page.getByRole("combobox", { name: "WBEM server" }).selectOption({ label: "REPLAYED" });
  await page.getByRole("button", { name: "Replay there" }).click();
  const result = page.getByRole("region", { name: "RECORDED compared with REPLAYED now" });
  await expect(result.getByRole("row", { name: /^GetClass/ }).first()).toContainText("Same");
  expect(second.wbem.count("GetClass")).toBeGreaterThan(before);
  await expect(result.getByRole("row", { name: /^OpenEnumerateInstances/ }).first()).toContainText("Same");
  await expect(page.getByText(/requests? left out/)).toBeHidden();

  await page.getByRole("button", { name: "Compare with my recording there" }).click();
  const missing = alertWith(page, "Nothing was recorded of your requests to REPLAYED.");
  await expect(missing.getByText("Nothing is recorded", { exact: true })).toBeVisible();
  await missing.getByRole("link", { name: "Open the recording of REPLAYED" }).click();
  await expect(page).toHaveURL(new RegExp(`/wbem/${second.profile.id}/recording`));
  await switchOn(page, second.profile.id);
  await readClass(page, second.profile.id, "SBX_DiskDrive");
  await page.goto(`/wbem/${profile.id}/recording`);
  await page.getByRole("combobox", { name: "WBEM server" }).selectOption({ label: "REPLAYED" });
  await page.getByRole("button", { name: "Compare with my recording there" }).click();
  const compared = page.getByRole("region", { name: "RECORDED compared with REPLAYED" });
  await expect(compared.getByRole("row", { name: /^GetClass/ }).first()).toContainText("Same");
  await expect(compared.getByRole("row", { name: /^OpenEnumerateInstances/ }).first()).toContainText("Only here");
  await expectAccessibleInAllLooks(page, "a comparison of recordings");

  await page
    .getByRole("button", { name: /^GetClass: request/ })
    .first()
    .click();
  await expect(page.getByRole("complementary", { name: /^GetClass, request/ })).toContainText("METHODCALL");
  await expectAccessibleInAllLooks(page, "a recorded request");

  await readClass(page, profile.id, "SBX_DiskDrive");
  await page.getByRole("button", { name: "Stop recording" }).click();
  await expect(page.getByRole("button", { name: "Stop recording" })).toBeHidden();
  await page.goto(`/wbem/${profile.id}/recording`);
  await expect(page.getByRole("heading", { name: "Not recording" })).toBeVisible();
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Clear the recording" }).click();
  await expect(page.getByText("Nothing is recorded", { exact: true })).toBeVisible();
});

test("operations are counted by the console, and by the server where it is told to", async ({
  operatorPage: page,
  console: running,
}) => {
  const { profile } = await start(running, { name: "COUNTED" });
  await readInstances(page, profile.id, "SBX_StoragePool");
  await readInstances(page, profile.id, "SBX_DiskDrive");
  const tab = page.getByRole("link", { name: "Statistics", exact: true });
  await tab.click();
  const asked = page.getByRole("region", { name: "Statistics by operation" });
  await expect(asked.getByRole("row", { name: /^OpenEnumerateInstances 2 0 [\d.,]+ .* (kB|bytes)/ })).toBeVisible();
  await page.getByRole("button", { name: "Gather statistics" }).click();
  await expect(page.getByText(/^The server gathers statistics/)).toBeVisible();
  await readInstances(page, profile.id, "SBX_DiskDrive");
  await tab.click();
  const served = page.getByRole("region", { name: "Operations counted by the server" });
  await expect(served.getByRole("row", { name: /^EnumerateInstances \d+ / })).toContainText(/kB|bytes/);
  await page.getByRole("button", { name: "Stop gathering" }).click();
  await expect(page.getByText(/does not gather statistics now; these are from before/)).toBeVisible();

  await page.getByRole("button", { name: "Count anew" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Count anew?" });
  await expectAccessibleInAllLooks(page, "counting anew");
  await dialog.getByRole("button", { name: "Count anew" }).click();
  await expect(dialog).toBeHidden();
  await expect(asked.getByRole("row", { name: /^OpenEnumerateInstances/ })).toHaveCount(0);
});

test("a subscription is written from an example, listed, and deleted by its name", async ({
  operatorPage: page,
  openPage,
  console: running,
}) => {
  const { wbem, profile } = await start(running, { name: "SUBSCRIBE" });
  const at = `/wbem/${profile.id}/indications`;
  await page.goto(at);
  await expect(page.getByText("This console does not listen for indications")).toBeVisible();
  await expect(page.getByRole("heading", { name: "No subscription" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Notifications of this server" })).toHaveAttribute(
    "href",
    `/notifications?profileId=${profile.id}`,
  );

  await page.getByRole("button", { name: "Subscribe", exact: true }).click();
  const form = page.getByRole("dialog", { name: "Subscribe to indications" });
  await expect(form.getByRole("radio", { name: "This console" })).toBeDisabled();
  await expect(form).toContainText("SIGNALBOX_INBOUND_PORT");
  await form.getByRole("button", { name: "Subscribe", exact: true }).click();
  await expect(form.getByText("A name is needed.")).toBeVisible();
  await expect(form.getByText("A query is needed.")).toBeVisible();
  await expect(form.getByText(/^This is not an http or https address/)).toBeVisible();
  await form.getByText("Examples", { exact: true }).click();
  await expectAccessibleInAllLooks(page, "subscribing to indications");
  await form.getByLabel("Name", { exact: true }).fill("alerts");
  await form.getByRole("button", { name: "Use the example: Severe alerts" }).click();
  await form.getByLabel("Address of the listener").fill("https://listener.example:5989/");
  await form.getByRole("button", { name: "Subscribe", exact: true }).click();
  await expect(form).toBeHidden();
  const row = page.getByRole("grid", { name: "subscriptions" }).getByRole("row", { name: /signalboxfilter:alerts/ });
  await expect(row).toContainText("PerceivedSeverity >= 5");
  await expect(row).toContainText("https://listener.example:5989/");
  await expect(row).toContainText("permanent");
  await expect(row).toContainText(MAIN_NAMESPACE);
  await expectAccessibleInAllLooks(page, "subscriptions");

  const viewerPage = await openPage({ as: "viewer" });
  await viewerPage.goto(at);
  for (const name of ["Subscribe", "Delete the subscription signalboxfilter:alerts"]) {
    const button = viewerPage.getByRole("button", { name, exact: true });
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button).toHaveAccessibleDescription(/you need the role operator/);
  }

  await page.getByRole("button", { name: "Delete the subscription signalboxfilter:alerts" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: "Delete the subscription" }).click();
  await expect(dialog.getByText("This is not the name, letter for letter.")).toBeVisible();
  expect(wbem.count("DeleteInstance")).toBe(0);
  await dialog.getByLabel(/^Type .* to confirm/).fill("signalboxfilter:alerts");
  await dialog.getByRole("button", { name: "Delete the subscription" }).click();
  await expect(page.getByRole("heading", { name: "No subscription" })).toBeVisible();
  expect(wbem.count("DeleteInstance")).toBe(3);
});

test("an indication arrives live at this console, and what a subscription leaves is deleted", async ({ browser }) => {
  const own = await OwnConsole.start({
    hmcs: [],
    wbemServers: [{ name: "WBEM1", generatedInstances: 0 }],
    env: { SIGNALBOX_INBOUND_PORT: "0" },
  });
  try {
    const [profile] = own.seeded.profiles;
    const [server] = own.site.wbemServers;
    if (profile === undefined || server === undefined) throw new Error("There is no WBEM server.");
    const page = await browser.newPage({ baseURL: own.url });
    await page.goto("/sign-in");
    await submitSignIn(page, people.operator.email, people.operator.password);
    await expect(page).toHaveURL(/\/overview$/);
    const at = `/wbem/${profile.id}/indications`;
    await page.goto(at);
    await page.getByRole("button", { name: "Subscribe", exact: true }).click();
    const form = page.getByRole("dialog", { name: "Subscribe to indications" });
    await expect(form.getByRole("radio", { name: "This console" })).toBeChecked();
    await form.getByLabel("Name", { exact: true }).fill("alerts");
    await form.getByRole("textbox", { name: "Query", exact: true }).fill("SELECT * FROM CIM_AlertIndication");
    await form.getByRole("button", { name: "Subscribe", exact: true }).click();
    const row = page.getByRole("grid", { name: "subscriptions" }).getByRole("row", { name: /signalboxfilter:alerts/ });
    await expect(row).toContainText("This console");
    await expect(page.locator("main")).not.toContainText("/inbound/");
    await page.getByRole("button", { name: "Test the listener of signalboxfilter:alerts" }).click();
    const testing = page.getByRole("dialog", { name: "Test the listener" });
    await testing.getByRole("button", { name: "Send an indication" }).click();
    await expect(testing.getByText(/took it in \d+ ms$/)).toBeVisible();
    await expectAccessibleInAllLooks(page, "testing a listener");
    await testing.getByRole("button", { name: "Close", exact: true }).last().click();

    await page.getByRole("link", { name: "Notifications of this server" }).click();
    await expect(page.getByText("Live updates are arriving")).toBeAttached();
    const { device } = server;
    const [volume] = device.repository.instancesOf(device.repository.getNamespace(MAIN_NAMESPACE), "SBX_StorageVolume");
    if (volume === undefined) throw new Error("There is no volume.");
    const arrived = page
      .getByRole("grid", { name: "notifications" })
      .getByRole("row", { name: /Volume is nearly full/ });
    await expect(async () => {
      device.indications.alert(volume, "Volume is nearly full");
      await expect(arrived.first()).toBeVisible({ timeout: 1_000 });
    }).toPass();

    const { subscriptions } = await own.api.call(listWbemSubscriptions, { params: { profileId: profile.id } });
    const path = subscriptions[0]?.path;
    if (path === undefined) throw new Error("There is no subscription.");
    const deletion = { path, confirmation: path.className };
    await own.api.call(deleteWbemInstance, { params: { profileId: profile.id }, body: deletion });
    await page.goto(at);
    const dialog = page.getByRole("alertdialog");
    for (const [what, name] of [
      ["filter", "signalboxfilter:alerts"],
      ["destination", "signalboxdestination:alerts"],
    ]) {
      await page.getByRole("button", { name: `Delete the ${what} ${name}` }).click();
      await dialog.getByLabel(/^Type .* to confirm/).fill(name ?? "");
      await dialog.getByRole("button", { name: `Delete the ${what}` }).click();
      await expect(dialog).toBeHidden();
      await expect(page.getByRole("region", { name: `Unused ${what}s` })).toBeHidden();
    }
    expect(device.count("DeleteInstance")).toBe(3);
    await page.close();
  } finally {
    await own.close();
  }
});
