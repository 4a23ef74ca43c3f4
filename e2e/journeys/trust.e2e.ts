import { storeProfile } from "../fixtures/devices";
import { alertWith, rowOf } from "../fixtures/screens";
import { expect, test } from "../fixtures/test";

test("bad files are answered with where and why, good ones with what they hold", async ({
  adminPage: page,
  console: running,
}) => {
  const { rootPem, intermediatePem } = running.site.authority;
  await page.goto("/certificates/bundles");
  await page.getByRole("button", { name: "New CA bundle" }).first().click();
  await page.getByLabel("Name", { exact: true }).fill("Collected CAs");
  const text = page.getByLabel(/^PEM text/);
  const broken = rootPem.split("\n").toSpliced(3, 1, "?? not base64 ??").join("\n");
  await text.fill(`A note above.\n${intermediatePem}\n${broken}`);
  const line = `A note above.\n${intermediatePem}\n`.split("\n").length;
  await expect(page.getByText(/^1 found|1 certificate found, 1 unusable/)).toBeVisible();
  const problem = page.getByText(/Block 2, line \d+:/);
  await expect(problem).toBeVisible();
  const told = Number(/line (\d+)/.exec((await problem.textContent()) ?? "")?.[1]);
  expect(told, "the line of the broken block").toBeGreaterThanOrEqual(line);
  expect(told).toBeLessThanOrEqual(line + 4);
  await page.getByRole("button", { name: "Store the bundle" }).click();
  await expect(page).toHaveURL(/\/bundles\/new$/);

  await text.fill(running.site.authority.root.keyPem);
  await expect(page.getByText(/private key/i).first()).toBeVisible();
  await text.fill("");
  await page.getByLabel("Or a file (optional)").setInputFiles({
    name: "root.cer",
    mimeType: "application/pkix-cert",
    buffer: running.site.authority.root.certificate.raw,
  });
  await expect(page.getByText(/^1 certificate found/)).toBeVisible();
  await page.getByRole("button", { name: /^Remove root.cer/ }).click();
  await text.fill(`text around\n${intermediatePem}\nmore of it\n${rootPem}`);
  await expect(page.getByText(/^2 certificates found/)).toBeVisible();
  const tree = page.getByRole("list", { name: "Certificates found" });
  await expect(tree.getByRole("listitem").first()).toContainText("Simulated Site Root");
  await page.getByRole("button", { name: "Store the bundle" }).click();
  await expect(page.getByRole("heading", { name: "Collected CAs", level: 1 })).toBeVisible();
  await page.getByText("Simulated Site Intermediate", { exact: true }).click();
  await expect(page.getByText(running.site.authority.intermediate.certificate.fingerprint256)).toBeVisible();
});

test("a bundle in use says by whom and cannot be deleted; one that is not can", async ({
  adminPage: page,
  openPage,
  console: running,
}) => {
  await page.goto(`/certificates/bundles/${running.seeded.bundleId}`);
  await expect(page.getByRole("link", { name: "HMC1", exact: true })).toBeVisible();
  const remove = page.getByRole("button", { name: "Delete" });
  await expect(remove).toHaveAttribute("aria-disabled", "true");
  await remove.focus();
  await expect(page.getByRole("tooltip").filter({ hasText: "Still used by" })).toBeVisible();
  const refused = await page.request.delete(`/api/trust/bundles/${running.seeded.bundleId}?confirm=Simulated%20site`, {
    headers: { origin: running.url, "x-signalbox-request": "1" },
  });
  expect(refused.status()).toBe(409);
  expect(((await refused.json()) as { code: string }).code).toBe("in_use");

  await page.goto("/certificates/bundles/new");
  await page.getByLabel("Name", { exact: true }).fill("Short-lived");
  await page.getByLabel(/^PEM text/).fill(running.site.authority.otherRootPem);
  await page.getByRole("button", { name: "Store the bundle" }).click();
  await expect(page.getByRole("heading", { name: "Short-lived", level: 1 })).toBeVisible();
  const viewer = await openPage({ as: "viewer" });
  await viewer.goto(page.url());
  await expect(viewer.getByRole("button", { name: "Delete" })).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Delete Short-lived?" });
  await dialog.getByRole("button", { name: "Delete bundle" }).click();
  await expect(dialog.getByText("This is not the name, letter for letter.")).toBeVisible();
  await dialog.getByLabel("Type Short-lived to confirm").fill("Short-lived");
  await dialog.getByRole("button", { name: "Delete bundle" }).click();
  await expect(page.getByRole("heading", { name: "Certificates", level: 1 })).toBeVisible();
  await expect(rowOf(page, "CA bundles", "Short-lived")).toHaveCount(0);
});

test("profiles leave and come back without their secrets", async ({ adminPage: page, openPage, console: running }) => {
  const profile = await storeProfile(running, running.hmc, { name: "TRAVEL1", tags: ["abroad"] });
  await page.goto("/profiles?q=TRAVEL1");
  await page.getByLabel("Select TRAVEL1").check();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export for another console" }).click();
  const file = await (await download).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of file) chunks.push(Buffer.from(chunk as Uint8Array));
  const text = Buffer.concat(chunks).toString("utf8");
  expect(running.canaries.find(text)).toEqual([]);
  expect(JSON.parse(text)).toMatchObject({ profiles: [{ name: "TRAVEL1", tags: ["abroad"] }] });

  await page.goto("/profiles/import");
  const input = page.getByLabel("Exported profiles");
  await input.setInputFiles({
    name: "broken.json",
    mimeType: "application/json",
    buffer: Buffer.from('{"profiles": 1}'),
  });
  await expect(alertWith(page, "The file cannot be imported")).toBeVisible();
  await page.getByRole("button", { name: "Remove broken.json" }).click();
  await input.setInputFiles({ name: "profiles.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "See what would happen" }).click();
  const outcome = page.getByRole("region", { name: "Profiles of the file" });
  await expect(outcome).toContainText("Is created under another name");
  await page.getByRole("button", { name: "Import 1 profile" }).click();
  await expect(page.getByText("Imported: 1 profile")).toBeVisible();
  await outcome.getByRole("link", { name: /^TRAVEL1/ }).click();
  await expect(page).not.toHaveURL(new RegExp(profile.id));
  await expect(page.getByLabel("Port", { exact: true })).toHaveValue(String(running.hmc.device.httpsPort));
  await expect(page.getByRole("group", { name: "Password" })).toContainText("Not configured");

  const operator = await openPage({ as: "operator" });
  await operator.goto("/profiles/import");
  await expect(operator.getByLabel("Exported profiles")).toBeDisabled();
});
