import type { Page } from "@playwright/test";
import { requestFormInput } from "@/contracts/certificate-request";
import { orderCertificate } from "@/scripts/demo-order";
import { createVmiAuthority } from "@/server/pki/fake/vmi-authority";
import { exportPrivateKey } from "@/server/pki/key";
import { createKeyPair } from "@/server/pki/key-pair";
import { createRequest } from "@/server/pki/request";
import { startBmc } from "../fixtures/bmc";
import { expect, test } from "../fixtures/test";

/** Waits until the page announces this state of the order. */
function state(page: Page, text: string): Promise<void> {
  return expect(page.getByRole("status").filter({ hasText: new RegExp(`^${text}$`) })).toBeAttached();
}

test("several certificates are renewed at once, and each goes to its end or says what it needs", async ({
  adminPage: page,
  console: running,
}) => {
  const one = await startBmc(running, { name: "RENEW-ONE" });
  const two = await startBmc(running, { name: "RENEW-TWO" });
  await orderCertificate(running.api, one.profile);
  await orderCertificate(running.api, two.profile);
  two.bmc.exchange.faults.push("host-not-ready");

  await page.goto("/bmc?q=RENEW");
  for (const { profile } of [one, two]) await page.getByLabel(`Select ${profile.name}`).check();
  await page.getByRole("button", { name: "Renew certificates" }).click();
  const dialog = page.locator("dialog[open]");
  await expect(dialog.getByRole("listitem")).toHaveText([/RENEW-ONE/, /RENEW-TWO/]);
  await dialog.getByRole("button", { name: "Renew 2 client certificates" }).click();
  const row = (name: string) => dialog.getByRole("row", { name: new RegExp(name) });
  await expect(row("RENEW-ONE")).toContainText("In use from now on.", { timeout: 60_000 });
  await expect(row("RENEW-TWO")).toContainText("Request ready, with a problem", { timeout: 60_000 });
  await expect(row("RENEW-TWO")).toContainText(/host/i);
  await expect(dialog.getByText("All 2 are done or in somebody's hands.")).toBeVisible();
  expect(one.bmc.vmi.accepted).toHaveLength(2);

  await row("RENEW-TWO").getByRole("link").click();
  await page.getByRole("button", { name: "Have it signed" }).click();
  await state(page, "Verified");
  await page.goto("/certificates/orders?q=RENEW-ONE");
  const renewed = page.getByRole("row").filter({ hasText: "Console at RENEW-ONE renewed" });
  await expect(renewed).toContainText("Kept");
  await expect(page.getByRole("row").filter({ hasText: "Replaced by a newer one" })).toHaveCount(1);

  // A renewal that is under way is taken up again, and not begun a second time.
  await page.goto("/certificates/identities?q=RENEW-TWO");
  await page.getByLabel("Select Console at RENEW-TWO").check();
  await page.getByRole("button", { name: "Renew", exact: true }).click();
  await dialog.getByRole("button", { name: "Renew 1 client certificate" }).click();
  await expect(row("RENEW-TWO")).toContainText("In use from now on.", { timeout: 60_000 });
  await page.goto("/certificates/orders?q=RENEW-TWO");
  await expect(page.getByRole("row").filter({ hasText: "Console at RENEW-TWO renewed" })).toHaveCount(1);
  await Promise.all([one.close(), two.close()]);
});

test("a request made elsewhere is uploaded with its key, and its certificate is kept and exported", async ({
  adminPage: page,
}) => {
  const form = requestFormInput.parse({ keyAlgorithm: "ec-p256", subject: { commonName: "made-elsewhere" } });
  const [pair, foreign] = await Promise.all([createKeyPair("ec-p256"), createKeyPair("ec-p256")]);
  const request = await createRequest(form, pair);
  await page.goto("/certificates/orders/new");
  await page.getByRole("radio", { name: "Somebody, by hand" }).check();
  await page.getByLabel("Name of the order").fill("Made elsewhere");
  await page.getByRole("button", { name: "Begin the order" }).click();
  await page.getByRole("button", { name: "Upload a request" }).click();
  const upload = page.getByRole("form", { name: "Upload a request" });
  await upload.getByLabel(/^Request as PEM text/).fill(request);
  await upload.getByLabel(/^Key as PEM text/).fill(exportPrivateKey(foreign.privateKey));
  await upload.getByRole("button", { name: "Upload the request" }).click();
  const keyField = upload.getByLabel(/^Key as PEM text/);
  await expect(keyField).toHaveAttribute("aria-invalid", "true");
  await expect(upload.getByLabel(/^Request as PEM text/)).toHaveValue(/BEGIN CERTIFICATE REQUEST/);
  await keyField.fill(exportPrivateKey(pair.privateKey));
  await upload.getByRole("button", { name: "Upload the request" }).click();
  await state(page, "Request ready");
  await page.locator("#request > summary").click();
  await expect(page.getByText("uploaded with the request and sealed; it is never shown")).toBeVisible();

  const authority = createVmiAuthority();
  const signed = page.getByRole("form", { name: "Signed certificate" });
  await signed.getByLabel(/^Certificate as PEM text/).fill(authority.sign(request).toString());
  await signed.getByLabel(/^Root as PEM text/).fill(authority.rootPem);
  await signed.getByRole("button", { name: "Upload and check" }).click();
  await state(page, "Verified");
  const keep = page.locator("#keep");
  await keep.locator("summary").first().click();
  await keep.getByText("Keep it although no connection has proven it", { exact: true }).click();
  await keep.getByRole("button", { name: "Keep it untested" }).click();
  await state(page, "Kept");
  await keep.getByRole("button", { name: "Export" }).click();
  const dialog = page.locator("dialog[open]");
  await dialog.getByRole("radio", { name: "One zip file" }).check();
  await dialog.getByLabel("Password of the files").fill("a-long-enough-password");
  await dialog.getByLabel("The password again").fill("a-long-enough-password");
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Export" }).click();
  expect((await download).suggestedFilename()).toMatch(/\.zip$/);
});

test("a form is saved as a template, applied with a way back, replaced and deleted", async ({ adminPage: page }) => {
  await page.goto("/certificates/orders/new");
  await page.getByRole("radio", { name: "Somebody, by hand" }).check();
  await page.getByLabel("Name of the order").fill("Templated");
  await page.getByRole("button", { name: "Begin the order" }).click();
  const request = page.locator("#request");
  const organization = request.getByLabel("Organization (optional)", { exact: true });
  await organization.fill("Example Power");
  await request.getByRole("radio", { name: "EC P-384" }).check();
  await request.getByRole("button", { name: "Add a name" }).click();
  await request.getByLabel("Name 1", { exact: true }).fill("console.example.com");
  await request.getByRole("button", { name: "Save as template" }).click();
  const dialog = page.locator("dialog[open]");
  await dialog.getByRole("button", { name: "Save the template" }).click();
  await expect(dialog.getByText("A name is needed.", { exact: true })).toBeVisible();
  await dialog.getByLabel("Name of the template").fill("Power consoles");
  await dialog.getByRole("button", { name: "Save the template" }).click();
  await expect(dialog).toBeHidden();

  await organization.fill("Typed over");
  await request.getByRole("radio", { name: "EC P-256" }).check();
  await request.getByLabel("Fill from a template").selectOption({ label: "Power consoles" });
  await expect(organization).toHaveValue("Example Power");
  await expect(request.getByRole("radio", { name: "EC P-384" })).toBeChecked();
  await request.getByRole("button", { name: "Undo filling in" }).click();
  await expect(organization).toHaveValue("Typed over");
  await request.getByRole("button", { name: "Save as template" }).click();
  await dialog.getByLabel("Name of the template").fill("Power consoles");
  await dialog.getByRole("button", { name: "Replace the template" }).click();
  await expect(dialog).toBeHidden();

  page.on("dialog", (leave) => void leave.accept());
  await page.goto("/certificates/orders/new");
  await page.getByRole("radio", { name: "Somebody, by hand" }).check();
  await page.getByLabel("Name of the order").fill("From the template");
  await page.getByLabel(/^Fill the request from a template/).selectOption({ label: "Power consoles" });
  await page.getByRole("button", { name: "Begin the order" }).click();
  await expect(organization).toHaveValue("Typed over");

  await page.goto("/certificates/orders/templates");
  const row = page.getByRole("row", { name: /Power consoles/ });
  await expect(row).toContainText("console.example.com");
  await row.getByRole("button", { name: "Delete Power consoles" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete template" }).click();
  await expect(row).toHaveCount(0);
});
