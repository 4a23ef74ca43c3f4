import type { Page } from "@playwright/test";
import { writeTestPkcs12 } from "@/server/pki/fake/pkcs12-writer";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { startDevice, storeProfile, type TestDevice, type TestDeviceOptions } from "../fixtures/devices";
import { alertWith, stepOf, waitForTestEnd } from "../fixtures/screens";
import { type ConsoleUnderTest, expect, test } from "../fixtures/test";

const devices: TestDevice[] = [];
test.afterEach(async () => {
  await Promise.all(devices.splice(0).map((device) => device.close()));
});

async function start(running: ConsoleUnderTest, options: TestDeviceOptions): Promise<TestDevice> {
  const device = await startDevice(running, options);
  devices.push(device);
  return device;
}

async function runTest(page: Page, profileId: string): Promise<void> {
  await page.goto(`/profiles/${profileId}/test?run=1`);
  await waitForTestEnd(page);
}

/** The fingerprint shown in the open dialog, as whoever runs the device would read it out. */
async function confirmFingerprint(page: Page, certificate: { fingerprint256: string }, password: string) {
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByText(certificate.fingerprint256)).toBeVisible();
  const confirmation = dialog.getByLabel("Last 8 characters of the fingerprint");
  await confirmation.fill("00:00:00:00");
  await dialog.getByLabel("Password").fill(password);
  const submit = dialog.getByRole("button", { name: /this (CA|certificate)$/ });
  await submit.click();
  await expect(
    dialog.getByText("These are not the last 8 characters of the fingerprint above.", { exact: true }),
  ).toBeVisible();
  await confirmation.fill(certificate.fingerprint256.slice(-11));
  await submit.click();
  await expect(dialog).toBeHidden();
}

test("a new HMC of an unknown CA is trusted step by step until its systems show", async ({
  adminPage: page,
  console: running,
}) => {
  const authority = createTestAuthority({ name: "Branch Office" });
  const certificate = authority.issueServerCertificate({ ips: ["127.0.0.1"] });
  const device = await start(running, {
    name: "BRANCH1",
    certificate: { ...certificate, chainPem: certificate.chainPem + authority.rootPem },
  });

  await page.goto("/profiles");
  await page.getByRole("button", { name: "New HMC profile" }).click();
  await page.getByRole("button", { name: "Create profile" }).click();
  await expect(page.getByText(/fields need attention/)).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill(device.name);
  await page.getByLabel("Host", { exact: true }).fill("127.0.0.1");
  await page.getByLabel("Port", { exact: true }).fill(String(device.device.httpsPort));
  await page.getByLabel("User name (optional)").fill(device.userName);
  await page.getByRole("checkbox", { name: "Simulated site" }).check();
  await page.getByLabel(/^Notification port/).fill(String(device.device.stompPort));
  await page.getByRole("button", { name: "Enter Password" }).click();
  await page.getByLabel("Password", { exact: true }).fill(device.password);
  await page.getByRole("button", { name: "Create profile" }).click();

  await expect(page.getByRole("heading", { name: device.name, level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Run the test" }).click();
  await waitForTestEnd(page);
  const checks = stepOf(page, "Certificate checks");
  await expect(checks).toContainText("which you do not trust");
  await expect(stepOf(page, "Log on to the HMC")).toContainText("Skipped");
  expect(device.device.requests.total, "nothing is sent to a device that is not trusted").toBe(0);

  await checks.getByRole("button", { name: "Trust this CA" }).first().click();
  await confirmFingerprint(page, authority.root.certificate, device.password);
  await waitForTestEnd(page);
  await expect(stepOf(page, "Log on to the HMC")).toContainText("Logged on.");
  await expect(stepOf(page, "Subscribe to the notifications")).not.toContainText("Failed");

  await page.getByRole("button", { name: "Systems", exact: true }).click();
  await expect(page.getByRole("grid", { name: "CPCs" }).getByRole("link", { name: "LNXPROD1" })).toBeVisible();
  await expect(page.getByRole("grid", { name: "partitions" }).getByRole("link").first()).toBeVisible();
});

test("a self-signed certificate is pinned, and another one is refused", async ({
  adminPage: page,
  console: running,
}) => {
  const { authority } = running.site;
  const certificate = authority.issueSelfSigned({ ips: ["127.0.0.1"] });
  const hmc = await start(running, { name: "PINNED1", certificate });
  const profile = await storeProfile(running, hmc);
  await runTest(page, profile.id);
  await expect(stepOf(page, "Certificate checks")).toContainText("self-signed");
  await page.getByRole("button", { name: "Pin this certificate" }).first().click();
  await confirmFingerprint(page, certificate.certificate, hmc.password);
  await waitForTestEnd(page);
  await expect(stepOf(page, "Log on to the HMC")).toContainText("Logged on.");

  const other = authority.issueSelfSigned({ ips: ["127.0.0.1"] });
  hmc.device.faults.swapCertificate(other.certificatePem, other.keyPem);
  hmc.device.faults.dropHttpsConnections();
  const before = hmc.device.requests.total;
  await page.getByRole("button", { name: "Run again" }).click();
  await waitForTestEnd(page);
  await expect(stepOf(page, "Certificate checks")).toContainText("Failed");
  await expect(page.getByRole("button", { name: "Pin this certificate" }).first()).toBeVisible();
  expect(hmc.device.requests.total, "nothing is sent to a device with another certificate").toBe(before);
});

test("each failure is told apart, with its remedy", async ({ adminPage: page, console: running }) => {
  // More tests than the console runs for one person in a minute.
  test.setTimeout(300_000);
  const { authority } = running.site;
  const day = 86_400_000;
  const past = { notBefore: new Date(Date.now() - 20 * day), notAfter: new Date(Date.now() - 10 * day) };
  const cases: { options: TestDeviceOptions; step: string; finding: string; remedy: string | null }[] = [
    {
      options: { name: "NAME1", certificate: authority.issueServerCertificate({ names: ["hmc.example.com"] }) },
      step: "Certificate checks",
      finding: "it is for hmc.example.com",
      remedy: "Change the setting",
    },
    {
      options: { name: "EXPIRED1", certificate: authority.issueServerCertificate({ ips: ["127.0.0.1"], ...past }) },
      step: "Certificate checks",
      finding: "expired",
      remedy: null,
    },
    {
      options: { name: "NOSTOMP1", stomp: false },
      step: "TLS on the notification port",
      finding: "Nothing listens on this port.",
      remedy: null,
    },
  ];
  for (const { options, step, finding, remedy } of cases) {
    const hmc = await start(running, options);
    const settings = { stompPort: hmc.device.stompPort || 1 };
    const profile = await storeProfile(running, hmc, { settings });
    await runTest(page, profile.id);
    await expect(stepOf(page, step), options.name).toContainText(finding);
    if (remedy !== null) await expect(stepOf(page, step).getByRole("link", { name: remedy }).first()).toBeVisible();
  }

  const hmc = await start(running, { name: "WRONGPW1" });
  const wrong = await storeProfile(running, hmc, { secrets: { password: "not-this-password" } });
  await runTest(page, wrong.id);
  await expect(stepOf(page, "Log on to the HMC")).toContainText("Failed");
  await stepOf(page, "Log on to the HMC").getByRole("link", { name: "Enter the credentials" }).click();
  await page.getByLabel("Password", { exact: true }).fill(hmc.password);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("link", { name: "Test the connection" }).click();
  await waitForTestEnd(page);
  await expect(stepOf(page, "Log on to the HMC")).toContainText("Logged on.");

  hmc.device.faults.onRequest({ kind: "html-disabled" });
  await page.getByRole("button", { name: "Run again" }).click();
  await waitForTestEnd(page);
  await expect(stepOf(page, "HMC answers the version query")).toContainText("Failed");
});

test("a client certificate is brought in as PEM and as PKCS#12, and used where one is required", async ({
  adminPage: page,
  console: running,
}) => {
  const { authority } = running.site;
  const hmc = await start(running, {
    name: "MUTUAL1",
    tls: { requireClientCertificate: true, clientCaPem: authority.rootPem },
  });
  const profile = await storeProfile(running, hmc);
  await runTest(page, profile.id);
  await expect(stepOf(page, "Verified TLS handshake")).toContainText(/client certificate/);
  await expect(page.getByRole("link", { name: "Choose a client certificate" }).first()).toBeVisible();

  const client = authority.issueClientCertificate({ commonName: "console" });
  const stranger = authority.issueClientCertificate({ commonName: "stranger" });
  running.canaries.add("client key", client.keyPem.split("\n")[1] ?? "");
  await page.goto("/certificates/identities");
  await page.getByRole("button", { name: "New client certificate" }).first().click();
  await page.getByLabel("Name", { exact: true }).fill("Console as PEM");
  await page.getByLabel(/^Certificate as PEM text/).fill(client.chainPem);
  await page.getByLabel(/^Key as PEM text/).fill(stranger.keyPem);
  await page.getByRole("button", { name: "Check it" }).click();
  await expect(alertWith(page, /does not (belong|match)|not match|belong/).first()).toBeVisible();
  await page.getByLabel(/^Key as PEM text/).fill(client.keyPem);
  await page.getByRole("button", { name: "Check it" }).click();
  await expect(page.getByText("Key and certificate belong together")).toBeVisible();
  await page.getByRole("button", { name: "Store it" }).click();
  await expect(page.getByRole("heading", { name: "Console as PEM", level: 1 })).toBeVisible();

  const legacy = createTestAuthority({ name: "Legacy", keyType: "rsa-2048" });
  const packed = legacy.issueClientCertificate({ commonName: "console", keyType: "rsa-2048" });
  running.canaries.add("password of the PKCS#12 file", "password-of-the-file");
  await page.goto("/certificates/identities/new");
  await page.getByLabel("Name", { exact: true }).fill("Console as PKCS12");
  await page.getByRole("radio", { name: "PKCS#12" }).check();
  const buffer = writeTestPkcs12(packed, "password-of-the-file");
  await page
    .getByLabel("PKCS#12 file")
    .setInputFiles({ name: "console.p12", mimeType: "application/x-pkcs12", buffer });
  await page.getByLabel(/^Password of the file/).fill("another-password");
  await page.getByRole("button", { name: "Check it" }).click();
  await expect(alertWith(page, /password/i).first()).toBeVisible();
  await page.getByLabel(/^Password of the file/).fill("password-of-the-file");
  await page.getByRole("button", { name: "Check it" }).click();
  await expect(page.getByText("Key and certificate belong together")).toBeVisible();
  await page.getByRole("button", { name: "Store it" }).click();
  await expect(page.getByRole("heading", { name: "Console as PKCS12", level: 1 })).toBeVisible();

  await page.goto(`/profiles/${profile.id}/connection?field=tls.clientIdentityId`);
  const identity = page.getByLabel(/^Client certificate/);
  await expect(identity).toBeFocused();
  await identity.selectOption({
    label: (await identity.getByRole("option", { name: /Console as PEM/ }).textContent()) ?? "",
  });
  await page.getByRole("button", { name: "Replace Password" }).click();
  await page.getByLabel("Password", { exact: true }).fill(hmc.password);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("link", { name: "Test the connection" }).click();
  await waitForTestEnd(page);
  await expect(stepOf(page, "Log on to the HMC")).toContainText("Logged on.");
  expect(hmc.device.requests.last()?.clientCertificate).toBe("console");
});

test("who may only look can test, but is told why nothing can be changed", async ({
  viewerPage: page,
  console: running,
}) => {
  const [profile] = running.seeded.profiles;
  await runTest(page, profile?.id ?? "");
  await expect(stepOf(page, "Log on to the HMC")).toContainText("Logged on.");
  await page.goto("/profiles");
  await expect(page.getByRole("button", { name: "New HMC profile" })).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("button", { name: "New HMC profile" }).focus();
  await expect(page.getByRole("tooltip").filter({ hasText: "you need the role administrator" }).first()).toBeVisible();
  await page.goto(`/profiles/${profile?.id}/connection`);
  await expect(page.getByText("You may look at the connection but not change it")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save", exact: true })).toHaveCount(0);
});
