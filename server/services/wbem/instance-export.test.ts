import { afterEach, beforeEach, expect, test } from "vitest";
import type { WbemPath } from "@/contracts/wbem/values";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { type FakeWbem, STORAGE_NAMESPACE as namespace } from "@/server/protocols/wbem/fake";
import { findInvalidity } from "@/server/protocols/wbem/fake/dtd";
import { readXml, type XmlElement } from "@/server/protocols/wbem/fake/xml-reader";
import { parseMof } from "@/server/protocols/wbem/mof/parser";
import { startTestWbem } from "@/server/protocols/wbem/testing/test-wbem";
import { getDeviceRuntime } from "../device-runtime";
import { endDeviceRuntime } from "../testing/end-device-runtime";
import { createWbemProfile } from "../testing/wbem-profile";
import { exportInstances, exportQueryResults } from "./instance-export";
import { queryInstances } from "./instances";

let stored: TestDatabase;
let admin: Principal;
let wbem: FakeWbem;
let profileId: string;

beforeEach(async () => {
  stored = await createTestDatabase();
  admin = (await createTestTeam()).administrator;
  await getDeviceRuntime();
  // By ExecQuery, which tells the paths of results that have all properties.
  wbem = await startTestWbem();
  wbem.quirks.pullStatus = 7;
  profileId = (await createWbemProfile(admin, wbem)).id;
});
afterEach(async () => {
  await endDeviceRuntime();
  await wbem.close();
  await stored.close();
});

const volumes = { namespace, className: "CIM_StorageVolume", deep: "1" } as const;
const query = (text: string) => ({ namespace, language: "DMTF:CQL", query: text });

async function textOf(pieces: Promise<AsyncIterable<string>>): Promise<string> {
  let text = "";
  for await (const piece of await pieces) text += piece;
  return text;
}

/** The groups of a declaration that is valid by the DTD, with what they declare. */
function groupsOf(xml: string): { group: string; declared: string[] }[] {
  const root: XmlElement = readXml(xml);
  expect(findInvalidity(root)).toBeNull();
  return (root.children[0]?.children ?? []).map(({ name: group, children }) => ({
    group,
    declared: children.slice(1).map(({ name }) => name),
  }));
}

test("instances of a class are MOF that can be read again, and a declaration with their names", async () => {
  const { repository } = wbem;
  const count = [...repository.instancesOf(repository.getNamespace(namespace), "CIM_StorageVolume")].length;
  const mof = await textOf(exportInstances(admin, profileId, { ...volumes, format: "mof" }));
  expect(parseMof(mof).productions).toHaveLength(count);
  const [whole, ...others] = groupsOf(await textOf(exportInstances(admin, profileId, { ...volumes, format: "xml" })));
  expect(whole).toEqual({ group: "DECLGROUP.WITHNAME", declared: new Array(count).fill("VALUE.NAMEDOBJECT") });
  expect(others).toEqual([]);
  const narrowed = await textOf(
    exportInstances(admin, profileId, { ...volumes, format: "mof", properties: "DeviceID" }),
  );
  expect(narrowed.match(/^ {3}\w+ =/gm)).toEqual(new Array(count).fill("   DeviceID ="));
});

test("results of a query have names where the server gives paths, and are declared without where it does not", async () => {
  const all = query("SELECT * FROM CIM_StoragePool");
  const named = groupsOf(await textOf(exportQueryResults(admin, profileId, { ...all, format: "xml" })));
  expect(named).toEqual([{ group: "DECLGROUP.WITHNAME", declared: expect.arrayContaining(["VALUE.NAMEDOBJECT"]) }]);
  const some = query("SELECT PoolID FROM CIM_StoragePool");
  const xml = await textOf(exportQueryResults(admin, profileId, { ...some, format: "xml" }));
  expect(groupsOf(xml)).toEqual([{ group: "DECLGROUP", declared: named[0]?.declared.map(() => "VALUE.OBJECT") }]);
  const mof = await textOf(exportQueryResults(admin, profileId, { ...some, format: "mof" }));
  const { productions } = parseMof(mof);
  expect(productions).toHaveLength(named[0]?.declared.length ?? 0);
  expect(mof).toContain("PoolID =");
  expect(mof).not.toContain("InstanceID");
});

test("a query without results is a declaration of nothing", async () => {
  const none = query("SELECT * FROM CIM_StoragePool WHERE PoolID = 'none'");
  const xml = await textOf(exportQueryResults(admin, profileId, { ...none, format: "xml" }));
  expect(groupsOf(xml)).toEqual([{ group: "DECLGROUP.WITHNAME", declared: [] }]);
});

test.each(["mof", "xml"] as const)("what the server refuses begins no file of %s", async (format) => {
  const wrong = exportQueryResults(admin, profileId, { ...query("SELECT FROM"), format });
  await expect(wrong).rejects.toMatchObject({ code: "device_request_rejected" });
  const unsendable = exportQueryResults(admin, profileId, { ...query("SELECT \u0001"), format });
  await expect(unsendable).rejects.toMatchObject({ errors: [{ path: "query" }] });
  const unknown = exportInstances(admin, profileId, { ...volumes, className: "CIM_Nothing", format });
  await expect(unknown).rejects.toMatchObject({ code: "device_not_found" });
});

test("results without keys are listed without a path, which would be one of nothing", async () => {
  const listed: (WbemPath | null)[] = [];
  for await (const line of await queryInstances(admin, profileId, query("SELECT PoolID FROM CIM_StoragePool"))) {
    if (line.kind === "rows") listed.push(...line.rows.map(({ path }) => path));
  }
  expect(new Set(listed)).toEqual(new Set([null]));
});
