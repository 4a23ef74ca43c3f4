import { getProfile } from "@/contracts/endpoints/profiles";
import { storeProfile } from "../fixtures/devices";
import { expect, test } from "../fixtures/test";

test("verification is turned off by an administrator for a while, for everybody to see", async ({
  adminPage: page,
  openPage,
  console: running,
}) => {
  const profile = await storeProfile(running, running.hmc, { name: "INSECURE1" });
  const operator = await openPage({ as: "operator" });
  await operator.goto(`/profiles/${profile.id}`);
  const refusedButton = operator.getByRole("button", { name: "Turn verification off for a while" });
  await expect(refusedButton).toHaveAttribute("aria-disabled", "true");
  const refused = await operator.request.post(`/api/profiles/${profile.id}/insecure`, {
    headers: { origin: running.url },
    data: { hours: 1, confirmation: "INSECURE1", revision: profile.revision, secrets: { password: "x" } },
  });
  expect(refused.status()).toBe(403);

  await page.goto(`/profiles/${profile.id}`);
  const button = page.getByRole("button", { name: "Turn verification off for a while" });
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await expect(button).toHaveAccessibleDescription(/^Connections without verification are switched off/);
  const switchedOff = await page.request.post(`/api/profiles/${profile.id}/insecure`, {
    headers: { origin: running.url },
    data: { hours: 1, confirmation: "INSECURE1", revision: profile.revision, secrets: { password: "x" } },
  });
  expect(switchedOff.status()).toBe(403);
  await running.turn("allow-insecure", "on");
  await page.reload();
  await button.click();
  const dialog = page.getByRole("alertdialog", { name: "Turn verification off for INSECURE1?" });
  await dialog.getByLabel(/^For how long/).fill("100");
  await dialog.getByLabel("Type INSECURE1 to confirm").fill("INSECURE1");
  await dialog.getByLabel("Password").fill(running.hmc.password);
  await dialog.getByRole("button", { name: "Turn verification off" }).click();
  await expect(dialog.getByText("Between 1 and 72 hours.", { exact: true })).toBeVisible();
  await dialog.getByLabel(/^For how long/).fill("1");
  await dialog.getByRole("button", { name: "Turn verification off" }).click();
  await expect(dialog).toBeHidden();

  const banner = { name: "Connections that are not verified" };
  for (const path of ["/overview", "/profiles", "/certificates/bundles", "/notifications", "/account"]) {
    await page.goto(path);
    await expect(page.getByRole("region", banner), path).toContainText("INSECURE1");
  }
  await operator.goto("/overview");
  await expect(operator.getByRole("region", banner)).toContainText("INSECURE1");
  await page.goto("/audit");
  await expect(
    page
      .getByRole("grid")
      .getByRole("row")
      .filter({ hasText: "INSECURE1" })
      .filter({ hasText: /insecure|verif/i })
      .first(),
  ).toBeVisible();

  await page.goto(`/profiles/${profile.id}`);
  await page.getByRole("button", { name: "Verify again now" }).click();
  await expect(page.getByRole("region", banner)).toBeHidden();
  const stored = await running.api.call(getProfile, { params: { profileId: profile.id } });
  expect(stored.tls.trust.mode).not.toBe("insecure");
});
