import type { Locator, Page } from "@playwright/test";
import { generatedInventory } from "@/server/protocols/hmc/fake";
import { startDevice, storeProfile, type TestDevice, type TestDeviceOptions } from "../fixtures/devices";
import { rowOf } from "../fixtures/screens";
import { type ConsoleUnderTest, expect, test } from "../fixtures/test";

const devices: TestDevice[] = [];
test.afterEach(async () => {
  await Promise.all(devices.splice(0).map((device) => device.close()));
});

async function startSystem(running: ConsoleUnderTest, options: TestDeviceOptions) {
  const hmc = await startDevice(running, options);
  devices.push(hmc);
  return { hmc, profile: await storeProfile(running, hmc) };
}

const grid = (page: Page) => page.getByRole("grid", { name: "partitions" });
const underWay = (page: Page) => page.getByRole("region", { name: "Operations under way" });
/** The table's own count of its rows, the two heading rows taken off. */
const rowCount = async (table: Locator) => Number(await table.getAttribute("aria-rowcount"));

test("partitions are searched, filtered, sorted, and their columns chosen", async ({
  adminPage: page,
  console: running,
}) => {
  const { hmc, profile } = await startSystem(running, { name: "TABLE1" });
  await page.goto(`/hmc/${profile.id}`);
  const total = hmc.device.inventory.list("partition").length + hmc.device.inventory.list("logical-partition").length;
  await expect(page.getByText(`${total} partitions`)).toBeVisible();

  await page.getByRole("textbox", { name: "Search partitions" }).fill("HPVS");
  await expect(page.getByText(`2 of ${total} partitions`)).toBeVisible();
  await expect(rowOf(page, "partitions", "HPVS01")).toBeVisible();
  await expect(page).toHaveURL(/q=HPVS/);
  await page.reload();
  await expect(page.getByText(`2 of ${total} partitions`)).toBeVisible();
  await page.getByRole("textbox", { name: "Search partitions" }).fill("no such partition");
  await page.getByRole("button", { name: "Clear search and filters" }).click();

  const tools = page.getByRole("region", { name: "Partitions and LPARs" });
  await tools.getByRole("button", { name: "Filters" }).click();
  await tools.getByLabel("Filter Class").selectOption("LPAR");
  const lpars = hmc.device.inventory.list("logical-partition").length;
  await expect(page.getByText(`${lpars} of ${total} partitions`)).toBeVisible();
  await tools.getByRole("button", { name: "Filters" }).click();
  await expect(page.getByText(`${total} partitions`, { exact: true })).toBeVisible();

  const header = grid(page).getByRole("columnheader", { name: /^Name/ });
  await header.getByRole("button").click();
  await expect(header).toHaveAttribute("aria-sort", "ascending");
  await header.getByRole("button").click();
  await expect(header).toHaveAttribute("aria-sort", "descending");
  const names = await grid(page).getByRole("row").getByRole("link").allTextContents();
  expect(names.length).toBeGreaterThan(5);
  expect(names).toEqual([...names].sort((a, b) => b.localeCompare(a, "en", { numeric: true, sensitivity: "base" })));

  await tools.getByRole("button", { name: "Columns" }).click();
  await tools.getByRole("checkbox", { name: "URI" }).check();
  await tools.getByRole("checkbox", { name: "Type" }).uncheck();
  await page.keyboard.press("Escape");
  await expect(grid(page).getByRole("columnheader", { name: /^URI/ })).toBeVisible();
  await expect(grid(page).getByRole("columnheader", { name: /^Type/ })).toBeHidden();
});

test("a long name without a place to break stays within the page", async ({ adminPage: page, console: running }) => {
  const { profile } = await startSystem(running, {
    name: "HMC_OF_THE_SECOND_COMPUTING_CENTRE_BEHIND_THE_RIVER_AND_THE_HILLS_1",
  });
  for (const width of [390, 1_440]) {
    await page.setViewportSize({ width, height: 800 });
    for (const path of [
      "/overview",
      "/profiles?q=HMC_OF_THE_SECOND",
      `/profiles/${profile.id}`,
      `/hmc/${profile.id}`,
    ]) {
      await page.goto(path);
      await expect(
        page
          .getByRole("main")
          .getByText(/HMC_OF_THE_SECOND/)
          .first(),
      ).toBeVisible();
      const overflow = () =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(await overflow(), `${path} at ${width}`).toBe(0);
    }
  }
});

test("ten thousand rows are walked by keyboard", async ({ adminPage: page, console: running }) => {
  const { profile } = await startSystem(running, {
    name: "LARGE1",
    inventory: generatedInventory({ hmcName: "LARGE1", partitions: 10_000 }),
  });
  await page.goto(`/hmc/${profile.id}`);
  await expect(page.getByText("10,000 partitions")).toBeVisible({ timeout: 60_000 });
  expect(await rowCount(grid(page))).toBe(10_001);
  expect(await grid(page).getByRole("row").count()).toBeLessThan(80);

  await grid(page)
    .getByRole("row", { name: /LNX00001/ })
    .focus();
  await page.keyboard.press("End");
  await expect(rowOf(page, "partitions", "LNX10000")).toBeFocused();
  await expect(rowOf(page, "partitions", "LNX10000")).toHaveAttribute("aria-rowindex", "10001");
  await page.keyboard.press("PageUp");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Home");
  await expect(rowOf(page, "partitions", "LNX00001")).toBeFocused();
  await page.getByRole("textbox", { name: "Search partitions" }).fill("LNX09999");
  await expect(page.getByText("1 of 10,000 partitions")).toBeVisible();
  await rowOf(page, "partitions", "LNX09999").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "LNX09999", level: 1 })).toBeVisible();
});

test("a partition is stopped with its name typed, and started again, and its properties are found", async ({
  operatorPage: page,
  console: running,
}) => {
  const { hmc, profile } = await startSystem(running, { name: "POWER1", jobDurationMs: 1_500 });
  const partition = hmc.device.inventory.named("HPVS01");
  await page.goto(`/hmc/${profile.id}?q=HPVS01`);
  await expect(rowOf(page, "partitions", "HPVS01")).toContainText("Active");
  await page.getByRole("button", { name: "Stop HPVS01" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Stop HPVS01" });
  await dialog.getByLabel("Type HPVS01 to confirm").fill("HPVS02");
  await dialog.getByRole("button", { name: "Stop", exact: true }).click();
  const { name: cpc } = hmc.device.inventory.get(partition.cpcUri ?? "").properties;
  await expect(dialog.getByText(`HPVS01 on CPC ${cpc} of POWER1`)).toBeVisible();
  await expect(dialog.getByText("This is not the name, letter for letter.")).toBeVisible();
  await expect(dialog.getByLabel("Type HPVS01 to confirm")).toBeFocused();
  await expect(dialog.getByLabel("Type HPVS01 to confirm")).toHaveAccessibleDescription(/not the name, letter/);
  expect(hmc.device.jobs).toHaveLength(0);
  await dialog.getByLabel("Type HPVS01 to confirm").fill("HPVS01");
  await dialog.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(underWay(page).getByRole("progressbar", { name: "Stop HPVS01" })).toBeVisible();
  await expect(underWay(page)).toContainText("Succeeded");
  await expect(rowOf(page, "partitions", "HPVS01")).toContainText("Stopped");
  expect(partition.properties.status).toBe("stopped");

  await rowOf(page, "partitions", "HPVS01").getByRole("link", { name: "HPVS01" }).click();
  await expect(page.getByRole("heading", { name: "HPVS01", level: 1 })).toBeVisible();
  await page.getByRole("textbox", { name: "Search Properties of HPVS01" }).fill("object-uri");
  await expect(page.getByText(partition.uri).first()).toBeVisible();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  const starting = page.getByRole("dialog", { name: "Start HPVS01" });
  await starting.getByRole("button", { name: "Start", exact: true }).click();
  await expect(starting.getByText("This is not the name, letter for letter.")).toBeVisible();
  await starting.getByLabel("Type HPVS01 to confirm").fill("HPVS01");
  await starting.getByRole("button", { name: "Start", exact: true }).click();
  await expect(underWay(page)).toContainText("Start HPVS01: Done");
  expect(partition.properties.status).toBe("active");
  await underWay(page).getByRole("link", { name: "Details" }).first().click();
  await expect(page.getByRole("heading", { name: "Start HPVS01", level: 1 })).toBeVisible();
  await expect(page.getByText("Succeeded").first()).toBeVisible();
});

test("a job that fails says what the device says, and one under way is cancelled", async ({
  operatorPage: page,
  console: running,
}) => {
  const stop = async (profileId: string, name: string) => {
    await page.goto(`/hmc/${profileId}?q=${name}`);
    await page.getByRole("button", { name: `Stop ${name}` }).click();
    const dialog = page.getByRole("alertdialog", { name: `Stop ${name}` });
    await dialog.getByLabel(`Type ${name} to confirm`).fill(name);
    await dialog.getByRole("button", { name: "Stop", exact: true }).click();
    await expect(dialog).toBeHidden();
  };
  const failing = await startSystem(running, { name: "FAILING1" });
  failing.hmc.device.faults.failNextJob(500, 263, "The partition cannot be stopped: adapter failure.");
  await stop(failing.profile.id, "HPVS01");
  await expect(underWay(page)).toContainText("Failed");
  await underWay(page).getByRole("link", { name: "Details" }).click();
  await expect(page.getByText("The partition cannot be stopped: adapter failure.").first()).toBeVisible();
  await page.goto("/runs");
  await expect(
    page
      .getByRole("grid", { name: "operations" })
      .getByRole("row", { name: /Stop HPVS01/ })
      .first(),
  ).toContainText("Failed");

  const slow = await startSystem(running, { name: "SLOW1", jobDurationMs: 20_000 });
  await stop(slow.profile.id, "ZVMDEV01");
  await underWay(page).getByRole("button", { name: "Cancel operation" }).click();
  await expect(underWay(page)).toContainText(/cancelled/i);
  expect(slow.hmc.device.inventory.named("ZVMDEV01").properties.status).toBe("active");
});

test("who may only look sees the operations with the reason why not", async ({
  viewerPage: page,
  console: running,
}) => {
  const { hmc, profile } = await startSystem(running, { name: "LOOK1" });
  const partition = hmc.device.inventory.named("HPVS01");
  await page.goto(`/hmc/${profile.id}?q=HPVS01`);
  await expect(rowOf(page, "partitions", "HPVS01")).toBeVisible();
  await expect(page.getByRole("button", { name: "Stop HPVS01" })).toHaveCount(0);
  await rowOf(page, "partitions", "HPVS01").getByRole("link", { name: "HPVS01" }).click();
  const stop = page.getByRole("button", { name: "Stop", exact: true });
  await expect(stop).toHaveAttribute("aria-disabled", "true");
  await stop.focus();
  await expect(page.getByRole("tooltip").filter({ hasText: "you need the role operator" }).first()).toBeVisible();
  await stop.click({ force: true });
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  const refused = await page.request.post(`/api/profiles/${profile.id}/operations/partition-stop`, {
    headers: { origin: running.url },
    data: { target: partition.uri, confirmation: "HPVS01" },
  });
  expect(refused.status()).toBe(403);
  expect(hmc.device.requests.count({ method: "POST", path: /operations\/stop/ })).toBe(0);
});

test("raw requests are sent, kept, and copied without secrets", async ({
  adminPage: page,
  openPage,
  console: running,
}) => {
  const { hmc, profile } = await startSystem(running, { name: "RAW1" });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`/hmc/${profile.id}/raw`);
  await page.getByLabel("URI").fill("https://elsewhere.example/api");
  await page.getByRole("button", { name: "Send" }).click();
  expect(hmc.device.requests.count({ path: "/api/console" })).toBe(0);
  await page.getByLabel("URI").fill("/api/console");
  await page.getByText("Keep request and answer in the history").click();
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("region", { name: "Body of the answer" })).toContainText('"RAW1"');
  await expect(page.getByRole("button", { name: "Use again: GET /api/console" }).first()).toBeVisible();

  const partition = hmc.device.inventory.named("HPVS01");
  await page.getByLabel("Method").selectOption("POST");
  await page.getByLabel("URI").fill(partition.uri);
  await page.getByLabel("Body (optional)").fill('{"description":"changed by hand"}');
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByText("This is not the name, letter for letter.")).toBeVisible();
  await page.getByLabel(/^Type RAW1 to confirm/).fill("RAW1");
  await page.getByRole("button", { name: "Send" }).click();
  await expect.poll(() => partition.properties.description).toBe("changed by hand");

  await page.getByRole("button", { name: "Copy as curl with placeholders" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain("X-API-Session: <SESSION-ID>");
  expect(running.canaries.find(copied)).toEqual([]);

  await page.getByRole("button", { name: "Use again: GET /api/console" }).first().click();
  await expect(page.getByLabel("URI")).toHaveValue("/api/console");

  const other = await openPage({ as: "operator" });
  await other.goto(`/hmc/${profile.id}/raw`);
  await expect(other.getByText(/raw requests.*Ask an administrator of the team/)).toBeVisible();
  await expect(other.getByRole("button", { name: "Send" })).toHaveCount(0);
});
