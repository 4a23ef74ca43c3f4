import type { Page } from "@playwright/test";
import { setKeepListening } from "@/contracts/endpoints/profiles";
import { startDevice, storeProfile, type TestDevice, type TestDeviceOptions } from "../fixtures/devices";
import { layLine } from "../fixtures/line";
import { rowOf } from "../fixtures/screens";
import { type ConsoleUnderTest, expect, test } from "../fixtures/test";

const devices: TestDevice[] = [];
test.afterEach(async () => {
  await Promise.all(devices.splice(0).map((device) => device.close()));
});

/** A device the console listens to, whether or not somebody watches. */
async function startListened(running: ConsoleUnderTest, options: TestDeviceOptions) {
  const hmc = await startDevice(running, options);
  devices.push(hmc);
  const profile = await storeProfile(running, hmc, { keepListening: true });
  await hmc.device.until(() => hmc.device.subscribedTopics.length > 0, 20_000);
  return { hmc, profile };
}

const feed = (page: Page) => page.getByRole("grid", { name: "notifications" });
const entries = (page: Page, text: string) => feed(page).getByRole("row").filter({ hasText: text });
const isLive = (page: Page) => expect(page.getByText("Live updates are arriving")).toBeAttached();

test("two browsers see a change at once, from one connection to the device", async ({
  adminPage: page,
  openPage,
  console: running,
}) => {
  const { hmc, profile } = await startListened(running, { name: "LIVE1" });
  const partition = hmc.device.inventory.named("HPVS01");
  const other = await openPage({ as: "viewer" });
  await page.goto(`/hmc/${profile.id}?q=HPVS01`);
  await other.goto(`/notifications?profileId=${profile.id}`);
  await expect(rowOf(page, "partitions", "HPVS01")).toContainText("Active");
  await isLive(page);
  await isLive(other);

  hmc.device.inventory.setStatus(partition.uri, "degraded");
  await expect(rowOf(page, "partitions", "HPVS01")).toContainText("Degraded");
  await expect(entries(other, "active → degraded")).toHaveCount(1);
  await rowOf(page, "partitions", "HPVS01").getByRole("link").click();
  await expect(page.getByRole("heading", { name: "HPVS01", level: 1 })).toBeVisible();
  const shown = page.getByText("Degraded", { exact: true });
  await expect(shown.first()).toBeVisible();
  hmc.device.inventory.setStatus(partition.uri, "active");
  await expect(shown).toHaveCount(0);

  await entries(other, "active → degraded").getByRole("button").click();
  const dialog = other.getByRole("dialog");
  await expect(dialog.getByRole("row", { name: /status active degraded/ })).toBeVisible();
  await dialog.getByRole("link", { name: "Open the object" }).click();
  await expect(other.getByRole("heading", { name: "HPVS01", level: 1 })).toBeVisible();
  expect(hmc.device.stompConnections).toHaveLength(1);
});

test("the feed pauses, filters, and finds what was stored", async ({ adminPage: page, console: running }) => {
  const { hmc, profile } = await startListened(running, { name: "FEED1" });
  const setDescription = (text: string) =>
    hmc.device.inventory.setProperties(hmc.device.inventory.named("HPVS01").uri, { description: text });
  setDescription("before the visit");
  await page.goto(`/notifications?profileId=${profile.id}`);
  await expect(entries(page, "→ before the visit")).toHaveCount(1);
  await isLive(page);
  await page.getByRole("button", { name: "Pause" }).click();
  setDescription("while paused");
  await expect(page.getByRole("button", { name: "Resume (1 new)" })).toBeVisible();
  await expect(entries(page, "→ while paused")).toHaveCount(0);
  await page.getByRole("button", { name: /^Resume/ }).click();
  await expect(entries(page, "→ while paused")).toHaveCount(1);

  const search = page.getByRole("form", { name: "Search notifications" });
  await expect(page.getByRole("main").getByLabel(/^Search/)).toHaveCount(1);
  await search.getByLabel("Type").selectOption("status-change");
  await expect(entries(page, "→ while paused")).toHaveCount(0);
  hmc.device.inventory.setStatus(hmc.device.inventory.named("HPVS01").uri, "degraded");
  await expect(entries(page, "active → degraded")).toHaveCount(1);
  await search.getByRole("button", { name: "Show everything" }).click();
  await search.getByLabel("Words").fill("while paused");
  await search.getByRole("button", { name: "Search" }).click();
  await expect(entries(page, "→ while paused")).toHaveCount(1);
  await expect(entries(page, "→ before the visit")).toHaveCount(0);
});

test("a lost connection to the device shows as a gap, and a restarted device is taken up again", async ({
  adminPage: page,
  console: running,
}) => {
  const { hmc, profile } = await startListened(running, { name: "GAP1" });
  await page.goto(`/notifications?profileId=${profile.id}`);
  await isLive(page);
  const isSubscribed = () => hmc.device.until(() => hmc.device.subscribedTopics.length > 0, 40_000);

  hmc.device.faults.dropStompConnections();
  await expect(page.getByText("There is a gap in this list")).toBeVisible({ timeout: 30_000 });
  await isSubscribed();

  const before = hmc.device.sessions.length;
  expect(before).toBeGreaterThan(0);
  await hmc.device.restart();
  await isSubscribed();
  await expect(page.getByText("There are 2 gaps in this list")).toBeVisible({ timeout: 30_000 });
  await page.goto(`/hmc/${profile.id}?q=HPVS01`);
  await expect(rowOf(page, "partitions", "HPVS01")).toContainText("Active");
  await isLive(page);
  hmc.device.inventory.setStatus(hmc.device.inventory.named("HPVS01").uri, "degraded");
  await expect(rowOf(page, "partitions", "HPVS01")).toContainText("Degraded");
  expect(hmc.device.stompConnections).toHaveLength(1);
});

test("a browser that was cut off goes on where it stopped", async ({ openPage, console: running }) => {
  const { hmc, profile } = await startListened(running, { name: "CUT1" });
  const line = await layLine(running.url);
  try {
    const page = await openPage({ as: "operator", url: line.url });
    await page.goto(`/notifications?profileId=${profile.id}`);
    await isLive(page);
    const burst = (first: number) => {
      for (let number = first; number < first + 20; number += 1) {
        hmc.device.inventory.setProperties(hmc.device.inventory.named("HPVS01").uri, {
          description: `number ${String(number).padStart(3, "0")}`,
        });
      }
    };
    burst(0);
    await expect(page.getByText("20 notifications", { exact: true })).toBeVisible();
    line.cut();
    await expect(page.getByText("Live updates were lost; reconnecting")).toBeAttached();
    burst(20);
    line.mend();
    await isLive(page);
    burst(40);
    await expect(page.getByText("60 notifications", { exact: true })).toBeVisible();
    const search = page.getByRole("form", { name: "Search notifications" });
    for (const number of ["000", "019", "020", "039", "040", "059"]) {
      await search.getByLabel("Words").fill(`→ number ${number}`);
      await search.getByRole("button", { name: "Search" }).click();
      await expect(entries(page, `→ number ${number}`)).toHaveCount(1);
    }
  } finally {
    await line.close();
  }
});

test("a device without notifications is polled, and the pages say so", async ({
  adminPage: page,
  console: running,
}) => {
  const hmc = await startDevice(running, { name: "POLLED1", stomp: false });
  devices.push(hmc);
  const profile = await storeProfile(running, hmc, { settings: { stompPort: 1 } });
  await running.api.call(setKeepListening, { params: { profileId: profile.id }, body: { keepListening: true } });
  await page.goto(`/hmc/${profile.id}`);
  await expect(page.getByText("No live notifications from this HMC")).toBeVisible({ timeout: 30_000 });
});
