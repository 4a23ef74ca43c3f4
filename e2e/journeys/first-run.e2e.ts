import { alertWith } from "../fixtures/screens";
import { expect, test } from "../fixtures/test";

const first = { name: "Fay First", email: "fay@example.test", password: "fay-has-a-long-password" };

test("the first administrator comes in with the server's token and is led on by empty pages", async ({
  emptyConsole,
  openPage,
}) => {
  emptyConsole.canaries.add("password of the first administrator", first.password);
  const token = await emptyConsole.process.readFirstRunToken();
  const page = await openPage({ at: emptyConsole });

  await page.goto("/");
  await expect(page).toHaveURL(/\/first-run$/);
  const create = page.getByRole("button", { name: "Create and sign in" });
  await page.getByLabel("Setup token").fill("0123456789abcdef0123456789abcdef");
  await page.getByLabel("Your name").fill(first.name);
  await page.getByLabel("E-mail").fill(first.email);
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByLabel("First team").fill("Mainframe");
  await create.click();
  await expect(page.getByText("At least 12 characters.", { exact: true })).toBeVisible();

  await page.getByLabel("Password", { exact: true }).fill(first.password);
  await create.click();
  await expect(alertWith(page, "The setup token is not valid")).toBeVisible();

  await page.getByLabel("Setup token").fill(token);
  await create.click();
  await expect(page).toHaveURL(/\/overview$/);
  const teams = page.getByRole("button", { name: "Team: Mainframe" });
  await teams.click();
  // All of the menu can be reached, also where it lies over the navigation.
  const own = page.getByRole("list", { name: "Teams" }).getByRole("button", { name: /^Mainframe/ });
  await own.click({ trial: true, position: { x: 8, y: 8 } });
  await teams.click();

  await expect(page.getByRole("button", { name: "New BMC profile" })).toBeVisible();
  await page.getByRole("button", { name: "New HMC profile" }).click();
  await expect(page.getByRole("heading", { name: "New HMC profile" })).toBeVisible();
  for (const [area, heading] of [
    ["Profiles", "No profile yet"],
    ["HMC systems", "No HMC is stored yet"],
    ["Notifications", "No notification yet"],
    ["Certificates", "No CA bundle yet"],
  ] as const) {
    await page.getByRole("navigation", { name: "Areas" }).getByRole("link", { name: area }).click();
    await expect(page.getByRole("heading", { name: heading })).toBeVisible();
  }

  const second = await openPage({ at: emptyConsole });
  await second.goto("/first-run");
  await expect(second).toHaveURL(/\/sign-in$/);
  const reuse = await second.request.post("/api/first-run", {
    headers: { origin: emptyConsole.url },
    data: { token, ...first, email: "second@example.test", teamName: "Another" },
  });
  expect(reuse.status()).toBe(409);
  expect(((await reuse.json()) as { code: string }).code).toBe("first_run_done");
});
