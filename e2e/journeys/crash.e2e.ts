import { listNotifications } from "@/contracts/endpoints/devices";
import { createProfile, listProfiles, setKeepListening } from "@/contracts/endpoints/profiles";
import { profileInputFor } from "@/scripts/seed";
import { expect, test } from "../fixtures/test";

test("a console killed in the middle of its writes loses nothing it confirmed, and tidies up on the device", async ({
  ownConsole,
  openPage,
}) => {
  test.setTimeout(180_000);
  const { api, hmc, seeded } = ownConsole;
  const profileId = seeded.profiles[0]?.id ?? "";
  await api.call(setKeepListening, { params: { profileId }, body: { keepListening: true } });
  await hmc.device.until(() => hmc.device.subscribedTopics.length > 0, 30_000);
  const page = await openPage({ at: ownConsole, as: "administrator" });
  await page.goto(`/notifications?profileId=${profileId}`);
  await expect(page.getByText("Live updates are arriving")).toBeAttached();
  const leftBehind = hmc.device.sessions.map(({ id }) => id);
  expect(leftBehind.length).toBeGreaterThan(0);

  const confirmed: string[] = [];
  const writing = (async () => {
    for (let number = 0; ; number += 1) {
      hmc.device.faults.burst(20);
      const name = `KILLED${number}`;
      await api.call(createProfile, { body: { ...profileInputFor(hmc, seeded.bundleId), name } });
      confirmed.push(name);
    }
  })().catch((error: unknown) => error);
  await expect.poll(() => confirmed.length, { timeout: 30_000 }).toBeGreaterThan(5);
  await expect(page.getByText(/burst-number/).first()).toBeVisible();
  const seen = await page.getByRole("grid", { name: "notifications" }).getAttribute("aria-rowcount");
  await ownConsole.process.stop("SIGKILL");
  expect(await writing).toBeInstanceOf(Error);
  expect(hmc.device.sessions.some(({ id }) => leftBehind.includes(id))).toBe(true);

  await ownConsole.restart();
  await hmc.device.until(() => !hmc.device.sessions.some(({ id }) => leftBehind.includes(id)), 60_000);
  const { items } = await api.call(listProfiles, {});
  const names = items.map(({ name }) => name);
  for (const name of confirmed) expect(names, "every confirmed profile is stored").toContain(name);
  let stored = 0;
  let cursor: string | undefined;
  do {
    const answer = await api.call(listNotifications, { query: { profileId, limit: 200, cursor } });
    stored += answer.items.length;
    cursor = answer.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(stored, "every notification that was shown is stored").toBeGreaterThanOrEqual(Number(seen) - 1);

  await page.reload();
  await expect(page.getByText(/There (is a gap|are \d+ gaps) in this list/)).toBeVisible();
  await expect(page.getByText("Live updates are arriving")).toBeAttached();
  await hmc.device.until(() => hmc.device.stompConnections.length > 0, 40_000);
});
