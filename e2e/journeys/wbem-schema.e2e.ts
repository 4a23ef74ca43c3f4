import type { Page } from "@playwright/test";
import { MAIN_NAMESPACE } from "@/server/protocols/wbem/fake";
import { expectAccessibleInAllLooks } from "../fixtures/axe";
import { alertWith } from "../fixtures/screens";
import { type ConsoleUnderTest, expect, test } from "../fixtures/test";
import { startWbem, type TestWbem } from "../fixtures/wbem";

const started: TestWbem[] = [];
test.afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.close()));
});

async function start(running: ConsoleUnderTest, name: string): Promise<TestWbem> {
  const server = await startWbem(running, { name });
  started.push(server);
  return server;
}

const inNamespace = (profileId: string, part: string, namespace = MAIN_NAMESPACE) =>
  `/wbem/${profileId}/${part}?namespace=${encodeURIComponent(namespace)}`;

const shelf = `class SBX_Shelf : CIM_ManagedElement {
  [Key] string Tag;
  uint16 Row;
};
instance of SBX_Shelf { Tag = "S1"; Row = 7; };
`;

const attic = `Qualifier Key : boolean = false, Scope(property, reference), Flavor(DisableOverride, ToSubclass);
class SBX_Box { [Key] string Tag; };
instance of SBX_Box { Tag = "B1"; };
`;

async function showSteps(page: Page, mof: string): Promise<void> {
  await page.getByRole("textbox", { name: "MOF", exact: true }).fill(mof);
  await page.getByRole("button", { name: "Show the steps" }).click();
}

test("MOF is brought to a namespace and taken out again, by steps that are shown first", async ({
  operatorPage: page,
  console: consoleUnderTest,
}) => {
  const { wbem, profile } = await start(consoleUnderTest, "MOF");
  await page.goto(inNamespace(profile.id, "mof"));
  await showSteps(page, "");
  await expect(page.getByText("MOF is needed.")).toBeVisible();
  await showSteps(page, "class SBX_Shelf {\n  uint99 Row;\n};");
  await expect(alertWith(page, /line 2/i)).toBeVisible();

  await showSteps(page, shelf);
  const done = page.getByRole("list", { name: "What would be done" });
  await expect(done.getByRole("listitem")).toHaveText(["Create 1 class", "Create 1 instance"]);
  expect(wbem.count("CreateClass")).toBe(0);
  await page.getByRole("button", { name: "Make these changes" }).click();
  const dialog = page.getByRole("alertdialog");
  await expectAccessibleInAllLooks(page, "changing a namespace by MOF");
  await dialog.getByRole("button", { name: "Make these changes" }).click();
  await expect(page.getByText("2 of 2 steps done.")).toBeVisible();
  await expectAccessibleInAllLooks(page, "what became of MOF");

  await page.getByRole("button", { name: "Show the steps" }).click();
  await expect(page.getByRole("list", { name: "What would be done" }).getByRole("listitem")).toHaveText([
    "Nothing to do for 1 class",
    "Nothing to do for 1 instance",
  ]);
  await expect(page.getByRole("button", { name: "Make these changes" })).toHaveAccessibleDescription(
    "There is nothing to do.",
  );

  await page.getByLabel("What is to be done with it").selectOption("Take it out of the namespace");
  await page.getByRole("button", { name: "Show the steps" }).click();
  await page.getByRole("button", { name: "Take it out" }).click();
  await dialog.getByRole("button", { name: "Take it out" }).click();
  await expect(dialog.getByText("This is not the name, letter for letter.")).toBeVisible();
  expect(wbem.count("DeleteInstance")).toBe(0);
  await dialog.getByLabel(/^Type .* to confirm/).fill(MAIN_NAMESPACE);
  await dialog.getByRole("button", { name: "Take it out" }).click();
  await expect(page.getByRole("table", { name: "Steps" }).getByRole("row")).toHaveText([
    /Step/,
    /^Delete the instance .*SBX_Shelf\.Tag="S1".*done$/,
    /^Delete the class SBX_Shelf\s*done$/,
  ]);

  await page.getByLabel("What is to be done with it").selectOption("Bring it to the namespace");
  await page.getByRole("button", { name: "Show the steps" }).click();
  await page.getByRole("button", { name: "Make these changes" }).click();
  wbem.faults.add({ kind: "delay", delayMs: 3_000 }, { operation: "CreateClass" });
  await dialog.getByRole("button", { name: "Make these changes" }).click();
  const running = page.getByRole("dialog", { name: `Change ${MAIN_NAMESPACE}?` });
  await expect(running).toContainText("Create the class SBX_Shelf");
  await running.getByRole("button", { name: "Stop" }).click();
  await expect(running.getByRole("status")).toContainText("Stopped after 0 of 2 steps");
  await expectAccessibleInAllLooks(page, "a change that was stopped");
  await expect.poll(() => wbem.count("CreateClass")).toBe(2);
  expect(wbem.count("CreateInstance")).toBe(1);
});

test("a class is found in all namespaces, and instances are counted by class", async ({
  operatorPage: page,
  console: running,
}) => {
  const { profile } = await start(running, "COUNT");
  await page.goto(inNamespace(profile.id, "classes"));
  await page.getByRole("button", { name: "Count instances" }).click();
  const counting = page.getByRole("dialog", { name: `Instances in ${MAIN_NAMESPACE}` });
  await counting.getByLabel(/^Classes to leave out/).fill("SBX_DiskDrive");
  await counting.getByRole("button", { name: "Count", exact: true }).click();
  await expect(counting.getByRole("status")).toContainText(/^\d[\d,]* instances of \d+ classes\./);
  await expect(counting.getByRole("rowheader", { name: "SBX_DiskDrive" })).toHaveCount(0);
  await expectAccessibleInAllLooks(page, "instances by class");
  await counting.getByRole("link", { name: "SBX_StorageVolume" }).click();
  await expect(counting).toBeHidden();
  await expect(page.getByRole("grid", { name: "instances" })).toBeVisible();

  await page.goto(inNamespace(profile.id, "classes"));
  await page.getByRole("button", { name: "Search all namespaces" }).click();
  const search = page.getByRole("dialog", { name: "Search all namespaces" });
  await search.getByRole("button", { name: "Search", exact: true }).click();
  await expect(search.getByText("Two characters are needed.")).toBeVisible();
  await search.getByLabel(/^Words, or a name/).fill("*_IndicationSubscript*");
  await search.getByLabel(/^Words, or a name/).press("Enter");
  await expect(search.getByRole("status")).toContainText(/^\d+ hits? in \d+ namespaces\.$/);
  await expectAccessibleInAllLooks(page, "classes of all namespaces");
  await search
    .getByRole("region", { name: "interop", exact: true })
    .getByRole("link", { name: "CIM_IndicationSubscription", exact: true })
    .click();
  await expect(page.getByRole("heading", { name: "CIM_IndicationSubscription", level: 2 })).toBeVisible();
  await expect(page).toHaveURL(/namespace=interop/);
});

test("a class goes with its instances, and a namespace with everything in it, once the name is typed", async ({
  operatorPage: page,
  openPage,
  console: running,
}) => {
  const { wbem, profile } = await start(running, "DELETE");
  await page.goto(`${inNamespace(profile.id, "classes")}&class=SBX_StorageVolume`);
  await page.getByRole("button", { name: "Delete class" }).click();
  const blocked = page.getByRole("dialog", { name: "Delete SBX_StorageVolume?" });
  await expect(blocked).toContainText(/It has \d+ instances, which must go first or with it\./);
  await expectAccessibleInAllLooks(page, "a class that cannot be deleted as it is");
  await blocked.getByText("Delete its instances, too").click();
  const confirming = page.getByRole("alertdialog", { name: "Delete SBX_StorageVolume?" });
  await expect(confirming.getByRole("list", { name: "What would be done" })).toContainText("Delete 1 class");
  await expectAccessibleInAllLooks(page, "deleting a class");
  await confirming.getByLabel(/^Type .* to confirm/).fill("SBX_StorageVolume");
  await confirming.getByRole("button", { name: "Delete the class" }).click();
  await expect(page.getByText("SBX_StorageVolume was deleted")).toBeVisible();
  await page.getByLabel("Search classes").getByRole("textbox").fill("SBX_StorageVolume");
  await expect(page.getByText("No class matches")).toBeVisible();

  const viewer = await openPage({ as: "viewer" });
  await viewer.goto(`${inNamespace(profile.id, "classes")}&class=SBX_StoragePool`);
  await expect(viewer.getByRole("button", { name: "Delete class" })).toHaveAccessibleDescription(
    /you need the role operator/,
  );

  await page.goto(`/wbem/${profile.id}`);
  await page.getByRole("button", { name: "Create a namespace" }).click();
  const form = page.getByRole("dialog", { name: /namespace/ });
  await form.getByLabel("Namespace", { exact: true }).fill("root/attic");
  await form.getByRole("button", { name: /^Create/ }).click();
  await expect(page.getByRole("link", { name: "root/attic", exact: true })).toBeVisible();
  await page.goto(inNamespace(profile.id, "mof", "root/attic"));
  await showSteps(page, attic);
  await page.getByRole("button", { name: "Make these changes" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Make these changes" }).click();
  await expect(page.getByText("3 of 3 steps done.")).toBeVisible();
  await page.goto(`/wbem/${profile.id}`);
  await page.getByRole("button", { name: "Delete root/attic" }).click();
  const whole = page.getByRole("alertdialog", { name: "Delete root/attic?" });
  await expect(whole.getByRole("list", { name: "What would be done" }).getByRole("listitem")).toHaveText([
    "Delete 1 instance",
    "Delete 1 class",
    "Delete 1 qualifier type",
    "Delete 1 namespace",
  ]);
  await expectAccessibleInAllLooks(page, "deleting a namespace");
  await whole.getByLabel(/^Type .* to confirm/).fill("root/attic");
  await whole.getByRole("button", { name: "Delete the namespace" }).click();
  await expect(page.getByText("root/attic was deleted")).toBeVisible();
  await expect(page.getByRole("link", { name: "root/attic", exact: true })).toHaveCount(0);
  expect(wbem.count("DeleteQualifier")).toBe(1);
});
