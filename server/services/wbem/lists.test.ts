import { afterEach, beforeEach, expect, test } from "vitest";
import { wbemInstanceLineSchema } from "@/contracts/wbem/instances";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { ndjsonResponse } from "@/server/http/stream";
import type { FakeWbem, FakeWbemOptions } from "@/server/protocols/wbem/fake";
import { startTestWbem } from "@/server/protocols/wbem/testing/test-wbem";
import { getDeviceRuntime } from "../device-runtime";
import { endDeviceRuntime } from "../testing/end-device-runtime";
import { createWbemProfile } from "../testing/wbem-profile";
import { listInstances } from "./instances";

const query = { namespace: "root/cimv2", className: "SBX_Generated", deep: "1" as const };

let stored: TestDatabase;
let admin: Principal;
let wbem: FakeWbem;

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

/** A server that counts the instances it has made for its answers. */
async function begin(options: Partial<FakeWbemOptions> = {}) {
  wbem = await startTestWbem(options);
  const { generated } = wbem.repository;
  if (generated === undefined) throw new Error("There is no generated class.");
  const made = { count: 0 };
  const { of } = generated;
  const instances = function* (namespace: string) {
    for (const one of of.instances(namespace)) {
      made.count += 1;
      yield one;
    }
  };
  wbem.repository.generated = { ...generated, of: { className: of.className, instances, find: () => undefined } };
  return made;
}

/** The list as its route answers with it. */
async function openList(profileId: string) {
  const lines = await listInstances(admin, profileId, query);
  const { body } = ndjsonResponse(lines, wbemInstanceLineSchema, "test", new Headers());
  if (body === null) throw new Error("The answer has no body.");
  return body.getReader();
}

test.each([
  ["pulls no further portion", null],
  ["leaves an answer in one piece in the sockets", 7],
])("a browser that does not read %s, and none once it has left", async (_what, pullStatus) => {
  const made = await begin({ generatedInstances: 60_000 });
  wbem.quirks.pullStatus = pullStatus;
  const profile = await createWbemProfile(admin, wbem, { settings: { pullSize: 200 } });
  const reader = await openList(profile.id);
  expect(new TextDecoder().decode((await reader.read()).value)).toContain('"kind":"columns"');
  let last = 0;
  const standsStill = () => {
    const isStill = made.count > 0 && made.count === last;
    last = made.count;
    return isStill;
  };
  await expect.poll(standsStill, { interval: 150, timeout: 20_000 }).toBe(true);
  expect(made.count).toBeLessThan(pullStatus === null ? 1_000 : 10_000);
  await reader.cancel();
  await wbem.until(() => wbem.requests.every(({ status }) => status !== undefined));
  expect(made.count).toBeLessThan(10_000);
  expect(wbem.sessions.count).toBe(0);
  expect(wbem.count("CloseEnumeration")).toBe(pullStatus === null ? 1 : 0);
});

test("a profile learns once that its server cannot pull, and each profile by itself", async () => {
  await begin();
  wbem.quirks.pullStatus = 1;
  const read = async (profileId: string) => {
    const reader = await openList(profileId);
    for (;;) if ((await reader.read()).done) break;
    return [wbem.count("OpenEnumerateInstances"), wbem.count("EnumerateInstances")];
  };
  const one = await createWbemProfile(admin, wbem, { name: "ONE" });
  expect(await read(one.id)).toEqual([1, 1]);
  expect(await read(one.id)).toEqual([1, 2]);
  const two = await createWbemProfile(admin, wbem, { name: "TWO" });
  expect(await read(two.id)).toEqual([2, 3]);
  const never = await createWbemProfile(admin, wbem, { name: "NEVER", settings: { pullMode: "traditional" } });
  expect(await read(never.id)).toEqual([2, 4]);
});
