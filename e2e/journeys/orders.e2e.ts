import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { createOrder, generateRequest } from "@/contracts/endpoints/certificate-orders";
import { createVmiAuthority } from "@/server/pki/fake/vmi-authority";
import { DEFAULT_USER } from "@/server/protocols/bmc/fake";
import { startBmc, type TestBmc } from "../fixtures/bmc";
import { alertWith, rowOf } from "../fixtures/screens";
import { type ConsoleUnderTest, expect, test } from "../fixtures/test";

/** One station of the order's page. */
function station(page: Page, id: "look" | "request" | "sign" | "verify" | "prove" | "keep"): Locator {
  return page.locator(`#${id}`);
}

/** Waits until the page announces this state of the order. */
function state(page: Page, text: string): Promise<void> {
  return expect(page.getByRole("status").filter({ hasText: new RegExp(`^${text}$`) })).toBeAttached();
}

/** Saves the request the page offers, and reads it. */
async function downloadRequest(page: Page): Promise<string> {
  const download = page.waitForEvent("download");
  await station(page, "sign").getByRole("button", { name: "Download the request" }).first().click();
  return readFile(await (await download).path(), "utf8");
}

async function upload(page: Page, certificate: string, root: string): Promise<void> {
  const form = page.getByRole("form", { name: "Signed certificate" });
  await form.getByLabel(/^Certificate as PEM text/).fill(certificate);
  await form.getByLabel(/^Root as PEM text/).fill(root);
  await form.getByRole("button", { name: "Upload and check" }).click();
}

/** An order for a device with its request made, begun through the API. */
async function orderWithRequest(running: ConsoleUnderTest, { profile }: TestBmc, name: string): Promise<string> {
  const order = await running.api.call(createOrder, { body: { name, profileId: profile.id } });
  const form = { keyAlgorithm: "ec-p256" as const, subject: { commonName: name } };
  await running.api.call(generateRequest, { params: { orderId: order.id }, body: { version: order.version, form } });
  return `/certificates/orders/${order.id}`;
}

test("a request carried by hand becomes a client certificate: refused first, then kept untested and exported", async ({
  adminPage: page,
}) => {
  const authority = createVmiAuthority();
  await page.goto("/certificates/orders");
  await page.getByRole("button", { name: "New order" }).first().click();
  await page.getByRole("radio", { name: "Somebody, by hand" }).check();
  await page.getByRole("button", { name: "Begin the order" }).click();
  await expect(page.getByText("A name is needed.", { exact: true })).toBeVisible();
  await page.getByLabel("Name of the order").fill("By hand");
  await page.getByRole("button", { name: "Begin the order" }).click();
  await expect(page.getByRole("heading", { name: "By hand", level: 1 })).toBeVisible();

  const request = station(page, "request");
  await request.getByLabel("Common name", { exact: true }).fill("");
  await request.getByRole("radio", { name: "EC P-256" }).check();
  await request.getByRole("button", { name: "Add a name" }).click();
  await request.getByLabel("Name 1", { exact: true }).fill("not a name");
  await request.getByRole("button", { name: "Make key and request" }).click();
  await expect(request.getByText("A common name is needed.")).toBeVisible();
  await expect(request.getByText(/^Is not a DNS name/)).toBeVisible();
  await request.getByLabel("Common name", { exact: true }).fill("console-by-hand");
  await request.getByLabel("Name 1", { exact: true }).fill("console.example.com");
  await request.getByRole("button", { name: "Make key and request" }).click();
  await state(page, "Request ready");

  const csr = await downloadRequest(page);
  expect(csr).toContain("-----BEGIN CERTIFICATE REQUEST-----");
  await station(page, "sign").getByRole("button", { name: "Note that the request is with the signer" }).click();
  await state(page, "With the signer");
  const foreign = createVmiAuthority({ name: "Another" });
  const certificate = authority.sign(csr).toString();
  await upload(page, certificate, foreign.rootPem);
  await state(page, "Failed");
  const refusal = station(page, "verify");
  await expect(refusal.getByText("The certificate was refused: nothing of it is used")).toBeVisible();
  await expect(refusal.getByRole("list", { name: "Checks" }).getByRole("listitem")).toHaveCount(18);
  await page.getByRole("button", { name: "Go back and try again" }).click();
  await state(page, "Request ready");
  await upload(page, certificate, authority.rootPem);
  await state(page, "Verified");
  await expect(station(page, "verify")).not.toHaveAttribute("open");
  await expect(station(page, "prove")).toHaveAttribute("open");

  const keep = station(page, "keep");
  await keep.locator("summary").first().click();
  await keep.getByLabel("Name of the client certificate").fill("Kept by hand");
  await keep.getByRole("button", { name: "Keep it untested" }).click();
  await expect(keep.getByText("Confirm that you keep it without proof, or test it first.").first()).toBeVisible();
  await keep.getByText("Keep it although no connection has proven it", { exact: true }).click();
  await keep.getByRole("button", { name: "Keep it untested" }).click();
  await state(page, "Kept");

  await keep.getByRole("button", { name: "Export" }).click();
  const dialog = page.getByRole("dialog", { name: "Export By hand" });
  await dialog.getByLabel("Password of the files").fill("a-long-enough-password");
  await dialog.getByLabel("The password again").fill("another-password");
  await dialog.getByRole("button", { name: "Export" }).click();
  await expect(dialog.getByText("This is not the same password.", { exact: true })).toBeVisible();
  await dialog.getByLabel("The password again").fill("a-long-enough-password");
  const downloads: Promise<[string, string]>[] = [];
  page.on("download", (download) => {
    downloads.push(download.path().then(async (path) => [download.suggestedFilename(), await readFile(path, "utf8")]));
  });
  await dialog.getByRole("button", { name: "Export" }).click();
  await expect(page.getByText("The files were saved")).toBeVisible();
  await expect.poll(() => downloads.length).toBe(3);
  const files = new Map(await Promise.all(downloads));
  const key = [...files].find(([name]) => name.endsWith(".key"))?.[1];
  expect(key).toContain("-----BEGIN ENCRYPTED PRIVATE KEY-----");
  await page.getByRole("button", { name: "Close", exact: true }).last().click();
  await keep.getByRole("link", { name: "Kept by hand" }).click();
  await expect(page.getByRole("heading", { name: "Kept by hand", level: 1 })).toBeVisible();
});

test.describe("with a BMC", () => {
  let device: TestBmc;
  test.beforeEach(async ({ console: running }, { title }) => {
    device = await startBmc(running, { name: `BMC for ${title}`.slice(0, 60) });
  });
  test.afterEach(() => device.close());

  test("an order is looked at, signed, proven, kept and renewed", async ({ adminPage: page }) => {
    await page.goto(`/certificates/orders/new?profileId=${device.profile.id}`);
    await expect(page.getByLabel("Name of the order")).toHaveValue(/^VMI client for BMC/);
    await page.getByLabel("Name of the order").fill("Console of the BMC");
    await page.getByRole("button", { name: "Begin the order" }).click();
    await page.getByRole("button", { name: "Look at the device" }).click();
    const request = station(page, "request");
    await expect(request).toHaveAttribute("open");
    await expect(page.locator("#request > summary")).toBeFocused();
    await request.getByRole("radio", { name: "EC P-256" }).check();
    await request.getByRole("button", { name: "Make key and request" }).click();
    await page.getByRole("button", { name: "Have it signed" }).click();
    await state(page, "Verified");
    await station(page, "prove").getByRole("button", { name: "Test the connection" }).click();
    await state(page, "Proven");
    expect(device.bmc.vmi.accepted).toContain("Console of the BMC");
    await station(page, "keep").getByRole("button", { name: "Keep as client certificate" }).click();
    await state(page, "Kept");
    await page.getByRole("button", { name: "Renew with a new key" }).click();
    await expect(page.getByText("Renews", { exact: true })).toBeVisible();
    await page.goto("/certificates/orders");
    await expect(rowOf(page, "orders", "Console of the BMC").first()).toBeVisible();
  });

  test("a changed authority is a question; only the compared fingerprint is taken", async ({
    adminPage: page,
    console: running,
  }) => {
    await page.goto(await orderWithRequest(running, device, "first"));
    await page.getByRole("button", { name: "Have it signed" }).click();
    await state(page, "Verified");
    device.bmc.exchange.rotate();
    await page.goto(await orderWithRequest(running, device, "second"));
    await page.getByRole("button", { name: "Have it signed" }).click();
    await state(page, "Needs a decision");
    const question = page.getByRole("form", { name: "The new authority" });
    const confirmation = question.getByLabel("Last 8 characters of the new fingerprint");
    await confirmation.fill("00000000");
    await question.getByRole("button", { name: "Accept the new authority" }).click();
    await expect(
      question.getByText("These are not the last 8 characters of the new fingerprint.").first(),
    ).toBeVisible();
    const now = await station(page, "verify").locator(".sb-fingerprint code").first().textContent();
    await confirmation.fill((now ?? "").slice(-11));
    await question.getByRole("button", { name: "Accept the new authority" }).click();
    await state(page, "Verified");
  });

  test("of two people on one order the slower one is told, and loses nothing", async ({
    adminPage: page,
    openPage,
    console: running,
  }) => {
    const order = await running.api.call(createOrder, { body: { name: "Shared", profileId: device.profile.id } });
    const address = `/certificates/orders/${order.id}#request`;
    await page.goto(address);
    const mine = station(page, "request").getByLabel("Organization (optional)", { exact: true });
    await mine.fill("Typed by the slower one");
    const other = await openPage({ as: "administrator" });
    await other.goto(address);
    await station(other, "request").getByRole("radio", { name: "EC P-256" }).check();
    await station(other, "request").getByRole("button", { name: "Make key and request" }).click();
    await state(other, "Request ready");
    await expect(alertWith(page, "The request was made by somebody else while you typed")).toBeVisible();
    await expect(mine).toHaveValue("Typed by the slower one");
    await expect(station(page, "request").getByRole("button", { name: "Make key and request" })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
  });

  test("a signature that takes long shows its time and can be stopped, and the order stays", async ({
    adminPage: page,
    console: running,
  }) => {
    const slow = await startBmc(running, { name: "Slow BMC", signMs: 60_000, hostWaitMs: 60_000 });
    await page.goto(await orderWithRequest(running, slow, "slow"));
    await page.getByRole("button", { name: "Have it signed" }).click();
    await state(page, "Being signed");
    await expect(page.getByText(/Up to 30 seconds are normal/)).toBeVisible();
    await expect(page.getByRole("timer")).toHaveText(/^[2-9] s$/);
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await expect(page.getByRole("timer")).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Have it signed" })).not.toHaveAttribute("aria-disabled", "true");
    await page.getByRole("button", { name: "Cancel order" }).click();
    const dialog = page.getByRole("alertdialog", { name: "Cancel slow?" });
    await dialog.getByRole("button", { name: "Cancel the order" }).click();
    await state(page, "Cancelled");
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    const deletion = page.getByRole("alertdialog", { name: "Delete slow?" });
    await deletion.getByLabel("Type slow to confirm").fill("slow");
    await deletion.getByRole("button", { name: "Delete order" }).click();
    await expect(page.getByRole("grid", { name: "orders" })).toBeVisible();
    await expect(rowOf(page, "orders", "slow")).toHaveCount(0);
    await slow.close();
  });

  test("a host that is off is found before anything is sent, powered on, and waited for by itself", async ({
    adminPage: page,
    console: running,
  }) => {
    const off = await startBmc(running, { name: "BMC of a system that is off", phase: "off", bootMs: 2_000 });
    const order = await running.api.call(createOrder, { body: { name: "Too early", profileId: off.profile.id } });
    await page.goto(`/certificates/orders/${order.id}`);
    await page.getByRole("button", { name: "Look at the device" }).click();
    const look = station(page, "look");
    const host = look.getByRole("listitem").filter({ hasText: "The hypervisor and the VMI are up" });
    await expect(host).toContainText("Refused");
    await expect(look).toHaveAttribute("open");
    await expect(station(page, "request")).toHaveAttribute("open");
    const waiting = look.getByText("Waiting until the device can sign");
    await expect(waiting).toBeVisible();
    await look.getByRole("button", { name: "Stop waiting" }).click();
    await expect(look.getByRole("button", { name: "Look again" })).toBeVisible();
    await page.reload();
    await expect(waiting).toBeVisible();
    await look.getByRole("button", { name: "Power on" }).click();
    await page.locator("dialog[open]").getByRole("button", { name: "Power on", exact: true }).click();
    // Told by the BMC's events: the next reading without one is half a minute away.
    await expect(waiting).toHaveCount(0, { timeout: 20_000 });
    await expect(page.locator("#look > summary")).toContainText("8 passed");
    expect(off.bmc.count("POST", /SignCSR$/)).toBe(0);
    await off.close();
  });

  test("a user of the BMC who may not have certificates signed is found, with the way to change it", async ({
    adminPage: page,
    console: running,
  }) => {
    const name = "BMC with a lesser user";
    const users = [{ ...DEFAULT_USER, role: "Operator" as const, password: `bmc-password-of-${name}` }];
    const lesser = await startBmc(running, { name, users });
    const order = await running.api.call(createOrder, { body: { name: "Denied", profileId: lesser.profile.id } });
    await page.goto(`/certificates/orders/${order.id}`);
    await page.getByRole("button", { name: "Look at the device" }).click();
    const look = station(page, "look");
    await expect(look.getByRole("listitem").filter({ hasText: "role allows" })).toContainText("Refused");
    await expect(look.getByText("Waiting until the device can sign")).toHaveCount(0);
    await look.getByRole("link", { name: "Change user and password" }).click();
    await expect(page).toHaveURL(new RegExp(`/profiles/${lesser.profile.id}/connection$`));
    await lesser.close();
  });

  test("who may only look sees everything and can change nothing", async ({ viewerPage: page, console: running }) => {
    await page.goto(await orderWithRequest(running, device, "watched"));
    const sign = page.getByRole("button", { name: "Have it signed" });
    await expect(sign).toHaveAttribute("aria-disabled", "true");
    await sign.focus();
    await expect(page.getByRole("tooltip").filter({ hasText: "have certificates signed" }).first()).toBeVisible();
    await page.goto("/certificates/orders");
    await expect(page.getByRole("button", { name: "New order" }).first()).toHaveAttribute("aria-disabled", "true");
  });
});
