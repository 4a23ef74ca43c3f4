import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { WbemCountLine, WbemFindLine } from "@/contracts/wbem/classes";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { type FakeWbem, type FakeWbemOptions, STORAGE_NAMESPACE } from "@/server/protocols/wbem/fake";
import { startTestWbem } from "@/server/protocols/wbem/testing/test-wbem";
import { getDeviceRuntime } from "../device-runtime";
import { endDeviceRuntime } from "../testing/end-device-runtime";
import { createWbemProfile } from "../testing/wbem-profile";
import { findClasses, searchClasses } from "./class-search";
import { countInstances } from "./instance-counts";

let stored: TestDatabase;
let admin: Principal;
let wbem: FakeWbem;
let profileId: string;

const namespace = STORAGE_NAMESPACE;

async function begin(options: Partial<FakeWbemOptions> = {}, pullSize = 1_000): Promise<void> {
  wbem = await startTestWbem(options);
  profileId = (await createWbemProfile(admin, wbem, { settings: { pullSize } })).id;
}

beforeEach(async () => {
  stored = await createTestDatabase();
  admin = (await createTestTeam()).administrator;
  await getDeviceRuntime();
});
afterEach(async () => {
  await endDeviceRuntime();
  await wbem.close();
  await stored.close();
});

async function all<Line>(lines: AsyncIterable<Line>): Promise<Line[]> {
  const found: Line[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

describe("a search", () => {
  const find = async (text: string): Promise<WbemFindLine[]> => all(await findClasses(admin, profileId, text));

  test("goes through all namespaces and on after one that fails", async () => {
    await begin();
    wbem.faults.add({ kind: "status", code: 4, description: "Not today" }, { operation: "EnumerateClasses" });
    const [first, ...lines] = await find("diskdrive");
    if (first?.kind !== "namespaces") throw new Error("The namespaces do not come first.");
    expect(first.names).toContain(namespace);
    expect(first.warnings).toEqual([]);
    expect(lines.slice(0, -1).map((line) => "namespace" in line && line.namespace)).toEqual(first.names);
    expect(lines[0]).toMatchObject({
      kind: "failure",
      namespace: first.names[0],
      failure: {
        code: "device_request_rejected",
        device: { reason: 4, message: expect.stringContaining("Not today") },
      },
    });
    const here = lines.find((line) => line.kind === "hits" && line.namespace === namespace);
    expect(here).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ where: "class" })]) });
    expect(lines.at(-1)).toMatchObject({ kind: "end", failed: 1, searched: first.names.length - 1 });
  });

  test("looks on where an answer does not come, and ends where nobody is admitted any more", async () => {
    await begin();
    wbem.faults.add({ kind: "close" }, { operation: "EnumerateClasses" });
    expect((await find("disk")).at(-1)).toMatchObject({ kind: "end", failed: 1 });
    wbem.faults.add({ kind: "http", status: 401 }, { operation: /./, times: 20 });
    await expect(find("volume")).rejects.toMatchObject({ code: "device_authentication" });
  });

  test("takes words in any order, and patterns for names alone", async () => {
    await begin();
    const hitsOf = async (text: string) => (await searchClasses(admin, profileId, { namespace, text })).items;
    const words = await hitsOf("drive disk");
    expect(words.map(({ className }) => className)).toContain("CIM_DiskDrive");
    const names = await hitsOf("sbx_*volume");
    expect(names).toMatchObject([{ className: "SBX_StorageVolume", where: "class" }]);
    expect(await hitsOf("volume*")).not.toContainEqual(expect.objectContaining({ where: "description" }));
  });
});

describe("the count of instances", () => {
  const query = { namespace, empty: "0" as const };
  const count = async (more: object = {}): Promise<WbemCountLine[]> =>
    all(await countInstances(admin, profileId, { ...query, ...more }));
  const countsOf = (lines: WbemCountLine[]) =>
    new Map(
      lines.flatMap((line) =>
        line.kind === "counts" ? line.items.map(({ className, count: own }) => [className, own] as const) : [],
      ),
    );
  /** Of the server's own store. */
  const stored = (className: string) =>
    [...wbem.repository.instancesOf(wbem.repository.getNamespace(namespace), className)].filter(
      (one) => one.className === className,
    ).length;

  test("is that of the classes themselves, from one list for each class without a superclass", async () => {
    await begin();
    const lines = await count();
    const counts = countsOf(lines);
    expect(counts.get("SBX_StorageVolume")).toBe(stored("SBX_StorageVolume"));
    expect([...counts.values()].every((one) => one > 0)).toBe(true);
    const sum = [...counts.values()].reduce((total, one) => total + one, 0);
    expect(lines.at(-1)).toMatchObject({ kind: "end", instances: sum, classes: counts.size, failed: 0 });
    expect(wbem.count("OpenEnumerateInstancePaths")).toBeLessThan(counts.size);
    const withEmpty = countsOf(await count({ empty: "1" }));
    expect([...withEmpty.values()].filter((one) => one === 0).length).toBeGreaterThan(3);
    expect([...withEmpty].filter(([, one]) => one > 0)).toEqual(expect.arrayContaining([...counts]));
  });

  test("goes on with the subclasses where a list fails", async () => {
    await begin();
    const whole = countsOf(await count());
    wbem.faults.add(
      { kind: "status", code: 1 },
      { operation: /^(?:Open)?EnumerateInstance(?:Paths|Names)$/, times: 2 },
    );
    const lines = await count();
    expect(lines.filter(({ kind }) => kind === "failure").length).toBeGreaterThan(0);
    expect(countsOf(lines)).toEqual(whole);
  });

  test("leaves out what is to be ignored, and says of whom nothing is known because of it", async () => {
    await begin();
    const whole = countsOf(await count());
    const before = wbem.requests.length;
    const lines = await count({ ignore: "sbx_storagevolume, CIM_Nothing" });
    whole.delete("SBX_StorageVolume");
    expect(countsOf(lines)).toEqual(whole);
    const asked = wbem.requests.slice(before).filter(({ operation }) => operation === "OpenEnumerateInstancePaths");
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.some(({ body }) => /"(?:CIM|SBX)_StorageVolume"/.test(body))).toBe(false);
    expect(lines).toContainEqual({ kind: "left-out", className: "CIM_StorageVolume" });
  });

  test("closes the list at the server when the reader leaves", async () => {
    await begin({ generatedInstances: 5_000 }, 100);
    const lines = await countInstances(admin, profileId, { ...query, namespace: "root/cimv2" });
    for await (const line of lines) if (line.kind === "progress" && line.className === "SBX_Generated") break;
    expect(wbem.sessions.count).toBe(0);
    expect(wbem.count("PullInstancePaths")).toBeLessThan(20);
  });
});
