import { afterEach, beforeEach, expect, test } from "vitest";
import { overviewSchema } from "@/contracts/overview";
import type { Profile } from "@/contracts/profile";
import { getDatabase } from "@/server/data/client";
import { appendNotifications } from "@/server/data/notifications";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import { DEFAULT_USER, type FakeHmc } from "@/server/protocols/hmc/fake";
import { startTestHmc, testAuthority } from "@/server/protocols/hmc/fake/test-hmc";
import { setPresentedCertificate } from "@/server/runtime/device-status";
import { getRuntime } from "@/server/runtime/registry";
import { recordAuditAlone } from "./audit";
import { listConcerns } from "./concerns";
import { startDeviceLife } from "./device-life";
import type { DeviceRuntime } from "./device-runtime";
import { diagnoseProfile } from "./diagnosis";
import { getInventory } from "./hmc";
import { describeMetrics } from "./metrics";
import { getOverview, perMinute } from "./overview";
import { clearSecret, setSecret } from "./profile-secrets";
import { setKeepListening } from "./profiles";
import { endDeviceRuntime } from "./testing/end-device-runtime";
import { createHmcProfile } from "./testing/hmc-profile";
import { listVisibleProfiles } from "./visible-profiles";

const DAY_MS = 24 * 3600_000;

let stored: TestDatabase;
let team: TestTeam;
let hmc: FakeHmc;
let runtime: DeviceRuntime;
let profile: Profile;

beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  hmc = (await startTestHmc()).hmc;
  profile = await createHmcProfile(team.administrator, hmc);
  runtime = await startDeviceLife({ prober: { spreadMs: 1 }, hub: { reconnectMs: 5 } });
});
afterEach(async () => {
  await endDeviceRuntime();
  const { services } = getRuntime();
  delete services.profileListeners;
  delete services.hmcInventories;
  delete services.lastInventories;
  delete services.deviceStatus;
  delete services.diagnosisStarts;
  await hmc.close();
  await stored.close();
});
async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`The condition did not hold: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
const kindsNow = async () => (await getOverview(team.viewer)).concerns.map((concern) => concern.kind);

test("says nothing where nothing is wrong, and nothing of another team", async () => {
  await until(async () => (await getOverview(team.viewer)).profiles[0]?.latencies.length === 1);
  const overview = overviewSchema.parse(await getOverview(team.viewer));
  expect(overview.concerns).toEqual([]);
  expect(overview.counts).toMatchObject({ profiles: 1, reachable: 1, unreachable: 0, bundles: 1 });
  const other = await createTestTeam();
  expect((await getOverview(other.viewer)).profiles).toEqual([]);
});

test("names what needs somebody, the worst first, each with a page", async () => {
  await until(async () => (await getOverview(team.viewer)).counts.reachable === 1);
  hmc.inventory.setStatus(
    hmc.inventory.list("partition").find((one) => one.properties.status === "active")?.uri ?? "",
    "terminated",
  );
  await getInventory(team.viewer, profile.id, { refresh: true });
  const absent = { objectUri: null, objectClass: null, objectName: null, elementUri: null, action: null, jobUri: null };
  await appendNotifications([
    {
      profileId: profile.id,
      type: "gap",
      summary: "gap",
      ...absent,
      changes: [],
      details: [],
      occurredAt: null,
      receivedAt: new Date(),
    },
  ]);
  await getDatabase().operationRun.create({
    data: {
      id: "run",
      profileId: profile.id,
      operation: "partition-start",
      label: "Start",
      target: "/api/partitions/1",
      targetName: "P1",
      startedBy: "x",
      startedAt: new Date(),
      endedAt: new Date(),
      state: "failed",
    },
  });
  await hmc.stop();
  runtime.prober.watch(profile.id);
  await until(async () => (await kindsNow()).includes("unreachable"));
  const { concerns } = overviewSchema.parse(await getOverview(team.viewer));
  expect([...new Set(concerns.map((concern) => concern.kind))]).toEqual([
    "unreachable",
    "failed-run",
    "unacceptable-status",
    "gap",
  ]);
  for (const concern of concerns) expect(concern.href).toMatch(/^\/(profiles|runs|hmc|notifications)/);
  const detailOf = (kind: string) => concerns.find((concern) => concern.kind === kind)?.detail ?? "";
  expect(detailOf("failed-run")).toContain(`${profile.name}: `);
  const object = hmc.inventory.list("partition").find((one) => one.properties.status === "terminated");
  const cpc = hmc.inventory.get(object?.cpcUri ?? "").properties.name;
  const statuses = concerns.filter((concern) => concern.kind === "unacceptable-status");
  expect(statuses.map((concern) => concern.detail)).toContainEqual(
    expect.stringMatching(`^CPC ${cpc} of ${profile.name}: `),
  );
});

test("follows the state of objects while the device is listened to, and says when it was read", async () => {
  await setKeepListening(team.operator, profile.id, true, testContext);
  await until(async () => (await getOverview(team.viewer)).profiles[0]?.listener.state === "connected");
  const uri = hmc.inventory.list("partition").find((one) => one.properties.status === "active")?.uri ?? "";
  const concern = async () => (await getOverview(team.viewer)).concerns.find(({ id }) => id.endsWith(uri));
  hmc.inventory.setStatus(uri, "terminated");
  await until(async () => (await concern()) !== undefined);
  expect(Date.now() - Date.parse((await concern())?.readAt ?? "")).toBeLessThan(60_000);
  hmc.inventory.setStatus(uri, "active");
  await until(async () => (await concern()) === undefined);
});

test("names paused logons and missing secrets", async () => {
  hmc.defineUser({ ...DEFAULT_USER, password: "another-password" });
  for (let count = 0; count < 2; count += 1) {
    await getInventory(team.viewer, profile.id, { refresh: true }).catch(() => undefined);
  }
  expect(await kindsNow()).toContain("logon-paused");
  await clearSecret(team.administrator, profile.id, "password", testContext);
  await until(async () => !(await kindsNow()).includes("logon-paused"));
  expect(await kindsNow()).toContain("secret-missing");
});

test("names certificates that end soon: the device's, the CA's", async () => {
  for await (const _step of await diagnoseProfile(team.viewer, profile.id, testContext, new AbortController().signal));
  const records = await listVisibleProfiles(team.viewer);
  const { concerns: today } = await getOverview(team.viewer);
  expect(today.filter((concern) => concern.kind === "certificate")).toEqual([]);
  const inTwentyYears = Date.now() + 20 * 365 * 24 * 3600_000;
  const later = await listConcerns({
    records,
    bundles: [],
    identities: [],
    orders: [],
    isInstanceAdministrator: false,
    now: inTwentyYears,
  });
  expect(later.find((concern) => concern.kind === "certificate")).toMatchObject({
    severity: "critical",
    title: "The certificate of HMC 1 has ended",
  });
});

test("knows the device's certificate from the probe alone", async () => {
  const soon = testAuthority.issueServerCertificate({
    names: ["localhost"],
    ips: ["127.0.0.1"],
    notAfter: new Date(Date.now() + 5.5 * 24 * 3600_000),
  });
  hmc.faults.swapCertificate(soon.chainPem, soon.keyPem);
  runtime.prober.watch(profile.id);
  await until(async () => (await kindsNow()).includes("certificate"));
  const { concerns } = await getOverview(team.viewer);
  expect(concerns.find((concern) => concern.kind === "certificate")).toMatchObject({
    severity: "critical",
    title: "The certificate of HMC 1 ends soon",
    detail: expect.stringContaining("5 days from now"),
  });
});

test("tells a device that is not trusted from one that does not answer, once", async () => {
  const foreign = testAuthority.issueFromOtherRoot({ names: ["localhost"], ips: ["127.0.0.1"] });
  hmc.faults.swapCertificate(foreign.chainPem, foreign.keyPem);
  runtime.prober.watch(profile.id);
  await until(async () => (await kindsNow()).includes("unreachable"));
  const { concerns } = await getOverview(team.viewer);
  expect(concerns.map(({ title }) => title)).toEqual(["HMC 1 is not trusted"]);
});

test("lists a device once that several profiles lead to", async () => {
  const others: Profile[] = [];
  for (const name of ["HMC 2", "HMC 3"]) others.push(await createHmcProfile(team.administrator, hmc, { name }));
  await setKeepListening(team.operator, profile.id, true, testContext);
  await hmc.stop();
  for (const { id } of [profile, ...others]) runtime.prober.watch(id);
  await until(async () => (await getOverview(team.viewer)).counts.unreachable === 3);
  const { concerns } = await getOverview(team.viewer);
  expect(concerns.map(({ title, profileId }) => [title, profileId])).toEqual([
    ["HMC 1, HMC 2 and 1 more do not answer", profile.id],
  ]);
});

test("lists an object once that is seen through several profiles", async () => {
  const second = await createHmcProfile(team.administrator, hmc, { name: "HMC 2" });
  const uri = hmc.inventory.list("partition").find((one) => one.properties.status === "active")?.uri ?? "";
  hmc.inventory.setStatus(uri, "terminated");
  for (const { id } of [profile, second]) await getInventory(team.viewer, id, { refresh: true });
  const { concerns } = await getOverview(team.viewer);
  expect(concerns.filter(({ href }) => href.includes(encodeURIComponent(uri)))).toHaveLength(1);
});

test("lists refused credentials once, though nothing is heard of the device either", async () => {
  await setSecret(team.administrator, profile.id, "password", "a-wrong-password", testContext);
  await setKeepListening(team.operator, profile.id, true, testContext);
  await until(async () => (await getOverview(team.viewer)).profiles[0]?.listener.state === "paused");
  expect(await kindsNow()).toEqual(["logon-paused"]);
  await clearSecret(team.administrator, profile.id, "password", testContext);
  await until(async () => runtime.pool.pausedLogon(profile.id) !== undefined);
  expect(await kindsNow()).toEqual(["secret-missing"]);
});

test("lists a certificate that has ended once, though the device is not trusted for it", async () => {
  const notAfter = new Date(Date.now() - DAY_MS);
  const ended = testAuthority.issueServerCertificate({ names: ["localhost"], ips: ["127.0.0.1"], notAfter });
  hmc.faults.swapCertificate(ended.chainPem, ended.keyPem);
  setPresentedCertificate(profile.id, ended.chainPem);
  runtime.prober.watch(profile.id);
  await until(async () => (await kindsNow()).includes("unreachable"));
  const { concerns, profiles } = await getOverview(team.viewer);
  expect(profiles[0]?.reachability.errorClass).toBe("expired");
  expect(concerns.map(({ title }) => title)).toEqual(["HMC 1 is not trusted"]);
});

test("shows slowed-down sign-ins to administrators of the installation only", async () => {
  await recordAuditAlone({
    principal: null,
    actorName: "guessed@example.test",
    context: testContext,
    teamId: null,
    action: "sign-in",
    objectType: "user",
    objectName: "guessed@example.test",
    outcome: "failure",
    details: { method: "password", pauseSeconds: 4 },
  });
  const kinds = async (isInstanceAdministrator: boolean) =>
    (await getOverview({ ...team.administrator, isInstanceAdministrator })).concerns.map(({ kind }) => kind);
  expect(await kinds(true)).toContain("sign-in-throttled");
  expect(await kinds(false)).not.toContain("sign-in-throttled");
});

test("counts notifications by the minute", () => {
  const now = Date.UTC(2026, 0, 1, 12);
  const counts = perMinute(
    [new Date(now - 1_000), new Date(now - 30_000), new Date(now - 61_000), new Date(now - 3_700_000)],
    now,
  );
  expect(counts).toHaveLength(60);
  expect(counts.slice(-2)).toEqual([1, 2]);
  expect(counts.slice(0, -2).every((count) => count === 0)).toBe(true);
});

test("metrics carry no secret, name or address", async () => {
  await getInventory(team.viewer, profile.id, { refresh: true });
  const text = await describeMetrics();
  expect(text).toContain("signalbox_device_sessions 1");
  expect(text).toMatch(/^signalbox_device_reachable\{profile="[^"]+",kind="hmc"\} 1$/m);
  for (const secret of [DEFAULT_USER.password, hmc.sessions[0]?.id ?? "?", profile.name, hmc.host]) {
    expect(text).not.toContain(secret);
  }
  for (const line of text.trim().split("\n"))
    expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? -?[\d.e+]+)$/);
});
