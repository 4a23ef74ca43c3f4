import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bmcGenerateRequestInput, bmcLogQuerySchema } from "@/contracts/bmc";
import { rawRequestInput, startOperationInput } from "@/contracts/operation";
import type { Profile } from "@/contracts/profile";
import { getDatabase } from "@/server/data/client";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { createTestAuthority, issueServerCertificateFor } from "@/server/pki/fake/test-authority";
import { readRequest } from "@/server/pki/request";
import type { FakeBmc, FakeBmcOptions } from "@/server/protocols/bmc/fake";
import { startTestBmc } from "@/server/protocols/bmc/testing/connection-target";
import { setPresentedCertificate, setReachability } from "@/server/runtime/device-status";
import { getRuntime } from "@/server/runtime/registry";
import { type DeviceRuntime, getDeviceRuntime } from "../device-runtime";
import { startOperation } from "../operations";
import { getProfile } from "../profiles";
import { listRawRequests, sendRawRequest } from "../raw-requests";
import { createBmcProfile } from "../testing/bmc-profile";
import { codeOf } from "../testing/code-of";
import { endDeviceRuntime } from "../testing/end-device-runtime";
import * as certificates from "./certificates";
import { listBmcs, outdateBmc } from "./fleet";
import * as logs from "./logs";
import { changeVmiNetwork, getNetwork } from "./network";
import * as readings from "./readings";

let stored: TestDatabase;
let team: TestTeam;
let admin: Principal;
let bmc: FakeBmc;
let profile: Profile;
let runtime: DeviceRuntime;

async function begin(
  options: Partial<FakeBmcOptions> = {},
  overrides: Parameters<typeof createBmcProfile>[2] = {},
): Promise<void> {
  bmc = await startTestBmc(options);
  profile = await createBmcProfile(admin, bmc, overrides);
}

beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  admin = team.administrator;
  runtime = await getDeviceRuntime();
});
afterEach(async () => {
  await endDeviceRuntime();
  const { services } = getRuntime();
  delete services.bmcsSeen;
  delete services.bmcsTried;
  await bmc.close();
  await stored.close();
});

const outcomesOf = async (action: string) =>
  (await getDatabase().auditEvent.findMany({ where: { action } })).map(({ outcome }) => outcome);

describe("readings", () => {
  test("show the machine, its host and its parts", async () => {
    await begin();
    const overview = await readings.getOverview(team.viewer, profile.id);
    expect(overview).toMatchObject({
      roles: ["Administrator"],
      systems: [{ powerState: "On", model: "9105-22A", operations: expect.arrayContaining(["system-power-cycle"]) }],
      managers: [{ operations: ["bmc-graceful-restart", "bmc-force-restart"] }],
      host: { state: "ready", canSign: true, operations: ["hypervisor-on"] },
      warnings: [],
    });
    const { sensors } = await readings.listSensors(team.viewer, profile.id);
    expect(sensors.length).toBeGreaterThan(0);
    expect(sensors.every(({ verdict }) => ["ok", "caution", "critical"].includes(verdict))).toBe(true);
    expect((await readings.listParts(team.viewer, profile.id)).parts.length).toBeGreaterThan(0);
    expect((await readings.listFirmware(team.viewer, profile.id)).images.some(({ isActive }) => isActive)).toBe(true);
    expect((await readings.listTasks(team.viewer, profile.id)).tasks).toEqual([]);
    expect(bmc.sessions.live()).toHaveLength(1);
  });

  test("leave out what a machine of another maker does not have", async () => {
    await begin({ hasHypervisor: false, hasCertificateRoutes: false });
    expect((await readings.getOverview(team.viewer, profile.id)).host).toBeNull();
    expect((await getNetwork(team.viewer, profile.id)).vmi).toEqual([]);
  });

  test("are for those who may view, and for no other kind and no other team", async () => {
    await begin();
    const stranger = (await createTestTeam()).administrator;
    expect(await codeOf(readings.getOverview(stranger, profile.id))).toBe("not_found");
    await bmc.close();
    await runtime.pool.signOff(profile.id);
    expect(await codeOf(readings.getOverview(team.viewer, profile.id))).toBe("device_unreachable");
  });
});

describe("the list of all", () => {
  test("shows what was seen last at once and reads again what is stale", async () => {
    await begin();
    const before = await listBmcs(team.viewer);
    expect(before.items).toMatchObject([{ name: "BMC 1", lastSeen: null, lastEvent: null }]);
    const { reachability } = before.items[0] ?? {};
    if (reachability !== undefined) setReachability(profile.id, { ...reachability, state: "reachable" });
    setPresentedCertificate(profile.id, issueServerCertificateFor(createTestAuthority(), ["127.0.0.1"]).certificatePem);
    await listBmcs(team.viewer);
    await expect
      .poll(async () => (await listBmcs(team.viewer)).items[0]?.lastSeen, { timeout: 10_000 })
      .toMatchObject({ powerState: "On", hostState: "ready", serialNumber: "785DEF0" });
    const [row] = (await listBmcs(team.viewer)).items;
    expect(Date.parse(row?.presentedCertificateEndsAt ?? "")).toBeGreaterThan(Date.now());
    expect((await listBmcs((await createTestTeam()).viewer)).items).toEqual([]);

    const readings = bmc.count("GET", row?.lastSeen?.systemUri ?? "");
    await listBmcs(team.viewer);
    expect(bmc.count("GET", row?.lastSeen?.systemUri ?? "")).toBe(readings);
    outdateBmc(profile.id);
    expect((await listBmcs(team.viewer)).items).toMatchObject([{ lastSeen: row?.lastSeen }]);
    await bmc.until(() => bmc.count("GET", row?.lastSeen?.systemUri ?? "") > readings);
  });
});

describe("a BMC that cannot be read", () => {
  const looks = 10;
  async function lookOften(): Promise<void> {
    const { reachability } = (await listBmcs(team.viewer)).items[0] ?? {};
    if (reachability !== undefined) setReachability(profile.id, { ...reachability, state: "reachable" });
    const requests = () => bmc.requests.length;
    for (let look = 0, before = -1; look < looks || before !== requests(); look += 1) {
      before = requests();
      await listBmcs(team.viewer);
      await bmc.until(() => requests() > 0);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  test("is asked once, however often the list of all is", async () => {
    await begin();
    const systems = "/redfish/v1/Systems";
    bmc.faults.add({ kind: "reply", reply: { status: 503 } }, { path: systems, times: 100 });
    await lookOften();
    await bmc.until(() => bmc.count("GET", systems) > 0);
    expect(bmc.count("GET", systems)).toBe(1);
    expect((await listBmcs(team.viewer)).items).toMatchObject([{ lastSeen: null }]);
  });

  test("gets one logon with a wrong password, which must not lock its account", async () => {
    await begin({}, { secrets: { password: "wrong-password" } });
    await lookOften();
    await bmc.until(() => bmc.count("POST", /Sessions$/) > 0);
    expect(bmc.count("POST", /Sessions$/)).toBe(1);
  });
});

describe("the event log", () => {
  test("is read page by page and filtered, and entries are resolved on record", async () => {
    await begin({ logEntries: 7 });
    const { items } = await logs.listLogs(team.viewer, profile.id);
    const entries = items.find(({ id }) => id === "EventLog")?.entriesUri ?? "";
    const first = await logs.listLogEntries(
      team.viewer,
      profile.id,
      bmcLogQuerySchema.parse({ entries, severity: "Critical" }),
    );
    expect(first.items.length).toBeGreaterThan(0);
    expect(first.items.every(({ severity }) => severity === "Critical")).toBe(true);
    const [entry] = first.items;
    const input = { uri: entry?.uri ?? "", isResolved: true };
    expect(await codeOf(logs.resolveEntry(team.viewer, profile.id, input, testContext))).toBe("forbidden");
    await logs.resolveEntry(team.operator, profile.id, input, testContext);
    expect(bmc.log.entries.filter(({ isResolved }) => isResolved)).toHaveLength(1);
    expect(await outcomesOf("bmc.log.resolve")).toEqual(["intent", "success"]);
  });
});

test("a session of somebody else is ended on record; what is no session is not touched", async () => {
  await begin();
  const [user = ""] = bmc.sessions.users.keys();
  bmc.sessions.open(user, "192.0.2.7", "Another console");
  const { sessions } = await readings.listSessions(team.viewer, profile.id);
  expect(sessions.map(({ isOwn }) => isOwn).sort()).toEqual([false, true]);
  const uri = sessions.find(({ isOwn }) => !isOwn)?.uri ?? "";
  expect(await codeOf(readings.endSession(team.viewer, profile.id, uri, testContext))).toBe("forbidden");
  const wrong = readings.endSession(team.operator, profile.id, "/redfish/v1/Systems/system", testContext);
  expect(await codeOf(wrong)).toBe("invalid_request");
  await readings.endSession(team.operator, profile.id, uri, testContext);
  expect(bmc.sessions.live()).toHaveLength(1);
  expect(await outcomesOf("bmc.session.disconnect")).toEqual(["intent", "failure", "intent", "success"]);
});

test("the VMI gets an address; nothing but its interfaces is changed", async () => {
  await begin();
  const network = await getNetwork(team.viewer, profile.id);
  expect(network.bmc).toMatchObject([{ name: "eth0", linkStatus: "LinkUp", nameServers: ["192.0.2.53"] }]);
  expect(network.protocols).toContainEqual({ manager: "bmc", name: "IPMI", isEnabled: false, port: 623 });
  expect(network.timeServers).toEqual(["192.0.2.123"]);
  const change = {
    kind: "static-v4",
    address: "192.0.2.10",
    subnetMask: "255.255.255.0",
    gateway: "192.0.2.1",
  } as const;
  const other = { uri: network.bmc[0]?.uri ?? "", change };
  expect(await codeOf(changeVmiNetwork(team.operator, profile.id, other, testContext))).toBe("invalid_request");
  const answer = await changeVmiNetwork(
    team.operator,
    profile.id,
    { uri: network.vmi[0]?.uri ?? "", change },
    testContext,
  );
  expect(answer).toEqual({ isPending: true });
  await expect
    .poll(async () => (await getNetwork(team.viewer, profile.id)).vmi[0]?.addresses.map(({ address }) => address))
    .toContain("192.0.2.10");
});

describe("certificates of the BMC", () => {
  const wanted = {
    commonName: "bmc.example.com",
    country: "de",
    state: "Hessen",
    city: "Frankfurt",
    organization: "Example",
    organizationalUnit: "Power",
  };

  test("are listed; a request is made on the BMC", async () => {
    await begin();
    const list = await certificates.listCertificates(team.viewer, profile.id);
    const https = list.certificates.find(({ use }) => use === "https");
    expect(https).toMatchObject({ canReplace: true, facts: { pem: expect.any(String) } });
    expect(https?.warning).toMatch(/locked out/);
    const input = bmcGenerateRequestInput.parse({ ...wanted, collectionUri: https?.collectionUri });
    expect(await codeOf(certificates.generateRequest(team.operator, profile.id, input, testContext))).toBe("forbidden");
    const { csrPem } = await certificates.generateRequest(admin, profile.id, input, testContext);
    expect(readRequest(csrPem).facts.commonName).toBe("bmc.example.com");
  });

  test("a pin follows the certificate that was just installed, and the console goes on without a question", async () => {
    await begin();
    const list = await certificates.listCertificates(admin, profile.id);
    const https = list.certificates.find(({ use }) => use === "https");
    const present = https?.facts;
    await bmc.close();
    await begin({}, { name: "Pinned", tls: { trust: { mode: "pinned", pin: pinOf(present) } } });
    const uri = https?.uri ?? "";
    const next = issueServerCertificateFor(createTestAuthority(), ["127.0.0.1"]);
    const input = { uri, pem: `${next.certificatePem}${next.keyPem}`, confirmation: "Pinned" };
    const wrong = { ...input, confirmation: "pinned" };
    expect(await codeOf(certificates.replaceCertificate(admin, profile.id, wrong, testContext))).toBe(
      "confirmation_mismatch",
    );
    const installed = await certificates.replaceCertificate(admin, profile.id, input, testContext);
    expect(installed).toMatchObject({
      isPinned: true,
      isExpired: false,
      fingerprint256: next.certificate.fingerprint256,
    });
    const after = await getProfile(admin, profile.id);
    expect(after.tls.trust.pin?.fingerprint256).toBe(next.certificate.fingerprint256);
    await runtime.pool.signOff(profile.id);
    expect((await readings.getOverview(admin, profile.id)).systems).toHaveLength(1);
    const events = await getDatabase().auditEvent.findMany();
    expect(JSON.stringify(events)).not.toContain("PRIVATE KEY");
  });

  test("CAs are added to and taken from the trust store; a key never goes there", async () => {
    await begin();
    const { collections } = await certificates.listCertificates(admin, profile.id);
    const collectionUri = collections.find(({ use }) => use === "trust-store")?.uri ?? "";
    const authority = createTestAuthority();
    const withKey = { collectionUri, pem: `${authority.rootPem}${authority.root.keyPem}` };
    expect(await codeOf(certificates.addCertificate(admin, profile.id, withKey, testContext))).toBe(
      "invalid_certificate",
    );
    const added = await certificates.addCertificate(
      admin,
      profile.id,
      { collectionUri, pem: authority.rootPem },
      testContext,
    );
    const { certificates: all } = await certificates.listCertificates(admin, profile.id);
    expect(all.map(({ uri }) => uri)).toContain(added.uri);
    await certificates.deleteCertificate(admin, profile.id, { uri: added.uri, confirm: profile.name }, testContext);
    const left = await certificates.listCertificates(admin, profile.id);
    expect(left.certificates.map(({ uri }) => uri)).not.toContain(added.uri);
  });
});

function pinOf(facts: { fingerprint256: string; pem: string } | null | undefined) {
  return { fingerprint256: facts?.fingerprint256 ?? "", certificatePem: facts?.pem ?? "" };
}

test("a raw PATCH is confirmed, depends on the tag, and is on record", async () => {
  await begin();
  const uri = "/redfish/v1/Systems/system";
  const patch = (input: object) =>
    sendRawRequest(admin, profile.id, rawRequestInput.parse({ method: "PATCH", uri, ...input }), testContext);
  const body = '{"LocationIndicatorActive": true}';
  expect(await codeOf(patch({ body }))).toBe("confirmation_mismatch");
  expect(await codeOf(patch({ confirmation: profile.name }))).toBe("invalid_request");
  expect(bmc.count("PATCH", uri)).toBe(0);
  expect(await patch({ body, confirmation: profile.name, ifMatch: '"00000000"' })).toMatchObject({ status: 412 });
  expect(await patch({ body, confirmation: profile.name, ifMatch: "*" })).toMatchObject({ status: 204 });
  const { items } = await listRawRequests(admin, profile.id, { limit: 5 });
  expect(items).toMatchObject([
    { method: "PATCH", uri, status: 204 },
    { method: "PATCH", uri, status: 412 },
  ]);
  const [, last] = await getDatabase().auditEvent.findMany({ where: { action: "rawRequest.send" } });
  expect(JSON.parse(last?.details ?? "{}")).toMatchObject({ method: "PATCH", uri, ifMatch: '"00000000"' });
});

test("a disruptive operation wants the name that says which machine it is", async () => {
  await begin();
  const start = (confirmation: string) =>
    startOperation(
      team.operator,
      profile.id,
      "system-force-off",
      startOperationInput.parse({ target: "/redfish/v1/Systems/system", confirmation }),
      testContext,
    );
  expect(await codeOf(start("system"))).toBe("confirmation_mismatch");
  expect(bmc.machine.phase).toBe("running");
  expect(await start(`${profile.name} system`)).toMatchObject({ targetName: `${profile.name} system` });
});
