import { getProfile, replaceProfile, setSecret } from "@/contracts/endpoints/profiles";
import { profileInputFor } from "@/scripts/seed";
import { startConnectProxy } from "@/server/transport/fake/connect-proxy";
import { startDevice, storeProfile } from "../fixtures/devices";
import { alertWith, stepOf, waitForTestEnd } from "../fixtures/screens";
import { expect, test } from "../fixtures/test";

test("two people edit one profile: the second is told, sees the difference, and nothing is lost", async ({
  adminPage: page,
  console: running,
}) => {
  const profile = await storeProfile(running, running.hmc, { name: "SHARED1", description: "as it was" });
  await page.goto(`/profiles/${profile.id}/connection`);
  await page.getByLabel("Description (optional)").fill("typed by the second");

  const { kind: _kind, secrets: _secrets, ...input } = profileInputFor(running.hmc, running.seeded.bundleId);
  await running.api.call(replaceProfile, {
    params: { profileId: profile.id },
    body: { ...input, name: "SHARED1", description: "as it was", tags: ["saved-first"], revision: profile.revision },
  });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(alertWith(page, "Changed by someone else")).toBeVisible();
  await page.getByRole("button", { name: "Compare" }).click();
  const dialog = page.getByRole("dialog", { name: "What changed" });
  const rowWith = (field: string) =>
    dialog.getByRole("row").filter({ has: page.getByRole("rowheader", { name: field, exact: true }) });
  await expect(rowWith("Tags")).toContainText("saved-first");
  await expect(rowWith("Tags")).toContainText(/changed by them/i);
  await expect(rowWith("Description")).toContainText("typed by the second");
  await expect(rowWith("Description")).toContainText(/changed by you/i);
  await dialog.getByRole("button", { name: "Put mine on top of theirs" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();

  const stored = await running.api.call(getProfile, { params: { profileId: profile.id } });
  expect(stored).toMatchObject({ description: "typed by the second", tags: ["saved-first"] });
  expect(stored.secrets.find(({ slot }) => slot === "password")?.isSet).toBe(true);
});

test("clearing a secret is part of the save that changes the rest", async ({ adminPage: page, console: running }) => {
  const profile = await storeProfile(running, running.hmc, { name: "CLEARED1" });
  const params = { profileId: profile.id };
  await running.api.call(setSecret, { params: { ...params, slot: "mfa" }, body: { value: "JBSWY3DPEHPK3PXP" } });
  await page.goto(`/profiles/${profile.id}/connection`);
  await page.getByLabel("Description (optional)").fill("without a second factor");
  await page.getByRole("button", { name: "Clear Multi-factor key or code" }).click();
  await expect(page.getByText("Will be cleared when you save")).toBeVisible();
  const changes: string[] = [];
  page.on("request", (request) => {
    if (request.method() !== "GET") changes.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  expect(changes).toEqual([`PUT /api/profiles/${profile.id}`]);
  const stored = await running.api.call(getProfile, { params });
  expect(stored.description).toBe("without a second factor");
  expect(stored.secrets.map(({ slot, isSet }) => [slot, isSet])).toEqual([
    ["password", true],
    ["mfa", false],
  ]);
});

test("a stored password does not follow the profile to another address", async ({
  adminPage: page,
  console: running,
}) => {
  const other = await startDevice(running, { name: "ELSEWHERE1" });
  const proxy = await startConnectProxy();
  try {
    const profile = await storeProfile(running, running.hmc, { name: "MOVED1" });
    await page.goto(`/profiles/${profile.id}/connection`);
    await page.getByLabel("Port", { exact: true }).fill(String(other.device.httpsPort));
    await expect(page.getByText("Stored credentials must be entered again")).toBeVisible();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByText(/field needs attention/)).toBeVisible();

    const { kind: _kind, secrets: _secrets, ...input } = profileInputFor(running.hmc, running.seeded.bundleId);
    const moved = { ...input, name: "MOVED1", port: other.device.httpsPort, revision: profile.revision };
    await expect(
      running.api.call(replaceProfile, { params: { profileId: profile.id }, body: moved }),
      "the server asks as well",
    ).rejects.toThrow("secret_reentry_required");

    expect(other.device.requests.total, "nothing has been sent meanwhile").toBe(0);

    await page.getByRole("button", { name: "Replace Password" }).click();
    await page.getByLabel("Password", { exact: true }).fill(other.password);
    await page.getByLabel("User name (optional)").fill(other.userName);
    await page.getByLabel(/^Notification port/).fill(String(other.device.stompPort));
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByText("Saved", { exact: true })).toBeVisible();

    // Nor does it follow it through a proxy, through which everything goes from then on.
    await page.getByLabel("HTTP proxy (optional)").fill(`127.0.0.1:${proxy.port}`);
    await expect(page.getByText("Stored credentials must be entered again")).toBeVisible();
    await page.getByRole("button", { name: "Replace Password" }).click();
    await page.getByLabel("Password", { exact: true }).fill(other.password);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("link", { name: "Test the connection" }).click();
    await waitForTestEnd(page);
    await expect(stepOf(page, "Tunnel through the proxy")).toContainText("opened a tunnel");
    await expect(stepOf(page, "Subscribe to the notifications")).toContainText("Subscribed");
    const asked = new Set(proxy.heads.map((head) => head.split(" ")[1]));
    const { httpsPort, stompPort } = other.device;
    expect(asked).toEqual(new Set([httpsPort, stompPort].map((port) => `127.0.0.1:${port}`)));
    expect(proxy.tunnelled().includes(other.password), "the proxy sees no password").toBe(false);
  } finally {
    await Promise.all([other.close(), proxy.close()]);
  }
});

test("typed changes are not lost by leaving unawares", async ({ adminPage: page, console: running }) => {
  const profile = await storeProfile(running, running.hmc, { name: "UNSAVED1" });
  await page.goto(`/profiles/${profile.id}/connection`);
  await page.getByLabel("Description (optional)").fill("not saved yet");
  const overview = page.getByRole("navigation", { name: "Areas" }).getByRole("link", { name: "Overview" });
  await overview.click();
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await question.getByRole("button", { name: "Stay" }).click();
  await expect(page.getByLabel("Description (optional)")).toHaveValue("not saved yet");
  await overview.click();
  await question.getByRole("button", { name: "Leave" }).click();
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
});
