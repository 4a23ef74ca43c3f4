import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { invokeWbemMethod, modifyWbemInstance } from "@/contracts/endpoints/wbem";
import { wbemPathSchema } from "@/contracts/wbem/values";
import { MAIN_NAMESPACE } from "@/server/protocols/wbem/fake";
import { expectAccessibleInAllLooks } from "../fixtures/axe";
import { alertWith } from "../fixtures/screens";
import { type ConsoleUnderTest, expect, test } from "../fixtures/test";
import { startWbem, type TestWbem } from "../fixtures/wbem";

const started: TestWbem[] = [];
test.afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.close()));
});

async function start(running: ConsoleUnderTest, options: Parameters<typeof startWbem>[1]): Promise<TestWbem> {
  const server = await startWbem(running, options);
  started.push(server);
  return server;
}

const instancesOf = (profileId: string, className: string) =>
  `/wbem/${profileId}/instances?namespace=${encodeURIComponent(MAIN_NAMESPACE)}&class=${className}`;

/** Opens an instance from the list of its class. */
async function openInstance(page: Page, profileId: string, className: string, name: string): Promise<void> {
  await page.goto(instancesOf(profileId, className));
  await page.getByLabel("Search instances").getByRole("textbox").fill(name);
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { name, level: 2 })).toBeVisible();
}

/** The value of a property on an instance's page. */
const shownValue = (page: Page, property: string) =>
  page
    .getByRole("region", { name: "Properties", exact: true })
    .getByText(property, { exact: true })
    .locator("xpath=following-sibling::dd[1]");

test("from namespaces to a class, its instances, and along associations", async ({
  operatorPage: page,
  console: running,
}) => {
  const { profile } = await start(running, { name: "WALK" });
  await page.goto(`/wbem/${profile.id}`);
  await expect(page.getByText("Interop namespace", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: MAIN_NAMESPACE, exact: true }).click();

  const search = page.getByLabel("Search classes").getByRole("textbox");
  await search.fill("storagevolume");
  const tree = page.getByRole("tree", { name: `Classes of ${MAIN_NAMESPACE}` });
  await expect(tree.getByRole("treeitem", { name: /^SBX_StorageVolume/ })).toBeVisible();
  await tree.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "SBX_StorageVolume", level: 2 })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Inherits from" })).toContainText("CIM_ManagedElement");
  await expect(page.getByRole("region", { name: "Properties of SBX_StorageVolume" })).toContainText("DeviceID");

  await page.getByRole("link", { name: "Show instances" }).click();
  await expect(page.getByText("All read")).toBeVisible();
  await expect(page.getByRole("grid", { name: "instances" }).getByRole("row")).not.toHaveCount(1);
  await page.getByRole("link", { name: "vol03", exact: true }).click();
  await expect(shownValue(page, "HealthState")).toHaveText("OK 5");

  await page.getByRole("link", { name: "Associated", exact: true }).click();
  await page
    .getByRole("region", { name: "By CIM_SystemDevice as GroupComponent" })
    .getByRole("link", { name: "ARRAY1" })
    .click();
  await expect(page.getByRole("heading", { name: "ARRAY1", level: 2 })).toBeVisible();
  const way = page.getByRole("navigation", { name: "Way along associations" });
  await expect(way).toContainText("SBX_StorageVolume vol03");

  await page.getByRole("link", { name: "Graph", exact: true }).click();
  await page
    .getByRole("link", { name: /^SBX_StoragePool .*PartComponent of CIM_HostedStoragePool$/ })
    .first()
    .press("Enter");
  await expect(page.getByRole("heading", { name: /pool0/, level: 2 })).toBeVisible();
  await expect(way.getByRole("listitem")).toHaveCount(3);
  await page.reload();
  await expect(way.getByRole("listitem")).toHaveCount(3);
  await way.getByRole("link", { name: "SBX_StorageVolume vol03" }).click();
  await expect(page.getByRole("heading", { name: "vol03", level: 2 })).toBeVisible();
});

test("members and descriptions are found, and a WBEM URI is opened", async ({
  operatorPage: page,
  console: running,
}) => {
  const { profile } = await start(running, { name: "FIND" });
  await page.goto(`/wbem/${profile.id}/classes`);
  await page.getByLabel("Search classes").getByRole("textbox").fill("WearLevel");
  await expect(page.getByText("No class matches")).toBeVisible();
  await page.getByRole("button", { name: "Search members and descriptions" }).click();
  await page.getByRole("link", { name: "SBX_DiskDrive.WearLevel" }).click();
  await expect(page.getByRole("heading", { name: "SBX_DiskDrive", level: 2 })).toBeVisible();
  await expect(page).toHaveURL(/find=WearLevel&within=members/);
  await page.reload();
  await expect(page.getByRole("link", { name: "SBX_DiskDrive.WearLevel" })).toBeVisible();

  await page.goto(`/wbem/${profile.id}/classes?below=CIM_LogicalDevice&since=1.4`);
  await page.getByRole("button", { name: "Filters (2)" }).click();
  await page.getByLabel("Schema", { exact: true }).selectOption("SBX");
  await expect(page).toHaveURL(/schema=SBX/);
  const tree = page.getByRole("tree", { name: `Classes of ${MAIN_NAMESPACE}` });
  await expect(tree.getByRole("treeitem", { name: /^SBX_StorageVolume/ })).toBeVisible();
  await expect(tree.getByRole("treeitem", { name: /^CIM_Service/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(tree.getByRole("treeitem", { name: /^CIM_Dependency/ })).toBeVisible();

  await page.getByRole("button", { name: "Open WBEM URI" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("WBEM URI").fill("what is this");
  await dialog.getByRole("button", { name: "Open", exact: true }).click();
  await expect(alertWith(dialog, "After the class name")).toBeVisible();
  await dialog
    .getByLabel("WBEM URI")
    .fill('root/cimv2:SBX_StorageSystem.CreationClassName="SBX_StorageSystem",Name="ARRAY1"');
  await dialog.getByRole("button", { name: "Open", exact: true }).click();
  await expect(page.getByRole("heading", { name: "ARRAY1", level: 2 })).toBeVisible();
});

test("a property is changed after a look at the difference; another change in between is shown first", async ({
  operatorPage: page,
  console: running,
}) => {
  const { wbem, profile } = await start(running, { name: "CHANGE" });
  await openInstance(page, profile.id, "SBX_StorageVolume", "vol01");
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("ElementName", { exact: true }).fill("Payroll");
  await page.getByRole("button", { name: "Review changes" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("row", { name: /ElementName/ })).toHaveText(/ElementName\s*vol01\s*Payroll/);
  expect(wbem.count("ModifyInstance")).toBe(0);
  await dialog.getByRole("button", { name: "Change 1 property" }).click();
  await expect(shownValue(page, "ElementName")).toHaveText("Payroll");
  expect(wbem.count("ModifyInstance")).toBe(1);

  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("ElementName", { exact: true }).fill("Refused");
  wbem.faults.add({ kind: "status", code: 7 }, { operation: "ModifyInstance" });
  await page.getByRole("button", { name: "Review changes" }).click();
  await dialog.getByRole("button", { name: "Change 1 property" }).click();
  await expect(alertWith(page, "refused ModifyInstance")).toBeVisible();
  await page.getByLabel("ElementName", { exact: true }).fill("Accepted");
  await page.getByRole("button", { name: "Review changes" }).click();
  await dialog.getByRole("button", { name: "Change 1 property" }).click();
  await expect(shownValue(page, "ElementName")).toHaveText("Accepted");

  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("ElementName", { exact: true }).fill("Mine");
  const path = wbemPathSchema.parse(JSON.parse(new URL(page.url()).searchParams.get("path") ?? ""));
  const theirs = { name: "ElementName", type: "string", isArray: false, value: "Theirs", before: "Accepted" } as const;
  await running.api.call(modifyWbemInstance, { params: { profileId: profile.id }, body: { path, changes: [theirs] } });
  await page.getByRole("button", { name: "Review changes" }).click();
  await dialog.getByRole("button", { name: "Change 1 property" }).click();
  const conflict = alertWith(page, "The instance has changed since it was read");
  await expect(conflict.getByRole("row", { name: /ElementName/ })).toHaveText(/Accepted\s*Theirs/);
  expect(wbem.count("ModifyInstance")).toBe(4);
  await conflict.getByRole("button", { name: "Keep my values and review again" }).click();
  await expect(dialog.getByRole("row", { name: /ElementName/ })).toHaveText(/Theirs\s*Mine/);
  await dialog.getByRole("button", { name: "Change 1 property" }).click();
  await expect(shownValue(page, "ElementName")).toHaveText("Mine");
});

test("a method is called with an instance chosen from a list, and its job followed to the end", async ({
  operatorPage: page,
  console: running,
}) => {
  const { wbem, profile } = await start(running, { name: "METHOD", jobMs: 1_500 });
  await openInstance(page, profile.id, "SBX_StorageConfigurationService", "StorageConfigurationService");
  await page.getByRole("link", { name: "Methods", exact: true }).click();
  await page.getByRole("button", { name: "Call CreateOrModifyElementFromStoragePool" }).click();
  const form = page.getByRole("dialog", { name: "Call CreateOrModifyElementFromStoragePool" });
  await form.getByLabel("ElementName", { exact: true }).fill("Made here");
  await form.getByLabel("Size", { exact: true }).fill("1073741824x");
  await form.getByRole("button", { name: "Choose an instance for InPool" }).click();
  const picker = page.getByRole("dialog", { name: "Choose an instance of CIM_StoragePool" });
  await picker.getByRole("button", { name: /pool0/ }).click();
  await expect(form).toContainText("pool0");
  await form.getByLabel(/^Type .* to confirm/).fill("CreateOrModify");
  const call = form.getByRole("button", { name: "Call CreateOrModifyElementFromStoragePool" });
  await call.click();
  await expect(form.getByText(/A whole number from 0 to 18446744073709551615/)).toBeVisible();
  await expect(form.getByText("This is not the name of the method, letter for letter.")).toBeVisible();
  expect(wbem.count("CreateOrModifyElementFromStoragePool")).toBe(0);
  await form.getByLabel("Size", { exact: true }).fill("1073741824");
  await form.getByLabel(/^Type .* to confirm/).fill("CreateOrModifyElementFromStoragePool");
  await call.click();
  const answer = page.getByRole("dialog", { name: "CreateOrModifyElementFromStoragePool: the answer" });
  await expect(answer.getByText("Return value 4096", { exact: false })).toBeVisible();
  await expect(answer.getByText(/^The job has ended: /)).toBeVisible({ timeout: 30_000 });
  await answer.getByRole("button", { name: "Close", exact: true }).last().click();
  await page.goto(instancesOf(profile.id, "SBX_StorageVolume"));
  await expect(page.getByRole("grid", { name: "instances" })).toContainText("Made here");
});

test("a job is followed from its own page, and ended before its work is done", async ({
  operatorPage: page,
  console: running,
}) => {
  const { wbem, profile } = await start(running, { name: "JOB", jobMs: 600_000 });
  const namespace = wbem.repository.getNamespace(MAIN_NAMESPACE);
  const pathOf = (className: string) => {
    const [found] = wbem.repository.instancesOf(namespace, className);
    if (found === undefined) throw new Error(`There is no ${className}.`);
    const keys = found.path.keyBindings.map(({ name, value }) => ({ name, type: "string", value: String(value) }));
    return wbemPathSchema.parse({ className: found.className, namespace: MAIN_NAMESPACE, keys });
  };
  const method = "CreateOrModifyElementFromStoragePool";
  const { job } = await running.api.call(invokeWbemMethod, {
    params: { profileId: profile.id },
    body: {
      path: pathOf("SBX_StorageConfigurationService"),
      method,
      parameters: [
        { name: "InPool", type: "reference", isArray: false, value: pathOf("SBX_StoragePool") },
        { name: "Size", type: "uint64", isArray: false, value: "1073741824" },
      ],
      confirmation: method,
    },
  });
  await page.goto(`/wbem/${profile.id}/instance?path=${encodeURIComponent(JSON.stringify(job?.path))}`);
  const followed = page.getByRole("region", { name: "Job", exact: true });
  await expect(followed).toContainText(/Starting|Running/);
  await followed.getByRole("button", { name: "End the job" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: "End the job" }).click();
  await expect(dialog.getByText("This is not the name, letter for letter.")).toBeVisible();
  await expectAccessibleInAllLooks(page, "ending a job");
  expect(wbem.count("RequestStateChange")).toBe(0);
  await dialog.getByLabel(/^Type .* to confirm/).fill("RequestStateChange");
  await dialog.getByRole("button", { name: "End the job" }).click();
  await expect(followed.getByText("The job has ended: Terminated")).toBeVisible();
  await expect(dialog).toBeHidden();

  // How it could be ended is nobody's question any more.
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.reload();
  await expect(followed.getByText("The job has ended: Terminated")).toBeVisible();
  expect(asked.filter((path) => path.endsWith("/wbem/class"))).toEqual([]);
});

test("a namespace that the address misspells is told, with the same page for those that are there", async ({
  operatorPage: page,
  console: running,
}) => {
  const { profile } = await start(running, { name: "MISSPELLED" });
  await page.goto(`/wbem/${profile.id}/instances?namespace=root%2Fnope&class=SBX_StorageVolume`);
  await expect(page.getByText("The server does not list a namespace root/nope")).toBeVisible();
  const known = page.getByRole("list", { name: "Namespaces that are there" });
  await expect(known.getByRole("listitem").first()).toContainText("(the profile's default)");
  await expectAccessibleInAllLooks(page, "a misspelled namespace");
  await known.getByRole("link", { name: MAIN_NAMESPACE, exact: true }).click();
  await expect(page).toHaveURL(/class=SBX_StorageVolume/);
  await expect(page.getByText("All read")).toBeVisible();
  await expect(known).toBeHidden();
});

/** Saves a table by one choice of its menu. */
async function saveAs(page: Page, choice: Locator) {
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const download = page.waitForEvent("download");
  await choice.click();
  const file = await download;
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

test("the instances of a class are saved in four formats", async ({ operatorPage: page, console: running }) => {
  const { profile } = await start(running, { name: "SAVED" });
  await page.goto(instancesOf(profile.id, "SBX_StorageVolume"));
  await expect(page.getByText("All read")).toBeVisible();
  const count = Number(await page.getByRole("grid", { name: "instances" }).getAttribute("aria-rowcount")) - 1;
  const save = (choice: Locator) => saveAs(page, choice);
  const csv = await save(page.getByRole("button", { name: "Rows shown as CSV" }));
  expect([csv.name, csv.text.trim().split(/\r?\n/).length]).toEqual(["SBX_StorageVolume.csv", count + 1]);
  const json = await save(page.getByRole("button", { name: "Rows shown as JSON" }));
  expect(JSON.parse(json.text)).toHaveLength(count);
  const mof = await save(page.getByRole("link", { name: "All instances as MOF" }));
  expect([mof.name, mof.text.match(/^instance of SBX_StorageVolume/gm)?.length]).toEqual([
    "SBX_StorageVolume.mof",
    count,
  ]);
  const xml = await save(page.getByRole("link", { name: "All instances as CIM-XML" }));
  expect([xml.name, xml.text.match(/<VALUE\.NAMEDOBJECT>/g)?.length]).toEqual(["SBX_StorageVolume.xml", count]);
});

test("a query is run, its results shown, and remembered", async ({ operatorPage: page, console: running }) => {
  const { profile } = await start(running, { name: "QUERY" });
  await page.goto(`/wbem/${profile.id}/query`);
  await page.getByRole("button", { name: "Run the query" }).click();
  await expect(page.getByText("A query is needed.")).toBeVisible();
  const query = "SELECT * FROM SBX_DiskDrive WHERE HealthState = 10";
  await page.getByRole("textbox", { name: "Query", exact: true }).fill(query);
  await page.keyboard.press("Control+Enter");
  const results = page.getByRole("grid", { name: "results" });
  await expect(results).toContainText("Degraded");
  await expect(page.getByText("1 row", { exact: false })).toBeVisible();
  const mof = await saveAs(page, page.getByRole("link", { name: "All results as MOF" }));
  expect([mof.name, mof.text.match(/^instance of/gm)?.length]).toEqual(["query-results.mof", 1]);
  const xml = await saveAs(page, page.getByRole("link", { name: "All results as CIM-XML" }));
  expect([xml.name, xml.text.match(/<INSTANCE /g)?.length]).toEqual(["query-results.xml", 1]);
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Query", exact: true })).toHaveValue(query);
  await page.getByRole("textbox", { name: "Query", exact: true }).fill("");
  await page.getByRole("button", { name: `Use again: ${query}` }).click();
  await expect(page.getByRole("textbox", { name: "Query", exact: true })).toHaveValue(query);
  await page.getByRole("textbox", { name: "Query", exact: true }).fill("SELECT FROM");
  await page.getByRole("button", { name: "Run the query" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /query/i }).first()).toBeVisible();
});

test("a long list waits before it goes on, and leaving it closes it on the server", async ({
  operatorPage: page,
  console: running,
}) => {
  const { wbem, profile } = await start(running, { name: "LONG", generatedInstances: 30_000 });
  await page.goto(instancesOf(profile.id, "SBX_Generated"));
  await expect(page.getByText("Waiting: more rows are there")).toBeVisible({ timeout: 60_000 });
  const grid = page.getByRole("grid", { name: "instances" });
  await expect(grid.getByRole("link", { name: "0", exact: true })).toBeVisible();
  const before = Number(await grid.getAttribute("aria-rowcount"));
  expect(before).toBeLessThan(20_000);
  await page.getByRole("button", { name: "Read on" }).click();
  await expect.poll(async () => Number(await grid.getAttribute("aria-rowcount"))).toBeGreaterThan(before);
  await expect(page.getByText("Waiting: more rows are there")).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Stop here" }).click();
  await expect(page.getByText("Stopped")).toBeVisible();
  await expect.poll(() => wbem.sessions.count, { timeout: 30_000 }).toBe(0);
});

test("an instance is created and deleted, a namespace too", async ({ operatorPage: page, console: running }) => {
  const { wbem, profile } = await start(running, { name: "CREATE" });
  await page.goto(`/wbem/${profile.id}/create?namespace=${encodeURIComponent(MAIN_NAMESPACE)}&class=SBX_ServerSystem`);
  await page.getByLabel("CreationClassName", { exact: true }).fill("SBX_ServerSystem");
  await page.getByLabel("Name", { exact: true }).fill("server99");
  await page.getByLabel("EnabledState", { exact: true }).selectOption({ label: "Enabled (2)" });
  await page.getByRole("button", { name: "Create the instance" }).click();
  await expect(page.getByRole("heading", { name: "server99", level: 2 })).toBeVisible();
  await expect(shownValue(page, "EnabledState")).toHaveText("Enabled 2");

  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: "Delete the instance" }).click();
  await expect(dialog.getByText("This is not the name, letter for letter.")).toBeVisible();
  expect(wbem.count("DeleteInstance")).toBe(0);
  await dialog.getByLabel(/^Type .* to confirm/).fill("SBX_ServerSystem");
  await dialog.getByRole("button", { name: "Delete the instance" }).click();
  await expect(page.getByRole("heading", { name: "Instances of SBX_ServerSystem" })).toBeVisible();
  await expect(page.getByText("All read")).toBeVisible();
  await expect(page.getByRole("link", { name: "server99", exact: true })).toBeHidden();

  await page.goto(`/wbem/${profile.id}`);
  await page.getByRole("button", { name: "Create a namespace" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Namespace" }).fill("root/new");
  await page.getByRole("dialog").getByRole("button", { name: "Create", exact: true }).click();
  await page.getByRole("button", { name: "Delete root/new" }).click();
  await dialog.getByLabel(/^Type .* to confirm/).fill("root/new");
  await dialog.getByRole("button", { name: "Delete the namespace" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("link", { name: "root/new", exact: true })).toBeHidden();
});

test("who may only look sees everything and is told why nothing can be changed", async ({
  viewerPage: page,
  console: running,
}) => {
  const { profile } = await start(running, { name: "LOOK" });
  await openInstance(page, profile.id, "SBX_StorageVolume", "vol02");
  for (const name of ["Edit", "Delete"]) {
    const button = page.getByRole("button", { name, exact: true });
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button).toHaveAccessibleDescription(/you need the role operator/);
  }
  await page.goto(`/wbem/${profile.id}`);
  await expect(page.getByRole("button", { name: "Create a namespace" })).toHaveAttribute("aria-disabled", "true");
  await page.goto(`/wbem/${profile.id}/raw`);
  await expect(page.getByText(/you need the role administrator/)).toBeVisible();
});

test("CIM-XML is sent as written, and the answer is shown formatted", async ({ adminPage: page, console: running }) => {
  const { profile } = await start(running, { name: "RAW" });
  await page.goto(`/wbem/${profile.id}/raw`);
  const body = page.getByRole("textbox", { name: "CIM-XML" });
  await body.fill((await body.inputValue()).replace("CIM_ComputerSystem", "SBX_StorageSystem"));
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByText("This is not the name, letter for letter.")).toBeVisible();
  await page.getByLabel(/^Type .* to confirm/).fill("RAW");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByRole("region", { name: "Body of the answer" })).toContainText(
    /\n +<KEYVALUE [^>]*>ARRAY1<\/KEYVALUE>/,
  );
});

test("every page and dialog of the explorer is accessible in both themes and both widths", async ({
  adminPage: page,
  console: running,
}) => {
  test.setTimeout(600_000);
  const { profile } = await start(running, { name: "ACCESS" });
  const at = `/wbem/${profile.id}`;
  const system = `path=${encodeURIComponent(
    JSON.stringify({
      className: "SBX_StorageSystem",
      namespace: MAIN_NAMESPACE,
      keys: [
        { name: "CreationClassName", type: "string", value: "SBX_StorageSystem" },
        { name: "Name", type: "string", value: "ARRAY1" },
      ],
    }),
  )}`;
  const ofClass = `namespace=${encodeURIComponent(MAIN_NAMESPACE)}&class=SBX_StorageSystem`;
  const named = (name: string) => page.getByRole("heading", { name, exact: true }).first();
  const places = [
    { path: at, ready: named("Namespaces") },
    { path: `${at}/classes?${ofClass}`, ready: page.getByRole("region", { name: /^Properties of/ }) },
    { path: `${at}/classes?${ofClass}&tab=methods`, ready: page.getByRole("list", { name: /^Methods of/ }) },
    {
      path: `${at}/classes?${ofClass}&tab=associations`,
      ready: page.getByRole("region", { name: /^Associations of/ }),
    },
    { path: `${at}/instances?${ofClass}&names=1&everywhere=1`, ready: page.getByText("All read") },
    { path: `${at}/instance?${system}`, ready: page.getByRole("region", { name: "Properties", exact: true }) },
    { path: `${at}/instance?${system}&tab=associated`, ready: page.getByText(/^this is GroupComponent/).first() },
    { path: `${at}/instance?${system}&tab=graph`, ready: page.getByRole("region", { name: "Neighbourhood" }) },
    { path: `${at}/instance?${system}&tab=xml`, ready: page.getByRole("region", { name: "CIM-XML" }) },
    { path: `${at}/create?${ofClass}`, ready: page.getByRole("button", { name: "Create the instance" }) },
    { path: `${at}/mof`, ready: page.getByRole("button", { name: "Show the steps" }) },
    { path: `${at}/query`, ready: page.getByRole("button", { name: "Run the query" }) },
    { path: `${at}/profiles`, ready: named("What builds on what") },
    {
      path: `${at}/statistics`,
      ready: page.getByText("The server does not gather statistics."),
    },
    { path: `${at}/raw`, ready: page.getByRole("button", { name: "Send", exact: true }) },
  ];
  for (const { path, ready } of places) {
    await page.goto(path);
    await expect(ready).toBeVisible();
    await expectAccessibleInAllLooks(page, path.replace(profile.id, "…"));
  }
  const opened = [
    { path: `${at}/classes`, button: /^Filters/, shown: page.getByLabel("Association", { exact: true }) },
    { path: `${at}/instance?${system}`, button: "Edit", shown: page.getByLabel("ElementName", { exact: true }) },
    { path: `${at}/instance?${system}`, button: "Delete", shown: page.getByRole("alertdialog") },
    {
      path: `${at}/instance?${system}&tab=methods`,
      button: /^Call RequestStateChange/,
      shown: page.getByRole("dialog"),
    },
    { path: at, button: "Open WBEM URI", shown: page.getByRole("dialog") },
    {
      path: `${at}/profiles`,
      button: /^Show central instances of Array/,
      shown: page.getByRole("dialog").getByText("Found by"),
    },
  ];
  page.on("dialog", (dialog) => void dialog.accept());
  for (const { path, button, shown } of opened) {
    await page.goto(path);
    await page.getByRole("button", { name: button }).first().click();
    await expect(shown).toBeVisible();
    await expectAccessibleInAllLooks(page, `${button} at ${path.replace(profile.id, "…")}`);
  }
});
