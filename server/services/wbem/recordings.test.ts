import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { DEFAULT_WBEM_USER, type FakeWbem, STORAGE_NAMESPACE } from "@/server/protocols/wbem/fake";
import { parseCaseFile } from "@/server/protocols/wbem/recording/cases-file";
import { startTestWbem } from "@/server/protocols/wbem/testing/test-wbem";
import { getRuntime } from "@/server/runtime/registry";
import { runAs } from "@/server/runtime/requester";
import { createAddressPolicy } from "@/server/transport/address-policy";
import { getDeviceRuntime } from "../device-runtime";
import { codeOf } from "../testing/code-of";
import { endDeviceRuntime } from "../testing/end-device-runtime";
import { createWbemProfile } from "../testing/wbem-profile";
import * as instances from "./instances";
import * as recordings from "./recordings";
import { createNamespace, getServer } from "./server";
import * as statistics from "./statistics";

let stored: TestDatabase;
let team: TestTeam;
let admin: Principal;
const servers: FakeWbem[] = [];

const namespace = STORAGE_NAMESPACE;

beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  admin = team.administrator;
  await getDeviceRuntime();
});
afterEach(async () => {
  vi.useRealTimers();
  await endDeviceRuntime();
  const { services } = getRuntime();
  delete services.wbemRecords;
  await Promise.all(servers.splice(0).map((wbem) => wbem.close()));
  await stored.close();
});

async function begin(name: string) {
  const wbem = await startTestWbem();
  servers.push(wbem);
  const profile = await createWbemProfile(admin, wbem, { name });
  const exceptions = servers.map(({ httpsPort }) => ({ address: "127.0.0.1", port: httpsPort }));
  getRuntime().services.addressPolicy = createAddressPolicy({ exceptions });
  return { wbem, profile };
}

async function listVolumes(profileId: string, principal = admin) {
  const query = { namespace, className: "CIM_StorageVolume", deep: "1" as const };
  const lines = await instances.listInstances(principal, profileId, query);
  for await (const line of lines) if (line.kind === "end") return line.count;
  return 0;
}

/** As a route does, on behalf of the person's sign-in. */
const as = <T>(principal: Principal, work: () => Promise<T>) => runAs(principal.sessionId, work);

test("records what its person does, and nothing of others or of secrets", async () => {
  const { profile } = await begin("WBEM 1");
  await as(admin, () => recordings.switchRecording(admin, profile.id, true, testContext));
  await as(team.viewer, () => getServer(team.viewer, profile.id));
  expect((await recordings.getRecording(admin, profile.id)).items).toEqual([]);
  expect(await recordings.getRecordingState(team.viewer, profile.id)).toEqual({ isOn: false, count: 0 });
  await as(admin, () => listVolumes(profile.id));
  const state = await recordings.getRecordingState(admin, profile.id);
  expect(state).toEqual({ isOn: true, count: expect.any(Number) });
  expect(state.count).toBeGreaterThan(0);
  const recording = await recordings.getRecording(admin, profile.id);
  expect(recording.items.map(({ operation }) => operation)).toContain("OpenEnumerateInstances");
  const asked = await statistics.getStatistics(team.viewer, profile.id);
  expect(asked.operations.map(({ operation }) => operation)).toContain("EnumerateInstanceNames");
  const details = await Promise.all(
    recording.items.map(({ index }) => recordings.getRecordedExchange(admin, profile.id, index)),
  );
  const basic = Buffer.from(`${DEFAULT_WBEM_USER.userName}:${DEFAULT_WBEM_USER.password}`).toString("base64");
  for (const secret of [DEFAULT_WBEM_USER.password, basic]) expect(JSON.stringify(details)).not.toContain(secret);
  expect(details[0]?.requestBody).toContain("<IMETHODCALL NAME=");
  expect(await codeOf(recordings.exportRecording(team.viewer, profile.id))).toBe("nothing_recorded");
});

test("asks a server for its description once for each person's pages, until something is changed or it is asked for", async () => {
  const { wbem, profile } = await begin("WBEM 1");
  const asked = () => wbem.count("EnumerateInstances");
  const recorded = async () => (await recordings.getRecording(admin, profile.id)).items.length;
  const first = await as(admin, () => getServer(admin, profile.id));
  const once = asked();
  await as(admin, () => recordings.switchRecording(admin, profile.id, true, testContext));
  await as(admin, () => getServer(admin, profile.id));
  expect(asked()).toBe(2 * once);
  const ofOnePage = await recorded();
  expect(await as(admin, () => getServer(admin, profile.id))).toEqual(first);
  expect([asked(), await recorded()]).toEqual([2 * once, ofOnePage]);
  await as(team.viewer, () => getServer(team.viewer, profile.id));
  expect([asked(), await recorded()]).toEqual([3 * once, ofOnePage]);
  await as(admin, () => getServer(admin, profile.id, { isFresh: true }));
  expect([asked(), await recorded()]).toEqual([4 * once, 2 * ofOnePage]);
  await as(admin, () => createNamespace(admin, profile.id, "root/new", testContext));
  expect((await as(admin, () => getServer(admin, profile.id))).namespaces).toContain("root/new");
});

test("gives no description that is a minute old, and none of which a part could not be read", async () => {
  const { wbem, profile } = await begin("WBEM 1");
  const asked = () => wbem.count("EnumerateInstances");
  const read = () => getServer(admin, profile.id);
  await read();
  const once = asked();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_001 });
  await read();
  expect(asked()).toBe(2 * once);
  vi.setSystemTime(Date.now() + 60_001);
  wbem.faults.add({ kind: "status", code: 1 }, { operation: "EnumerateInstances" });
  expect((await read()).warnings).toHaveLength(1);
  expect((await read()).warnings).toEqual([]);
  expect(asked()).toBe(4 * once);
});

test("exports what was recorded as test cases, and forgets it when told so", async () => {
  const { profile } = await begin("WBEM 1");
  await as(admin, () => recordings.switchRecording(admin, profile.id, true, testContext));
  await as(admin, () => listVolumes(profile.id));
  await as(admin, () => recordings.switchRecording(admin, profile.id, false, testContext));
  const before = (await recordings.getRecording(admin, profile.id)).items.length;
  await as(admin, () => listVolumes(profile.id));
  expect((await recordings.getRecording(admin, profile.id)).items).toHaveLength(before);
  const yaml = await recordings.exportRecording(admin, profile.id);
  expect(parseCaseFile(yaml).map(({ name }) => name)).toContain("OpenEnumerateInstances");
  await recordings.clearRecording(admin, profile.id, testContext);
  expect(await recordings.getRecording(admin, profile.id)).toMatchObject({ isOn: false, items: [] });
});

test("makes recorded readings again at another server and tells what differs", async () => {
  const one = await begin("WBEM 1");
  const other = await begin("WBEM 2");
  await as(admin, () => recordings.switchRecording(admin, one.profile.id, true, testContext));
  await as(admin, () => getServer(admin, one.profile.id));
  await as(admin, () => listVolumes(one.profile.id));
  const { items, leftOut } = await as(admin, () =>
    recordings.replayRecording(admin, one.profile.id, other.profile.id, testContext),
  );
  expect(leftOut).toEqual([]);
  expect(items.length).toBeGreaterThan(0);
  expect(items.map(({ verdict }) => verdict)).toContain("same");
  expect(items).toContainEqual(expect.objectContaining({ operation: "OpenEnumerateInstances", verdict: "same" }));
  expect(other.wbem.count("OpenEnumerateInstances")).toBe(one.wbem.count("OpenEnumerateInstances"));
  expect(other.wbem.sessions.count).toBe(0);
});

test("compares only what was recorded of both, and names the one of which nothing was", async () => {
  const one = await begin("WBEM 1");
  const other = await begin("WBEM 2");
  const compare = () => recordings.compareOwnRecordings(admin, one.profile.id, other.profile.id);
  await expect(compare()).rejects.toMatchObject({ code: "nothing_recorded", errors: undefined });
  await as(admin, () => recordings.switchRecording(admin, one.profile.id, true, testContext));
  await as(admin, () => listVolumes(one.profile.id));
  await expect(compare()).rejects.toMatchObject({
    code: "nothing_recorded",
    message: "Nothing was recorded of your requests to WBEM 2.",
    remedy: "Switch the recording of WBEM 2 on, use that server, then come back.",
    errors: [{ path: "otherProfileId" }],
  });
});

test("counts anew when told so by those who may, and keeps recordings", async () => {
  const { profile } = await begin("WBEM 1");
  await as(admin, () => recordings.switchRecording(admin, profile.id, true, testContext));
  await as(admin, () => listVolumes(profile.id));
  const { items } = await recordings.getRecording(admin, profile.id);
  const before = await statistics.getStatistics(admin, profile.id);
  expect(before.operations).not.toEqual([]);
  expect(await codeOf(statistics.resetStatistics(team.viewer, profile.id, testContext))).toBe("forbidden");
  await statistics.resetStatistics(admin, profile.id, testContext);
  const after = await statistics.getStatistics(admin, profile.id);
  expect(after.operations).toEqual([]);
  expect(Date.parse(after.since)).toBeGreaterThanOrEqual(Date.parse(before.since));
  expect((await recordings.getRecording(admin, profile.id)).items).toHaveLength(items.length);
  await as(admin, () => listVolumes(profile.id));
  expect((await statistics.getStatistics(admin, profile.id)).operations).toContainEqual(
    expect.objectContaining({ operation: "OpenEnumerateInstances", count: 1 }),
  );
});
