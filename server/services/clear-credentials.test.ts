import { afterEach, beforeEach, expect, test } from "vitest";
import type { DiagnosisStep } from "@/contracts/diagnosis";
import { getDatabase } from "@/server/data/client";
import { saveSetting } from "@/server/data/settings";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import type { FakeWbem } from "@/server/protocols/wbem/fake";
import { WbemBench } from "@/server/protocols/wbem/testing/test-wbem";
import { getRuntime } from "@/server/runtime/registry";
import { resolveTarget } from "./connection-target";
import { diagnoseProfile } from "./diagnosis";
import { getOverview } from "./overview";
import { replaceProfile } from "./profiles";
import { endDeviceRuntime } from "./testing/end-device-runtime";
import { editOf } from "./testing/profile-input";
import { createWbemProfile } from "./testing/wbem-profile";

const bench = new WbemBench();
let database: TestDatabase;
let team: TestTeam;
let wbem: FakeWbem;

beforeEach(async () => {
  database = await createTestDatabase();
  team = await createTestTeam();
  wbem = await bench.start();
});
afterEach(async () => {
  await endDeviceRuntime();
  const { services } = getRuntime();
  delete services.profileListeners;
  delete services.diagnosisStarts;
  await bench.closeAll();
  await database.close();
});

const inClear = { scheme: "http", authentication: "basic", credentialsInClear: true };
const allow = (position: "on" | "off") => saveSetting(getDatabase(), "allow-clear-credentials", position);
const recorded = () => getDatabase().auditEvent.count({ where: { action: "connection.credentialsInClear" } });

async function diagnose(profileId: string): Promise<DiagnosisStep[]> {
  const signal = new AbortController().signal;
  const steps = new Map<string, DiagnosisStep>();
  for await (const step of await diagnoseProfile(team.administrator, profileId, testContext, signal)) {
    steps.set(step.id, step);
  }
  return [...steps.values()];
}

test("credentials over HTTP are refused until the installation permits them", async () => {
  await expect(createWbemProfile(team.administrator, wbem, { settings: inClear })).rejects.toMatchObject({
    code: "invalid_request",
    errors: [expect.objectContaining({ path: "settings.credentialsInClear" })],
  });
  await expect(
    createWbemProfile(team.administrator, wbem, { name: "2", settings: { ...inClear, credentialsInClear: false } }),
  ).rejects.toMatchObject({
    code: "invalid_request",
    errors: [expect.objectContaining({ path: "settings.credentialsInClear" })],
  });
  expect(wbem.requests).toEqual([]);
});

test("where they are permitted, each connection is on record, and everybody is told", async () => {
  await allow("on");
  const profile = await createWbemProfile(team.administrator, wbem, { settings: inClear });
  expect(profile.exposure).toBe("credentials-in-clear");
  const before = await recorded();
  const target = await resolveTarget(profile.id);
  expect(await recorded()).toBe(before + 1);
  expect(await target.secret("password")).toBeDefined();
  const { concerns } = await getOverview(team.viewer);
  expect(concerns.map(({ title }) => title)).toContain(`Credentials go to ${profile.name} unencrypted`);
  const steps = await diagnose(profile.id);
  expect(steps.filter(({ id }) => id.startsWith("tls-")).map(({ status }) => status)).toEqual([
    "skipped",
    "skipped",
    "skipped",
  ]);
  expect(steps.filter(({ status }) => status === "fail")).toEqual([]);
});

test("the switch counts at each use, whatever was stored while it was on", async () => {
  await allow("on");
  const profile = await createWbemProfile(team.administrator, wbem, { settings: inClear });
  await allow("off");
  const target = await resolveTarget(profile.id);
  await expect(target.secret("password")).rejects.toMatchObject({ code: "forbidden" });
  const steps = await diagnose(profile.id);
  expect(steps.find(({ id }) => id === "logon")).toMatchObject({
    status: "fail",
    finding: "Credentials over connections without encryption are switched off for this installation.",
  });
  expect(wbem.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
});

test("HTTP without credentials needs no permission, and is marked all the same", async () => {
  const settings = { scheme: "http", authentication: "none" };
  const profile = await createWbemProfile(team.administrator, wbem, { settings });
  expect(profile.exposure).toBe("clear");
  await resolveTarget(profile.id);
  expect(await recorded()).toBe(0);
});

test("a stored password is entered again before it goes over another transport (SEC-A10)", async () => {
  await allow("on");
  const profile = await createWbemProfile(team.administrator, wbem, { settings: { authentication: "none" } });
  expect(profile.exposure).toBe("encrypted");
  const edit = { ...editOf(profile), settings: inClear };
  await expect(replaceProfile(team.administrator, profile.id, edit, testContext)).rejects.toMatchObject({
    code: "secret_reentry_required",
  });
});
