import type { Page } from "@playwright/test";
import { createOrder, createRequestTemplate, generateRequest } from "@/contracts/endpoints/certificate-orders";
import { unseal } from "@/contracts/endpoints/console";
import { startOperation } from "@/contracts/endpoints/devices";
import { importIdentity } from "@/contracts/endpoints/trust";
import { expectAccessibleInAllLooks } from "./fixtures/axe";
import { furnishBmc } from "./fixtures/bmc-places";
import { startDevice, storeProfile } from "./fixtures/devices";
import { button, heading, link, type Places } from "./fixtures/places";
import { waitForTestEnd } from "./fixtures/screens";
import { type ConsoleUnderTest, expect, people, test } from "./fixtures/test";
import { OwnConsole } from "./security/own-console";

let places: Places;
let closeDevices = async () => {};

async function furnish(running: ConsoleUnderTest): Promise<Places> {
  const { api, hmc, site } = running;
  const failing = await startDevice(running, {
    name: "UNTRUSTED",
    certificate: site.authority.issueFromOtherRoot({ names: ["other.example.com"], purposes: ["server"] }),
  });
  const untrusted = await storeProfile(running, failing, { name: "UNTRUSTED" });
  const client = site.authority.issueClientCertificate({ commonName: "console" });
  const identity = await api.call(importIdentity, {
    body: { name: "Console", certificates: { text: client.chainPem }, key: { text: client.keyPem } },
  });
  const form = { subject: { commonName: "console" }, keyAlgorithm: "ec-p256" as const };
  const order = await api.call(createOrder, { body: { name: "By hand", profileId: null } });
  await api.call(generateRequest, { params: { orderId: order.id }, body: { version: order.version, form } });
  const draft = await api.call(createOrder, { body: { name: "To be filled in", profileId: null } });
  await api.call(createRequestTemplate, { body: { name: "Usual", form } });
  const bmc = await furnishBmc(running, `/certificates/orders/${draft.id}`);
  closeDevices = async () => {
    await Promise.all([failing.close(), bmc.close()]);
  };
  const profileId = running.seeded.profiles[0]?.id ?? "";
  const partition = hmc.device.inventory.named("LINDEV01");
  const run = await api.call(startOperation, {
    params: { profileId, operation: "partition-stop" },
    body: { target: partition.uri, input: {}, confirmation: "LINDEV01", acceptStatuses: [] },
  });
  const object = `/hmc/${profileId}/object?uri=${encodeURIComponent(partition.uri)}`;
  return {
    pages: [
      { path: "/overview", ready: heading("Overview") },
      { path: "/profiles", ready: link("HMC1") },
      { path: "/profiles/new/hmc", ready: heading("New HMC profile") },
      { path: "/profiles/import", ready: heading("Import profiles") },
      { path: `/profiles/${profileId}`, ready: heading("HMC1") },
      {
        path: `/profiles/${profileId}/connection`,
        ready: (page) => expect(page.getByLabel("Host", { exact: true })).toBeVisible(),
      },
      { path: `/profiles/${untrusted.id}/test?run=1`, ready: waitForTestEnd },
      { path: `/profiles/${profileId}/access`, ready: heading("HMC1") },
      { path: `/profiles/${profileId}/history`, ready: heading("HMC1") },
      { path: "/hmc", ready: link("HMC1") },
      { path: `/hmc/${profileId}`, ready: link("LNXPROD1") },
      { path: object, ready: heading("LINDEV01") },
      { path: `/hmc/${profileId}/raw`, ready: heading("Raw request") },
      { path: "/runs", ready: (page) => expect(page.getByRole("row", { name: /Stop LINDEV01/ })).toBeVisible() },
      { path: `/runs/${run.id}`, ready: heading("Stop LINDEV01") },
      { path: "/notifications", ready: heading("Notifications") },
      { path: "/certificates/bundles", ready: link("Simulated site") },
      { path: "/certificates/bundles/new", ready: heading("New CA bundle") },
      { path: `/certificates/bundles/${running.seeded.bundleId}`, ready: heading("Simulated site") },
      { path: "/certificates/identities", ready: link("Console") },
      { path: "/certificates/identities/new", ready: heading("New client certificate") },
      { path: `/certificates/identities/${identity.id}`, ready: heading("Console") },
      { path: "/certificates/orders", ready: link("By hand") },
      { path: "/certificates/orders/new", ready: heading("New order") },
      {
        path: "/certificates/orders/templates",
        ready: (page) => expect(page.getByRole("row", { name: /Usual/ })).toBeVisible(),
      },
      { path: `/certificates/orders/${order.id}#request`, ready: heading("By hand") },
      { path: `/certificates/orders/${draft.id}`, ready: heading("To be filled in") },
      { path: "/audit", ready: heading("Audit") },
      { path: "/admin/users", ready: (page) => expect(page.getByText(people.viewer.email)).toBeVisible() },
      { path: "/admin/teams", ready: link("Test Team") },
      { path: `/admin/teams/${running.seeded.teamId}`, ready: heading("Test Team") },
      { path: "/admin/permissions", ready: (page) => expect(page.getByRole("table").first()).toBeVisible() },
      { path: "/account", ready: heading("Your account") },
      { path: "/no-such-page", ready: heading(/./) },
      ...bmc.pages,
    ],
    dialogs: [
      {
        what: "command palette",
        path: "/overview",
        ready: heading("Overview"),
        open: (page) => page.keyboard.press("Control+k"),
      },
      {
        what: "theme menu",
        path: "/overview",
        ready: heading("Overview"),
        open: (page) => page.getByRole("button", { name: /^Theme/ }).click(),
      },
      { what: "duplicate a profile", path: "/profiles", ready: link("HMC1"), open: button("Duplicate HMC1") },
      { what: "delete a profile", path: "/profiles", ready: link("HMC1"), open: button("Delete HMC1") },
      {
        what: "column chooser",
        path: "/profiles",
        ready: link("HMC1"),
        open: (page) => page.getByRole("button", { name: "Columns" }).click(),
      },
      {
        what: "filters",
        path: "/profiles",
        ready: link("HMC1"),
        open: (page) => page.getByRole("button", { name: "Filters" }).click(),
      },
      {
        what: "profile form with mistakes",
        path: "/profiles/new/hmc",
        ready: heading("New HMC profile"),
        open: async (page) => {
          await page.getByRole("button", { name: "Create profile" }).click();
          await expect(page.getByText(/fields need attention/)).toBeVisible();
        },
      },
      {
        what: "turn verification off",
        path: `/profiles/${profileId}`,
        ready: heading("HMC1"),
        open: button("Turn verification off for a while"),
      },
      {
        what: "details of a certificate",
        path: `/profiles/${untrusted.id}/test?run=1`,
        ready: waitForTestEnd,
        open: (page) => page.locator("details > summary").first().click(),
      },
      {
        what: "stop a partition",
        path: `/hmc/${profileId}?q=HPVS01`,
        ready: link("HPVS01"),
        open: button("Stop HPVS01"),
      },
      {
        what: "change a bundle",
        path: `/certificates/bundles/${running.seeded.bundleId}`,
        ready: heading("Simulated site"),
        open: (page) => page.getByRole("button", { name: "Change" }).click(),
      },
      {
        what: "delete a client certificate",
        path: `/certificates/identities/${identity.id}`,
        ready: heading("Console"),
        open: button("Delete"),
      },
      { what: "new person", path: "/admin/users", ready: heading("People"), open: button("New person") },
      { what: "set up a second factor", path: "/account", ready: heading("Your account"), open: button("Set up") },
      ...bmc.dialogs,
    ],
  };
}

test.describe("every page and dialog is accessible", () => {
  test.setTimeout(600_000);
  test.beforeAll(async ({ console: running }) => {
    places = await furnish(running);
  });
  test.afterAll(() => closeDevices());

  test("pages", async ({ openPage }) => {
    const stranger = await openPage();
    await stranger.goto("/sign-in");
    await heading("Sign in")(stranger);
    await expectAccessibleInAllLooks(stranger, "/sign-in");
    const page = await openPage({ as: "administrator" });
    for (const { path, ready } of places.pages) {
      await page.goto(path);
      await ready(page);
      await expectAccessibleInAllLooks(page, path);
    }
  });

  test("dialogs, menus and forms with mistakes", async ({ openPage, console: running }) => {
    await running.turn("allow-insecure", "on");
    const page = await openPage({ as: "administrator" });
    page.setDefaultTimeout(30_000);
    // A form that was changed asks before it is left.
    page.on("dialog", (dialog) => void dialog.accept());
    await page.setViewportSize({ width: 1440, height: 900 });
    for (const { path, ready, what, open } of places.dialogs) {
      await page.goto(path);
      await ready(page);
      await open(page);
      await expectAccessibleInAllLooks(page, what);
    }
    await running.turn("allow-insecure", "off");
  });

  test("the first run's page", async ({ emptyConsole, openPage }) => {
    const page = await openPage({ at: emptyConsole });
    await page.goto("/");
    await heading("First administrator")(page);
    await expectAccessibleInAllLooks(page, "/first-run");
  });

  test("the page of a sealed console", async ({ openPage }) => {
    const passphrase = "correct horse battery staple";
    const own = await OwnConsole.startEmpty({ env: { SIGNALBOX_MASTER_KEY_PASSPHRASE: "prompt" } });
    try {
      await own.api.call(unseal, { body: { passphrase } });
      await own.restart();
      const page = await openPage({ url: own.url });
      await page.goto("/overview");
      await heading("Sealed")(page);
      expect(new URL(page.url()).pathname).toBe("/unseal");
      await expectAccessibleInAllLooks(page, "/unseal");
      const field = page.getByLabel("Master passphrase", { exact: true });
      await field.fill("wrong horse battery staple");
      await page.getByRole("button", { name: "Open the console" }).click();
      await expect(page.getByRole("alert").first()).toBeVisible();
      await expectAccessibleInAllLooks(page, "/unseal with a wrong passphrase");
      await field.fill(passphrase);
      await page.keyboard.press("Enter");
      await heading("First administrator")(page);
    } finally {
      await own.close();
    }
  });
});

test("a partition is stopped and started by keyboard alone, from the sign-in page on", async ({
  page,
  console: running,
}) => {
  const pressTabUntil = async (reached: () => Promise<boolean>) => {
    for (let presses = 0; presses < 120; presses += 1) {
      await page.keyboard.press("Tab");
      if (await reached()) return;
    }
    throw new Error("The keyboard does not get there.");
  };
  const isFocused = (role: Parameters<Page["getByRole"]>[0], name: string | RegExp) => async () => {
    const target = page.getByRole(role, { name, exact: typeof name === "string" }).first();
    return (await target.count()) > 0 && (await target.evaluate((element) => element === document.activeElement));
  };
  const partition = running.hmc.device.inventory.named("HPVS01");
  await page.goto("/sign-in");
  await expect(page.getByLabel("E-mail")).toBeFocused();
  await page.keyboard.type(people.operator.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(people.operator.password);
  await page.keyboard.press("Enter");
  await heading("Overview")(page);

  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: /skip to main content/i })).toBeFocused();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("HPVS01");
  await expect(page.getByRole("option", { name: /HPVS01/ })).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press("Enter");
  await heading("HPVS01")(page);

  for (const [verb, status] of [
    ["Stop", "stopped"],
    ["Start", "active"],
  ] as const) {
    await pressTabUntil(isFocused("button", verb));
    await page.keyboard.press("Enter");
    const dialog = page.getByRole(verb === "Stop" ? "alertdialog" : "dialog", { name: `${verb} HPVS01` });
    await expect(dialog).toBeVisible();
    await pressTabUntil(isFocused("textbox", /Type HPVS01 to confirm/));
    await page.keyboard.type("HPVS01");
    await page.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
    await expect.poll(() => partition.properties.status).toBe(status);
    await expect(page.getByText(status === "active" ? "Active" : "Stopped").first()).toBeVisible();
  }
});

test("the chosen theme stays", async ({ viewerPage: page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/overview");
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole("button", { name: "Theme: As the system" }).click();
  await page.getByRole("button", { name: "Dark" }).click();
  await expect.poll(background).not.toBe(light);
  const dark = await background();
  await page.reload();
  expect(await background()).toBe(dark);
  await expect(page.getByRole("button", { name: "Theme: Dark" })).toBeVisible();
});
