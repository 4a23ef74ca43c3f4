import type { Page } from "@playwright/test";
import * as OTPAuth from "otpauth";
import { ConsoleClient } from "@/scripts/console-client";
import { addPerson, alertWith, submitSignIn } from "../fixtures/screens";
import { expect, people, test } from "../fixtures/test";

const heading = (page: Page, name: string) => page.getByRole("heading", { name, level: 1 });

test("a deep link comes back after signing in, and the password must be right", async ({ page, console: running }) => {
  const profileId = running.seeded.profiles[0]?.id ?? "";
  const link = `/profiles/${profileId}/access`;
  await page.goto(link);
  await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(link)}`);

  await submitSignIn(page, people.operator.email, "not-the-password");
  await expect(alertWith(page, "E-mail or password is wrong")).toBeVisible();
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
  await submitSignIn(page, "nobody@example.test", "not-the-password");
  await expect(alertWith(page, "E-mail or password is wrong")).toBeVisible();

  await submitSignIn(page, people.operator.email, people.operator.password);
  await expect(page).toHaveURL(link);
  await expect(heading(page, "HMC1")).toBeVisible();

  await page.getByRole("button", { name: `Account: ${people.operator.name}` }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(heading(page, "Sign in")).toBeVisible();
  await page.goBack();
  await expect(heading(page, "Sign in")).toBeVisible();
});

for (const next of ["https://evil.example/", "//evil.example/", "/\\evil.example/", "/%09/evil.example"]) {
  test(`signing in never leads to another site (${next})`, async ({ page, console: running }) => {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await submitSignIn(page, people.viewer.email, people.viewer.password);
    await expect(heading(page, "Sign in")).toBeHidden();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    expect(new URL(page.url()).origin).toBe(running.url);
  });
}

test("guessing is slowed down, and said so", async ({ page, console: running }) => {
  const person = { name: "Theo Throttled", email: "theo@example.test", password: "theo-has-a-long-password" };
  await addPerson(running, { ...person, role: "viewer" });
  const client = new ConsoleClient(running.url);
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await expect(client.signIn(person.email, "wrong-password")).rejects.toThrow("sign_in_failed");
  }
  await page.goto("/sign-in");
  await expect(async () => {
    // A failure elsewhere begins the pause into which this page's attempt falls; pauses grow until it does.
    await client.signIn(person.email, "wrong-password").catch(() => undefined);
    await submitSignIn(page, person.email, "wrong-password");
    await expect(alertWith(page, "Too many failed sign-ins")).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await expect(page.getByText(/The next attempt is possible in/)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Wait/ })).toBeVisible();

  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible({ timeout: 75_000 });
  await submitSignIn(page, person.email, person.password);
  await expect(heading(page, "Overview")).toBeVisible();
});

test("a second factor is set up and asked for", async ({ page, console: running, openPage }) => {
  const person = { name: "Tina Twofactor", email: "tina@example.test", password: "tina-has-a-long-password" };
  await addPerson(running, { ...person, role: "viewer" });
  await page.goto("/sign-in?next=/account");
  await submitSignIn(page, person.email, person.password);
  await page.getByRole("button", { name: "Set up" }).click();
  const dialog = page.getByRole("dialog", { name: "Set up a second factor" });
  await dialog.getByLabel("Your password", { exact: true }).fill(person.password);
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(dialog.getByRole("img")).toBeVisible();
  const secret = ((await dialog.locator("code").first().textContent()) ?? "").replaceAll(" ", "");
  const totp = new OTPAuth.TOTP({ secret: OTPAuth.Secret.fromBase32(secret) });

  await dialog.getByLabel("Code of the app").fill("000000");
  await dialog.getByRole("button", { name: "Turn on" }).click();
  await expect(alertWith(dialog, "The code is not right")).toBeVisible();
  await dialog.getByLabel("Code of the app").fill(totp.generate());
  await dialog.getByRole("button", { name: "Turn on" }).click();
  await expect(dialog.getByText("The second factor is on")).toBeVisible();
  const recoveryCodes = await dialog
    .getByRole("list", { name: "Recovery codes" })
    .getByRole("listitem")
    .allTextContents();
  expect(recoveryCodes.length).toBeGreaterThanOrEqual(8);
  await dialog.getByLabel("I have kept the recovery codes.").check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("button", { name: "Turn off" })).toBeVisible();

  const elsewhere = await openPage();
  await elsewhere.goto("/account");
  await submitSignIn(elsewhere, person.email, person.password);
  await expect(heading(elsewhere, "Second factor")).toBeVisible();
  await elsewhere.goto("/overview");
  await expect(elsewhere, "the password alone is not enough").toHaveURL(/\/sign-in/);
  await submitSignIn(elsewhere, person.email, person.password);
  await elsewhere.getByRole("button", { name: "Use a recovery code instead" }).click();
  await elsewhere.getByLabel("Recovery code", { exact: true }).fill("aaaaa-aaaaa");
  await elsewhere.getByRole("button", { name: "Continue" }).click();
  await expect(alertWith(elsewhere, "The code is not right")).toBeVisible();
  await elsewhere.getByLabel("Recovery code", { exact: true }).fill(recoveryCodes[0] ?? "");
  await elsewhere.getByRole("button", { name: "Continue" }).click();
  await expect(heading(elsewhere, "Overview")).toBeVisible();

  const third = await openPage();
  await third.goto("/sign-in");
  await submitSignIn(third, person.email, person.password);
  // A code works once; the one used for setting up does not count again.
  await third.getByLabel("Code of your authenticator app").fill(totp.generate({ timestamp: Date.now() + 30_000 }));
  await third.getByRole("button", { name: "Continue" }).click();
  await expect(heading(third, "Overview")).toBeVisible();
});

test("one changes one's own name and makes new recovery codes", async ({ page, console: running }) => {
  const person = { name: "Rena Before", email: "rena@example.test", password: "rena-has-a-long-password" };
  await addPerson(running, { ...person, role: "viewer" });
  await page.goto("/sign-in?next=/account");
  await submitSignIn(page, person.email, person.password);
  await page.getByRole("button", { name: "Change name" }).click();
  const renaming = page.getByRole("dialog", { name: "Change your name" });
  await renaming.getByLabel("Name", { exact: true }).fill("");
  await renaming.getByRole("button", { name: "Change name" }).click();
  await expect(renaming.getByText("A name is needed.", { exact: true })).toBeVisible();
  await renaming.getByLabel("Name", { exact: true }).fill("Rena After");
  await renaming.getByRole("button", { name: "Change name" }).click();
  await expect(renaming).toBeHidden();
  await expect(page.getByRole("main").getByText("Rena After")).toBeVisible();
  await expect(page.getByRole("banner").getByRole("button", { name: /Rena After/ })).toBeVisible();

  await page.getByRole("button", { name: "Set up" }).click();
  const setup = page.getByRole("dialog", { name: "Set up a second factor" });
  await setup.getByLabel("Your password", { exact: true }).fill(person.password);
  await setup.getByRole("button", { name: "Continue" }).click();
  const secret = ((await setup.locator("code").first().textContent()) ?? "").replaceAll(" ", "");
  const totp = new OTPAuth.TOTP({ secret: OTPAuth.Secret.fromBase32(secret) });
  await setup.getByLabel("Code of the app").fill(totp.generate());
  await setup.getByRole("button", { name: "Turn on" }).click();
  const codesIn = (scope: typeof setup) =>
    scope.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").allTextContents();
  await expect(setup.getByText("The second factor is on")).toBeVisible();
  const first = await codesIn(setup);
  await setup.getByRole("button", { name: "Close without keeping them" }).click();

  await page.getByRole("button", { name: "New recovery codes" }).click();
  const replacing = page.getByRole("dialog", { name: "New recovery codes" });
  await replacing.getByLabel("Your password", { exact: true }).fill(person.password);
  await replacing.getByRole("button", { name: "Make new codes" }).click();
  await expect(replacing.getByText("The earlier recovery codes stopped working")).toBeVisible();
  const second = await codesIn(replacing);
  expect(second).toHaveLength(first.length);
  expect(second.filter((code) => first.includes(code))).toEqual([]);
});

test("a sign-in ended from elsewhere is out at once", async ({ page, console: running, openPage }) => {
  const person = { name: "Sam Sessions", email: "sam@example.test", password: "sam-has-a-long-password" };
  await addPerson(running, { ...person, role: "viewer" });
  const elsewhere = await openPage();
  await elsewhere.goto("/sign-in?next=/notifications");
  await submitSignIn(elsewhere, person.email, person.password);
  await expect(heading(elsewhere, "Notifications")).toBeVisible();
  await expect(elsewhere.getByText("Live updates are arriving")).toBeAttached();

  await page.goto("/sign-in?next=/account");
  await submitSignIn(page, person.email, person.password);
  const signIns = page.getByRole("region", { name: "Sign-ins" });
  await expect(signIns.getByRole("row")).toHaveCount(3);
  await signIns.getByRole("button", { name: /^End/ }).click();
  await expect(signIns.getByRole("row")).toHaveCount(2);
  await expect(elsewhere).toHaveURL(/\/sign-in/);
  await elsewhere.goto("/overview");
  await expect(heading(elsewhere, "Sign in")).toBeVisible();
});
