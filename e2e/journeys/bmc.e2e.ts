import type { Page } from "@playwright/test";
import { startBmc, type TestBmc } from "../fixtures/bmc";
import { alertWith, rowOf } from "../fixtures/screens";
import { type ConsoleUnderTest, expect, test } from "../fixtures/test";

const started: TestBmc[] = [];
test.afterEach(async () => {
  await Promise.all(started.splice(0).map((device) => device.close()));
});

async function start(running: ConsoleUnderTest, options: Parameters<typeof startBmc>[1]): Promise<TestBmc> {
  const device = await startBmc(running, options);
  started.push(device);
  return device;
}

const underWay = (page: Page) => page.getByRole("region", { name: "Operations under way" });

test("a machine is shut down with its name typed, and its state is followed", async ({
  operatorPage: page,
  console: running,
}) => {
  const { bmc, profile } = await start(running, { name: "POWER-OFF", bootMs: 600 });
  await page.goto(`/bmc/${profile.id}`);
  await expect(page.getByRole("heading", { name: "POWER-OFF", level: 1 })).toBeVisible();
  await expect(page.getByText("Can sign certificates").locator("xpath=following-sibling::dd[1]")).toHaveText("yes");
  await page.getByRole("button", { name: "Shut down", exact: true }).click();
  const dialog = page.getByRole("alertdialog");
  const confirmation = dialog.getByLabel(/^Type .* to confirm/);
  await confirmation.fill("another");
  await dialog.getByRole("button", { name: "Shut down", exact: true }).click();
  await expect(dialog.getByText("This is not the name, letter for letter.", { exact: true })).toBeVisible();
  expect(bmc.machine.phase).toBe("running");
  await confirmation.fill("system");
  await dialog.getByRole("button", { name: "Shut down", exact: true }).click();
  await expect(dialog.getByText("This is not the name, letter for letter.", { exact: true })).toBeVisible();
  await confirmation.fill("POWER-OFF system");
  await dialog.getByRole("button", { name: "Shut down", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(underWay(page)).toContainText("Succeeded", { timeout: 30_000 });
  expect(bmc.machine.phase).toBe("off");
  // Without a reload: the BMC's events have the page read again.
  await expect(page.getByRole("button", { name: "Power on", exact: true })).not.toHaveAttribute("aria-disabled");
  await page.getByRole("button", { name: "Shut down", exact: true }).focus();
  await expect(page.getByText(/needs the status On; it is Off/).first()).toBeVisible();
});

test("many machines are seen on one screen and shut down with one confirmation", async ({
  adminPage: page,
  console: running,
}) => {
  const one = await start(running, { name: "FLEET-ONE", bootMs: 600 });
  const two = await start(running, { name: "FLEET-TWO", bootMs: 600, model: "9080-HEX" });
  const off = await start(running, { name: "FLEET-OFF", phase: "off" });
  for (const { profile } of [one, two, off]) {
    await page.goto(`/bmc/${profile.id}`);
    await expect(page.getByRole("button", { name: "Power on", exact: true })).toBeVisible();
  }
  await page.goto("/bmc?q=FLEET");
  await expect(page.getByText(/^3 of \d+ BMCs$|^3 BMCs$/)).toBeVisible();
  await expect(rowOf(page, "BMCs", "FLEET-TWO")).toContainText("9080-HEX");
  await expect(rowOf(page, "BMCs", "FLEET-TWO")).toContainText("Ready");
  await expect(rowOf(page, "BMCs", "FLEET-OFF")).toContainText("Off");

  for (const name of ["FLEET-ONE", "FLEET-TWO", "FLEET-OFF"]) await page.getByLabel(`Select ${name}`).check();
  await page.getByRole("button", { name: "Power", exact: true }).first().click();
  const dialog = page.locator("dialog[open]");
  await dialog.getByLabel("Operation").selectOption({ label: "Shut down" });
  await expect(dialog.getByRole("listitem").filter({ hasText: "FLEET-OFF" })).toContainText("left out. It is Off");
  await dialog.getByRole("button", { name: "Shut down: 2 machines" }).click();
  await expect(dialog.getByText("This is not what has to be typed, letter for letter.")).toBeVisible();
  await dialog.getByLabel("Type shut down 2 to confirm").fill("shut down 2");
  await dialog.getByRole("button", { name: "Shut down: 2 machines" }).click();
  const progress = dialog.getByRole("table", { name: "Progress" });
  for (const name of ["FLEET-ONE", "FLEET-TWO"]) {
    await expect(progress.getByRole("row", { name })).toContainText("Succeeded", { timeout: 30_000 });
  }
  expect([one, two].map(({ bmc }) => bmc.machine.phase)).toEqual(["off", "off"]);
  expect(off.bmc.count("POST", /ComputerSystem\.Reset/)).toBe(0);
});

test("a log is searched, read to its end, and an entry resolved", async ({ operatorPage: page, console: running }) => {
  const { bmc, profile } = await start(running, { name: "LOGGED", logEntries: 230 });
  await page.goto(`/bmc/${profile.id}/log`);
  await expect(page.getByText("100 entries", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Load more" }).click();
  await expect(page.getByText("200 entries", { exact: true })).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: "Load all" }).click();
  await expect(page.getByText("230 entries", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Load (more|all)$/ })).toHaveCount(0);

  await page.getByLabel("Words").fill("BD600007");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page).toHaveURL(/text=BD600007/);
  // What was loaded to its end was the log, not what is searched in it.
  await expect(page.getByRole("button", { name: "Load all" })).toBeVisible();
  await page.reload();
  const entry = page.getByRole("button", { name: /^BD600007 occurred: entry / });
  // The button goes away with the last page, whatever came with it.
  await expect(async () => {
    if (!(await entry.isVisible())) await page.getByRole("button", { name: "Load more" }).click({ timeout: 1_000 });
    await expect(entry).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await entry.click();
  await page.getByRole("dialog").getByRole("button", { name: "Mark as resolved" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByRole("grid", { name: "entries" })).toContainText("Resolved");
  expect(bmc.log.entries.filter(({ isResolved }) => isResolved)).toHaveLength(1);
});

test("a new entry of a log shows without a reload", async ({ operatorPage: page, console: running }) => {
  const { bmc, profile } = await start(running, { name: "LIVE-LOG" });
  await page.goto(`/bmc/${profile.id}/log`);
  await expect(page.getByRole("button", { name: /^BD600000 occurred/ })).toBeVisible();
  await expect(page.getByText("Live updates are arriving")).toBeAttached();
  await expect.poll(() => bmc.events.open).toBeGreaterThan(0);
  bmc.addLogEntry("Fan 3 has stopped", "Critical");
  await expect(page.getByRole("button", { name: /^Fan 3 has stopped/ })).toBeVisible();
});

test("somebody's session is ended, the console's own is kept", async ({ operatorPage: page, console: running }) => {
  const { bmc, profile } = await start(running, { name: "SESSIONS" });
  const [user = ""] = bmc.sessions.users.keys();
  const other = bmc.sessions.open(user, "10.1.2.3", "Another console");
  await page.goto(`/bmc/${profile.id}/sessions`);
  const grid = page.getByRole("grid", { name: "sessions" });
  await expect(grid.getByRole("row").filter({ hasText: "This console's" })).toContainText("kept");
  await grid.getByRole("button", { name: new RegExp(`session ${other}$`) }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Disconnect" }).click();
  await expect(page.getByRole("alertdialog")).toBeHidden();
  await expect(grid.getByRole("button", { name: /^Disconnect/ })).toBeHidden();
});

test("the VMI gets an address, which the host takes when it runs", async ({ operatorPage: page, console: running }) => {
  const { bmc, profile } = await start(running, { name: "NETWORK" });
  await page.goto(`/bmc/${profile.id}/network`);
  const protocols = page.getByRole("table", { name: "Protocols of the BMC" });
  await expect(protocols.getByRole("row", { name: /^IPMI Off 623/ })).toBeVisible();
  await expect(page.getByText("192.0.2.123", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Change eth0" }).click();
  const dialog = page.locator("dialog[open]");
  await dialog.getByLabel("Address", { exact: true }).fill("10.20.30");
  await dialog.getByRole("button", { name: "Send the change" }).click();
  await expect(dialog.getByText(/attention/)).toBeVisible();
  expect(bmc.count("PATCH", /EthernetInterfaces/)).toBe(0);
  await dialog.getByLabel("Address", { exact: true }).fill("10.20.30.40");
  await dialog.getByLabel("Subnet mask").fill("255.255.255.0");
  await dialog.getByLabel("Gateway").fill("10.20.30.1");
  await dialog.getByRole("button", { name: "Send the change" }).click();
  await expect(dialog.getByText("The host takes it when it runs.")).toBeVisible();
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(page.getByRole("table", { name: "Addresses of eth0" }).first()).toContainText("10.20.30.40");
});

test("a certificate is requested and replaced, and what it trusts is changed", async ({
  adminPage: page,
  console: running,
}) => {
  const { bmc, profile } = await start(running, { name: "CERTS" });
  const { authority } = running.site;
  await page.goto(`/bmc/${profile.id}/certificates`);
  await page.getByRole("button", { name: "Make a request on the BMC" }).click();
  const dialog = page.locator("dialog[open]");
  await dialog.getByRole("button", { name: "Make the request" }).click();
  await expect(dialog.getByText(/fields need attention/)).toBeVisible();
  for (const [label, value] of [
    ["Organization", "Example"],
    ["Organizational unit", "Power"],
    ["City", "Stuttgart"],
    ["State or province", "BW"],
    ["Country", "de"],
  ] as const) {
    await dialog.getByLabel(label, { exact: true }).fill(value);
  }
  await dialog.getByRole("button", { name: "Make the request" }).click();
  await expect(dialog.getByText("-----BEGIN CERTIFICATE REQUEST-----")).toBeVisible();
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();

  const issued = authority.issueServerCertificate({ ips: ["127.0.0.1"] });
  await page.getByRole("button", { name: "Replace", exact: true }).first().click();
  const named = authority.issueServerCertificate({ names: ["other.example.com"] });
  await dialog.getByLabel(/^PEM/).fill(named.chainPem + named.keyPem);
  const preview = dialog.getByRole("status").filter({ hasText: "clients may not" });
  await expect(preview).toContainText("It does not name 127.0.0.1");
  await dialog.getByLabel(/^PEM/).fill(issued.chainPem + issued.keyPem);
  await expect(preview).toHaveCount(0);
  await dialog.getByLabel("Type CERTS to confirm").fill("CERT");
  await dialog.getByRole("button", { name: "Replace the certificate" }).click();
  await expect(dialog.getByText("This is not the name, letter for letter.", { exact: true })).toBeVisible();
  await dialog.getByLabel("Type CERTS to confirm").fill("CERTS");
  await dialog.getByRole("button", { name: "Replace the certificate" }).click();
  await expect(dialog.getByText("The BMC presents the new certificate")).toBeVisible();
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  expect(bmc.count("POST", /ReplaceCertificate/)).toBe(1);

  await page.getByRole("button", { name: "Add to a trust store" }).click();
  await dialog.getByLabel(/^PEM/).fill(authority.otherRootPem);
  await dialog.getByRole("button", { name: "Add the certificate" }).click();
  await expect(dialog).toBeHidden();
  const store = page.getByRole("heading", { name: /^Trust store|^Authority of client/ });
  await expect(store).toHaveCount(1);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await dialog.getByLabel("Type CERTS to confirm").fill("CERTS");
  await dialog.getByRole("button", { name: "Delete the certificate" }).click();
  await expect(dialog).toBeHidden();
  await expect(store).toHaveCount(0);
});

test("resources are followed by their links, and an action is sent as written", async ({
  adminPage: page,
  console: running,
}) => {
  const { bmc, profile } = await start(running, { name: "REDFISH", phase: "off", bootMs: 600 });
  await page.goto(`/bmc/${profile.id}/raw`);
  const body = page.getByRole("region", { name: "Body of the answer" });
  await body.getByRole("link", { name: "/redfish/v1/Systems", exact: true }).click();
  await expect(page).toHaveURL(/uri=%2Fredfish%2Fv1%2FSystems$/);
  await body.getByRole("link", { name: "/redfish/v1/Systems/system", exact: true }).click();
  await expect(body).toContainText('"PowerState": "Off"');
  await expect(page.getByText("ETag", { exact: true })).toBeVisible();
  await page.getByRole("navigation", { name: "Path" }).getByRole("link", { name: "Systems" }).click();
  await expect(body).toContainText("Members");
  await page.goBack();
  await expect(body).toContainText('"PowerState": "Off"');

  await page.getByLabel("Path on the BMC").fill("https://elsewhere.example/redfish/v1");
  await page.getByRole("button", { name: "Go", exact: true }).click();
  await expect(page.getByText("The path starts with /redfish/ or /ibm/v1/.")).toBeVisible();

  await page.getByRole("button", { name: "Prepare ComputerSystem.Reset" }).click();
  const form = page.getByRole("form", { name: "Change" });
  await form.getByLabel("Body (optional)").fill('{"ResetType":"On"}');
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByText("This is not the name, letter for letter.", { exact: true })).toBeVisible();
  expect(bmc.count("POST", /ComputerSystem\.Reset/)).toBe(0);
  await form.getByLabel("Type REDFISH to confirm").fill("REDFISH");
  await form.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("heading", { name: "Answer to the change" })).toBeVisible();
  await bmc.until(() => bmc.machine.phase === "running");
});

test("properties are changed only while the resource is as it was read", async ({
  adminPage: page,
  console: running,
}) => {
  const { bmc, profile } = await start(running, { name: "PATCHED" });
  const uri = "/redfish/v1/Systems/system";
  await page.goto(`/bmc/${profile.id}/raw?uri=${encodeURIComponent(uri)}`);
  const body = page.getByRole("region", { name: "Body of the answer" }).first();
  await expect(body).toContainText('"LocationIndicatorActive": false');
  const change = page.getByRole("button", { name: "Change properties" });
  const form = page.getByRole("form", { name: "Change" });
  const send = form.getByRole("button", { name: "Send" });
  await change.click();
  await expect(form.getByLabel("Method")).toHaveValue("PATCH");
  await expect(form.getByLabel(/^Only if its ETag is still/)).toHaveValue(/^"[0-9A-F]{8}"$/);
  await form.getByLabel("Properties to change").fill("");
  await send.click();
  await expect(form.getByText("A PATCH needs the properties to change.", { exact: true })).toBeVisible();
  await form.getByLabel("Properties to change").fill('{"LocationIndicatorActive": true}');
  await form.getByLabel("Type PATCHED to confirm").fill("PATCHED");
  expect(bmc.count("PATCH", uri)).toBe(0);
  await send.click();
  await expect(page.getByRole("heading", { name: "Answer to the change" })).toBeVisible();
  await send.click();
  await expect(alertWith(page, "Nothing was changed: the resource is not as it was read")).toBeVisible();
  await page.getByRole("button", { name: "Read again" }).click();
  await expect(body).toContainText('"LocationIndicatorActive": true');
  expect(bmc.count("PATCH", uri)).toBe(2);
});

test("what cannot be read says why and does not look empty", async ({ viewerPage: page, console: running }) => {
  const { bmc, profile } = await start(running, { name: "SILENT" });
  await bmc.close();
  await page.goto(`/bmc/${profile.id}/sensors`);
  await expect(alertWith(page, /.+/).first()).toBeVisible();
  await expect(page.getByRole("grid", { name: "sensors" })).toBeHidden();
  await page.goto(`/bmc/${profile.id}/raw`);
  await expect(page.getByText(/^To send raw requests to the device you need/)).toBeVisible();
});
