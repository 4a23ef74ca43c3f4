import SqliteDatabase from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startOperationInput } from "@/contracts/operation";
import type { Profile } from "@/contracts/profile";
import { getDatabase } from "@/server/data/client";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import type { FakeHmc } from "@/server/protocols/hmc/fake";
import { startTestHmc } from "@/server/protocols/hmc/fake/test-hmc";
import { getRuntime } from "@/server/runtime/registry";
import { startDeviceLife } from "./device-life";
import { diagnoseProfile } from "./diagnosis";
import { getInventory } from "./hmc";
import { startOperation } from "./operations";
import { replaceProfile } from "./profiles";
import { sendRawRequest } from "./raw-requests";
import { endDeviceRuntime } from "./testing/end-device-runtime";
import { createHmcProfile } from "./testing/hmc-profile";
import { editOf } from "./testing/profile-input";

let stored: TestDatabase;
let team: TestTeam;
let hmc: FakeHmc;
let profile: Profile;

beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  hmc = (await startTestHmc()).hmc;
  profile = await createHmcProfile(team.administrator, hmc);
  await startDeviceLife({ prober: { intervalMs: 60_000, spreadMs: 1 } });
  await getInventory(team.viewer, profile.id, { refresh: true });
});
afterEach(async () => {
  await endDeviceRuntime();
  const { services } = getRuntime();
  delete services.profileListeners;
  delete services.hmcInventories;
  delete services.lastInventories;
  delete services.diagnosisStarts;
  await hmc.close();
  await stored.close();
});

/** Another process holds the write lock; returns what lets it go. */
function lockDatabase(): () => void {
  const other = new SqliteDatabase(stored.file);
  other.exec("BEGIN IMMEDIATE");
  return () => {
    other.exec("ROLLBACK");
    other.close();
  };
}

/** The disk has no room left; returns what makes some. */
async function fillDisk(): Promise<() => Promise<void>> {
  const pragma = (text: string) => getDatabase().$queryRawUnsafe<Record<string, bigint>[]>(`PRAGMA ${text}`);
  const [pages] = await pragma("page_count");
  await pragma(`max_page_count = ${pages?.page_count}`);
  return async () => void (await pragma("max_page_count = 1000000"));
}

const mutations: [string, () => Promise<unknown>][] = [
  [
    "an operation",
    () => {
      const stopped = hmc.inventory.list("partition").find(({ properties }) => properties.status === "stopped");
      const input = startOperationInput.parse({ target: stopped?.uri, confirmation: stopped?.properties.name });
      return startOperation(team.operator, profile.id, "partition-start", input, testContext);
    },
  ],
  [
    "a raw request",
    () => {
      const input = { method: "POST" as const, uri: "/api/partitions/x", body: "{}", confirmation: "HMC 1" };
      return sendRawRequest(team.administrator, profile.id, { ...input, record: false }, testContext);
    },
  ],
  [
    "a connection test",
    async () => {
      const { signal } = new AbortController();
      for await (const _step of await diagnoseProfile(team.viewer, profile.id, testContext, signal));
    },
  ],
  [
    "a change of the profile",
    () => replaceProfile(team.administrator, profile.id, editOf(profile, { description: "x" }), testContext),
  ],
];

test.each(mutations)(
  "%s that cannot be recorded answers storage_unavailable and asks no device",
  async (_what, run) => {
    const changing = () => hmc.requests.all.filter(({ method, path }) => method !== "GET" && path !== "/api/sessions");
    const before = changing().length;
    const handshakes = hmc.connections.https.handshakes;
    const records = await getDatabase().auditEvent.count();
    const unlock = lockDatabase();
    await expect(run()).rejects.toMatchObject({ code: "storage_unavailable" });
    unlock();
    expect(changing()).toHaveLength(before);
    expect(hmc.connections.https.handshakes).toBe(handshakes);
    expect(await getDatabase().auditEvent.count()).toBe(records);
    expect(await getDatabase().operationRun.count()).toBe(0);
  },
);

test("with a full disk an operation is refused before the device is asked, and goes on when there is room", {
  timeout: 60_000,
}, async () => {
  const [, start] = mutations[0] ?? [];
  if (start === undefined) throw new Error("There is no operation.");
  const makeRoom = await fillDisk();
  // Free room inside the file's last pages is used up first.
  let outcome = "none";
  for (let attempt = 0; attempt < 200 && outcome === "none"; attempt += 1) {
    const edit = editOf(profile, { description: "x".repeat(500), revision: profile.revision + attempt });
    outcome = await replaceProfile(team.administrator, profile.id, edit, testContext).then(
      () => "none",
      (error: { code: string }) => error.code,
    );
  }
  expect(outcome).toBe("storage_unavailable");
  await expect(start()).rejects.toMatchObject({ code: "storage_unavailable" });
  expect(hmc.jobs).toEqual([]);
  await makeRoom();
  expect(await start()).toMatchObject({ state: expect.any(String) });
});
