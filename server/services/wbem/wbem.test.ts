import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Profile } from "@/contracts/profile";
import { type WbemInstanceLine, wbemInstanceSchema, wbemModifyInput } from "@/contracts/wbem/instances";
import type { WbemPath } from "@/contracts/wbem/values";
import { getDatabase } from "@/server/data/client";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { type FakeWbem, type FakeWbemOptions, STORAGE_NAMESPACE } from "@/server/protocols/wbem/fake";
import { startTestWbem } from "@/server/protocols/wbem/testing/test-wbem";
import { getDeviceRuntime } from "../device-runtime";
import { codeOf } from "../testing/code-of";
import { endDeviceRuntime } from "../testing/end-device-runtime";
import { createWbemProfile } from "../testing/wbem-profile";
import { searchClasses } from "./class-search";
import * as classes from "./classes";
import * as instances from "./instances";
import * as methods from "./methods";
import { listNeighbours } from "./neighbours";
import * as served from "./served";
import * as server from "./server";

let stored: TestDatabase;
let team: TestTeam;
let admin: Principal;
let wbem: FakeWbem;
let profile: Profile;

const namespace = STORAGE_NAMESPACE;

async function begin(options: Partial<FakeWbemOptions> = {}): Promise<void> {
  wbem = await startTestWbem(options);
  profile = await createWbemProfile(admin, wbem);
}

beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  admin = team.administrator;
  await getDeviceRuntime();
});
afterEach(async () => {
  await endDeviceRuntime();
  await wbem.close();
  await stored.close();
});

async function linesOf(lines: AsyncIterable<WbemInstanceLine>): Promise<WbemInstanceLine[]> {
  const found: WbemInstanceLine[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

async function rowsOf(className: string) {
  const lines = await linesOf(await instances.listInstances(admin, profile.id, { namespace, className, deep: "1" }));
  const columns = lines.flatMap((line) => (line.kind === "columns" ? line.columns : []));
  const rows = lines.flatMap((line) => (line.kind === "rows" ? line.rows : []));
  return { lines, columns, rows };
}

async function firstPath(className: string): Promise<WbemPath> {
  const { rows } = await rowsOf(className);
  const path = rows[0]?.path;
  if (!path) throw new Error(`There is no ${className}.`);
  return path;
}

/** A change of the ElementName as it is now, without the new value. */
async function changeOf(path: WbemPath) {
  const { properties } = await instances.getInstance(admin, profile.id, path);
  const before = properties.find(({ name }) => name === "ElementName")?.value ?? null;
  return { name: "ElementName", type: "string" as const, isArray: false, embeddedObject: null, before };
}

describe("a WBEM server", () => {
  test("tells its brand and its namespaces", async () => {
    await begin();
    const found = await server.getServer(admin, profile.id);
    expect(found.namespaces).toContain(namespace);
    expect(found.interopNamespace).not.toBeNull();
    expect(found.brand).not.toBeNull();
    expect(found.warnings).toEqual([]);
  });

  test("hides profiles of other kinds and other teams", async () => {
    await begin();
    const stranger = (await createTestTeam()).administrator;
    expect(await codeOf(server.getServer(stranger, profile.id))).toBe("not_found");
  });

  test("registers management profiles with their central instances", async () => {
    await begin();
    const { items } = await server.listRegisteredProfiles(admin, profile.id);
    expect(items.length).toBeGreaterThan(0);
    const found = await Promise.all(
      items.map(({ path }) => server.listCentralInstances(admin, profile.id, path).catch(() => ({ items: [] }))),
    );
    expect(found.some((central) => central.items.length > 0)).toBe(true);
    const builtOn = Object.fromEntries(
      items.map(({ name, scopedBy }) => [name, scopedBy.map(({ keys }) => keys[0]?.value)]),
    );
    expect(builtOn).toMatchObject({
      Array: [],
      "Block Services": ["SBX:11:Array:1.6.1"],
      Indications: [],
      "Profile Registration": ["SBX:2:Indications:1.2.0"],
    });
  });
});

describe("classes", () => {
  test("come as a tree that can be searched", async () => {
    await begin();
    const { items } = await classes.listClasses(admin, profile.id, { namespace });
    const drive = items.find(({ name }) => name === "CIM_DiskDrive");
    expect(drive?.superClass).toBe("CIM_MediaAccessDevice");
    expect(items.find(({ name }) => name === "CIM_SystemDevice")?.isAssociation).toBe(true);
    const hits = await searchClasses(admin, profile.id, { namespace, text: "requeststatechange" });
    expect(hits.items.some(({ where }) => where === "method")).toBe(true);
    expect(wbem.count("EnumerateClasses")).toBe(1);
  });

  test("say what they inherit, and in which associations they are", async () => {
    await begin();
    const found = await classes.getClass(admin, profile.id, { namespace, className: "cim_diskdrive" });
    expect(found.lineage[0]).toBe("CIM_DiskDrive");
    expect(found.lineage.at(-1)).toBe("CIM_ManagedElement");
    expect(found.properties.filter(({ isKey }) => isKey).map(({ name }) => name)).toContain("DeviceID");
    expect(found.mof).toContain("class CIM_DiskDrive");
    const { items } = await classes.listClassAssociations(admin, profile.id, { namespace, className: "CIM_DiskDrive" });
    expect(items.map(({ associationClass }) => associationClass)).toContain("CIM_SystemDevice");
  });

  test("say plainly that a class does not exist", async () => {
    await begin();
    expect(await codeOf(classes.getClass(admin, profile.id, { namespace, className: "CIM_Nothing" }))).toBe(
      "device_not_found",
    );
  });
});

describe("instances", () => {
  test("arrive in lines with their columns first", async () => {
    await begin();
    const { lines, columns, rows } = await rowsOf("CIM_StorageVolume");
    expect(lines[0]?.kind).toBe("columns");
    expect(lines.at(-1)).toMatchObject({ kind: "end", count: rows.length });
    expect(rows.length).toBeGreaterThan(0);
    const status = columns.findIndex(({ name }) => name === "OperationalStatus");
    expect(columns[status]?.valueMap?.find(({ from }) => from === "2")?.text).toBe("OK");
    expect(rows[0]?.values[status]).toEqual(expect.arrayContaining([expect.any(Number)]));
    expect(columns.slice(0, 4).some(({ isKey }) => isKey)).toBe(true);
  });

  test("are shown with U+FFFD for what is not UTF-8, and with a note of it", async () => {
    await begin();
    const breakName = (xml: string) => Buffer.from(xml.replaceAll(">vol00<", ">vol\u00fe<"), "latin1");
    wbem.faults.add({ kind: "rewrite", rewrite: breakName }, { operation: "OpenEnumerateInstances" });
    const { lines, columns, rows } = await rowsOf("CIM_StorageVolume");
    const place = columns.findIndex(({ name }) => name === "ElementName");
    expect(rows[0]?.values[place]).toBe("vol\uFFFD");
    const notes = lines.flatMap((line) => (line.kind === "note" ? [line.note.code] : []));
    expect(notes).toEqual(["ill-formed-utf8"]);
  });

  test("close the enumeration at the server when the reader leaves", async () => {
    await begin({ generatedInstances: 5_000 });
    const lines = await instances.listInstances(admin, profile.id, {
      namespace: "root/cimv2",
      className: "SBX_Generated",
      deep: "1",
    });
    for await (const line of lines) if (line.kind === "rows") break;
    expect(wbem.count("CloseEnumeration")).toBe(1);
    expect(wbem.count("PullInstancesWithPath")).toBeLessThan(4);
  });

  test("of a class that does not exist are refused before the first line", async () => {
    await begin();
    const query = { namespace, className: "CIM_Nothing", deep: "1" as const };
    expect(await codeOf(instances.listInstances(admin, profile.id, query))).toBe("device_not_found");
  });

  test("of all namespaces come in one list, also where one of them cannot be read", async () => {
    await begin();
    const query = { namespace, className: "CIM_ManagedElement", deep: "1" as const, everywhere: "1" as const };
    const placesOf = (lines: readonly WbemInstanceLine[]) =>
      new Set(lines.flatMap((line) => (line.kind === "rows" ? line.rows.map(({ path }) => path?.namespace) : [])));
    const lines = await linesOf(await instances.listInstances(admin, profile.id, query));
    const { namespaces } = await server.getServer(admin, profile.id);
    expect([...placesOf(lines)].sort()).toEqual(namespaces.filter((name) => placesOf(lines).has(name)));
    expect(placesOf(lines).size).toBeGreaterThan(1);

    wbem.faults.add({ kind: "status", code: 2 }, { operation: "OpenEnumerateInstances" });
    const read: WbemInstanceLine[] = [];
    const reading = async () => {
      for await (const line of await instances.listInstances(admin, profile.id, query)) read.push(line);
    };
    await expect(reading()).rejects.toMatchObject({ message: expect.stringMatching(`^${namespaces[0]}: `) });
    expect(placesOf(read).size).toBe(placesOf(lines).size - 1);
  });

  test("have the properties that were asked for alone, or none at all", async () => {
    await begin();
    const columnsOf = async (wanted: { properties?: string; namesOnly?: "1" }) => {
      const query = { namespace, className: "CIM_StorageVolume", deep: "1" as const, ...wanted };
      const lines = await linesOf(await instances.listInstances(admin, profile.id, query));
      expect(lines.flatMap((line) => (line.kind === "rows" ? line.rows : []))).not.toHaveLength(0);
      return lines.flatMap((line) => (line.kind === "columns" ? line.columns.map(({ name }) => name) : []));
    };
    expect(await columnsOf({ properties: "HealthState, elementname" })).toEqual(["ElementName", "HealthState"]);
    expect(await columnsOf({ namesOnly: "1" })).toEqual([]);
    await expect(columnsOf({ properties: "HealthState, not a name" })).rejects.toMatchObject({
      errors: [{ path: "properties", message: '"not a name" is not the name of a property.' }],
    });
  });

  test("of a query or filter that XML has no characters for are refused, naming the field", async () => {
    await begin();
    const query = { namespace, language: "WQL", query: "SELECT \u0001" };
    await expect(instances.queryInstances(admin, profile.id, query)).rejects.toMatchObject({
      errors: [expect.objectContaining({ path: "query" })],
    });
    const filtered = { namespace, className: "CIM_System", deep: "1" as const, filter: "\u0001" };
    await expect(instances.listInstances(admin, profile.id, filtered)).rejects.toMatchObject({
      errors: [expect.objectContaining({ path: "filter" })],
    });
    expect(wbem.count("OpenQueryInstances") + wbem.count("OpenEnumerateInstances")).toBe(0);
  });

  test("are read with everything their class says of them", async () => {
    await begin();
    const path = await firstPath("CIM_StorageVolume");
    const found = await instances.getInstance(admin, profile.id, path);
    expect(found.path).toEqual(path);
    expect(found.properties.every(({ declaration }) => declaration !== null)).toBe(true);
    expect(found.lineage).toContain("CIM_StorageExtent");
    expect(found.xml).toContain("<INSTANCE CLASSNAME=");
    expect(found.mof).toContain("instance of");
    expect(found.methods.map(({ name }) => name)).toContain("RequestStateChange");
  });

  test("have the properties that the server leaves out because they are NULL", async () => {
    await begin();
    const path = await firstPath("CIM_StorageVolume");
    const caption = /<PROPERTY [^>]*NAME="Caption"[^>]*?(?:\/>|>.*?<\/PROPERTY>)/s;
    const rewrite = (xml: string) => xml.replace(caption, "");
    wbem.faults.add({ kind: "rewrite", rewrite }, { operation: "GetInstance" });
    const found = await instances.getInstance(admin, profile.id, path);
    const captions = found.properties.filter(({ name }) => name === "Caption");
    expect(captions).toMatchObject([{ value: null, type: "string", declaration: { name: "Caption" } }]);
    expect(found.xml).not.toContain("Caption");
  });

  test("lead to their neighbours", async () => {
    await begin();
    const path = await firstPath("CIM_StorageVolume");
    const { items } = await listNeighbours(admin, profile.id, path);
    expect(items.map(({ associationClass }) => associationClass)).toContain("CIM_SystemDevice");
    const system = items.find(({ associationClass }) => associationClass === "CIM_SystemDevice");
    expect(system).toMatchObject({ role: "PartComponent", resultRole: "GroupComponent" });
    if (system !== undefined) await instances.getInstance(admin, profile.id, system.neighbour.path);
  });

  test("change only in what was changed, and only while it is as it was read", async () => {
    await begin();
    const path = await firstPath("CIM_StorageVolume");
    const change = await changeOf(path);
    const changed = await instances.modifyInstance(
      admin,
      profile.id,
      { path, changes: [{ ...change, value: "Volume <new> & better" }] },
      testContext,
    );
    expect(changed.properties.find(({ name }) => name === "ElementName")?.value).toBe("Volume <new> & better");
    const sent = wbem.requests.filter(({ operation }) => operation === "ModifyInstance");
    expect(sent).toHaveLength(1);
    const again = instances.modifyInstance(
      admin,
      profile.id,
      { path, changes: [{ ...change, value: "Other" }] },
      testContext,
    );
    expect(await codeOf(again)).toBe("revision_conflict");
    expect(wbem.count("ModifyInstance")).toBe(1);
  });

  test("take changes of one instance one after the other, so that none is overwritten unseen", async () => {
    await begin();
    const path = await firstPath("CIM_StorageVolume");
    const change = await changeOf(path);
    const outcomes = await Promise.all(
      ["A", "B", "C", "D"].map((value) =>
        codeOf(instances.modifyInstance(admin, profile.id, { path, changes: [{ ...change, value }] }, testContext)),
      ),
    );
    expect(outcomes.sort()).toEqual(["none", "revision_conflict", "revision_conflict", "revision_conflict"]);
    expect(wbem.count("ModifyInstance")).toBe(1);
  });

  test("tell of a change that was made, also where they cannot be read again", async () => {
    await begin();
    const path = await firstPath("CIM_StorageVolume");
    const change = await changeOf(path);
    wbem.faults.add({ kind: "rewrite", rewrite: (xml) => xml }, { operation: "GetInstance" });
    wbem.faults.add({ kind: "status", code: 1 }, { operation: "GetInstance", times: 5 });
    const changes = [{ ...change, value: "Changed" }];
    const changed = await instances.modifyInstance(admin, profile.id, { path, changes }, testContext);
    expect(changed.properties.find(({ name }) => name === "ElementName")?.value).toBe("Changed");
    wbem.faults.clear();
    expect(await instances.getInstance(admin, profile.id, path)).toMatchObject({ uri: changed.uri });
  });

  test("keep integers of 64 bits exact from the server to the browser and back", async () => {
    await begin();
    const path = await firstPath("CIM_StorageVolume");
    const largest = "18446744073709551615";
    const shown = async () => {
      const sent = JSON.stringify(await instances.getInstance(admin, profile.id, path));
      return wbemInstanceSchema.parse(JSON.parse(sent)).properties.find(({ name }) => name === "NumberOfBlocks")?.value;
    };
    const before = await shown();
    if (typeof before !== "string") throw new Error("The number of blocks is not a text.");
    const change = { name: "NumberOfBlocks", type: "uint64" as const, isArray: false, embeddedObject: null };
    const input = wbemModifyInput.parse({ path, changes: [{ ...change, before, value: largest }] });
    await instances.modifyInstance(admin, profile.id, input, testContext);
    expect(wbem.requests.find(({ operation }) => operation === "ModifyInstance")?.body).toContain(
      `<VALUE>${largest}</VALUE>`,
    );
    expect(await shown()).toBe(largest);
  });

  test("refuse a value that is none of the type, naming the field", async () => {
    await begin();
    const path = await firstPath("CIM_StorageVolume");
    const change = {
      name: "BlockSize",
      type: "uint64" as const,
      isArray: false,
      embeddedObject: null,
      before: null,
      value: "-1",
    };
    const refused = instances.modifyInstance(admin, profile.id, { path, changes: [change] }, testContext);
    await expect(refused).rejects.toMatchObject({ code: "invalid_request", errors: [{ path: "changes.0.value" }] });
    expect(wbem.count("ModifyInstance")).toBe(0);
  });

  test("need the right to operate and a typed name to be deleted", async () => {
    await begin();
    const path = await firstPath("CIM_StorageVolume");
    const input = { path, confirmation: path.className };
    expect(await codeOf(instances.deleteInstance(team.viewer, profile.id, input, testContext))).toBe("forbidden");
    expect(await codeOf(instances.deleteInstance(admin, profile.id, { path, confirmation: "x" }, testContext))).toBe(
      "confirmation_mismatch",
    );
    expect(wbem.count("DeleteInstance")).toBe(0);
    await instances.deleteInstance(admin, profile.id, input, testContext);
    expect(await codeOf(instances.getInstance(admin, profile.id, path))).toBe("device_not_found");
    const [event] = await getDatabase().auditEvent.findMany({
      where: { action: "wbem.instance.delete", outcome: "success" },
    });
    expect(event?.objectId).toContain(path.className);
  });
});

describe("methods", () => {
  test("are called once, and say what they return", async () => {
    await begin();
    const path = await firstPath("CIM_StorageVolume");
    const parameters = [
      { name: "RequestedState", type: "uint16" as const, isArray: false, embeddedObject: null, value: 3 },
    ];
    const input = { path, method: "RequestStateChange", parameters, confirmation: "RequestStateChange" };
    const result = await methods.invokeMethod(admin, profile.id, input, testContext);
    expect(result).toMatchObject({ returnValue: 0, returnText: expect.stringMatching(/Completed|No Error/i) });
    const found = await instances.getInstance(admin, profile.id, path);
    expect(found.properties.find(({ name }) => name === "EnabledState")?.value).toBe(3);
    expect(await codeOf(methods.invokeMethod(team.viewer, profile.id, input, testContext))).toBe("forbidden");
    expect(wbem.count("RequestStateChange")).toBe(1);
  });

  test("are not called where the class cannot be asked for", async () => {
    await begin();
    const path = await firstPath("CIM_StorageVolume");
    const method = "RequestStateChange";
    const input = { path: { ...path, className: "CIM_Unread" }, method, parameters: [], confirmation: method };
    wbem.faults.add({ kind: "close" }, { operation: "GetClass", times: 10 });
    await expect(methods.invokeMethod(admin, profile.id, input, testContext)).rejects.toBeInstanceOf(Error);
    expect(wbem.count(method)).toBe(0);
  });

  test("start jobs that are followed to their end", async () => {
    await begin({ jobMs: 30 });
    const path = await firstPath("CIM_StorageConfigurationService");
    const pool = await firstPath("CIM_StoragePool");
    const parameters = [
      { name: "ElementType", type: "uint16" as const, isArray: false, embeddedObject: null, value: 2 },
      { name: "InPool", type: "reference" as const, isArray: false, embeddedObject: null, value: pool },
      { name: "Size", type: "uint64" as const, isArray: false, embeddedObject: null, value: "1073741824" },
    ];
    const method = "CreateOrModifyElementFromStoragePool";
    const input = { path, method, parameters, confirmation: method };
    const result = await methods.invokeMethod(admin, profile.id, input, testContext);
    expect(result.returnValue).toBe(4096);
    const job = result.job;
    if (job === null) throw new Error("There is no job.");
    await expect
      .poll(async () => (await methods.getJob(admin, profile.id, job.path)).hasEnded, { timeout: 5_000 })
      .toBe(true);
    expect(await methods.getJob(admin, profile.id, job.path)).toMatchObject({ isSuccess: true });
  });
});

describe("statistics of the server itself", () => {
  test("are gathered when told to, by those who may, and read as averages of one operation", async () => {
    await begin();
    expect(await served.getServed(admin, profile.id)).toMatchObject({ isKnown: true, isGathering: false });
    expect(await codeOf(served.switchServed(team.viewer, profile.id, true, testContext))).toBe("forbidden");
    expect(await served.switchServed(admin, profile.id, true, testContext)).toMatchObject({ isGathering: true });
    await rowsOf("CIM_StorageVolume");
    await rowsOf("CIM_StorageVolume");
    const { operations } = await served.getServed(admin, profile.id);
    const opened = operations.find(({ operation }) => operation === "EnumerateInstances");
    expect(opened?.count).toBeGreaterThan(1);
    expect(opened?.requestBytes).toBeGreaterThan(300);
    expect(opened?.requestBytes).toBeLessThan(3_000);
    expect(await served.switchServed(admin, profile.id, false, testContext)).toMatchObject({ isGathering: false });
  });
});

describe("a WBEM URI", () => {
  test("is read with the types that the class declares", async () => {
    await begin();
    const path = await firstPath("CIM_StorageVolume");
    const { uri } = await instances.getInstance(admin, profile.id, path);
    const read = await server.readUri(admin, profile.id, { uri });
    const byName = (keys: WbemPath["keys"] = []) => keys.toSorted((one, other) => one.name.localeCompare(other.name));
    expect(byName(read.path?.keys)).toEqual(byName(path.keys));
    expect(read).toMatchObject({ namespace, className: path.className });
  });

  test("names the place of a fault", async () => {
    await begin();
    const refused = server.readUri(admin, profile.id, { uri: '/root/cimv2:CIM_Foo.A="x' });
    await expect(refused).rejects.toMatchObject({ code: "invalid_request", errors: [{ path: "uri" }] });
  });
});
