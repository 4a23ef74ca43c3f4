import { createHash, X509Certificate } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { createTestAuthority, issueServerCertificateFor } from "@/server/pki/fake/test-authority";
import {
  addCertificate,
  deleteCertificate,
  generateCsr,
  lockOutWarning,
  replaceCertificate,
} from "./certificate-actions";
import type { BmcConnection } from "./connection";
import { bmcKind } from "./connector";
import { clearLog, deleteLogEntry, listLogServices, resolveLogEntry } from "./event-log";
import { DEFAULT_USER, type FakeBmc, type FakeBmcOptions } from "./fake";
import { setLocating } from "./inventory";
import { readLogPage } from "./log-page";
import { readBoot, readReset } from "./power";
import { changeResource } from "./resource";
import { judgeReading, readPowerUse } from "./sensors";
import { disconnectSession, setSessionTimeout } from "./session-list";
import { TestBench, targetOf } from "./testing/connection-target";

const SYSTEM = "/redfish/v1/Systems/system";
const bench = new TestBench();
const connections: BmcConnection[] = [];
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.destroy();
  await bench.closeAll();
});

async function connect(options: Partial<FakeBmcOptions> = {}): Promise<{ bmc: FakeBmc; connection: BmcConnection }> {
  const bmc = await bench.start(options);
  const connection = await bmcKind.signOn(targetOf(bmc));
  connections.push(connection);
  return { bmc, connection };
}

describe("overview", () => {
  it("reads systems, hypervisor, chassis and managers", async () => {
    const { connection } = await connect();
    expect(await connection.readOverview()).toMatchObject({
      product: "OpenBMC",
      systems: [{ model: "9105-22A", powerState: "On", bootProgress: "OSRunning", memoryGiB: 256, isPartial: false }],
      hypervisor: { powerState: "On", state: "Enabled" },
      chassis: [{ type: "RackMount", partNumber: "01AB234" }],
      managers: [{ firmwareVersion: "fw1060.20-5", clock: { level: "ok", source: "manager" } }],
      warnings: [],
    });
  });

  it("shows what came with a 500 and marks it as partial", async () => {
    const { bmc, connection } = await connect();
    bmc.faults.add({ kind: "partial" }, { path: SYSTEM });
    expect(await connection.readOverview()).toMatchObject({ systems: [{ model: "9105-22A", isPartial: true }] });
  });

  it("turns what cannot be read into warnings", async () => {
    const { bmc, connection } = await connect();
    bmc.faults.add({ kind: "reply", reply: { status: 503 } }, { path: "/redfish/v1/Managers" });
    const { managers, warnings } = await connection.readOverview();
    expect(managers).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("managers")]);
  });

  it("lists objects with class and status, and describes one", async () => {
    const { connection } = await connect();
    expect((await connection.listObjects()).map(({ class: kind, status }) => [kind, status])).toEqual([
      ["system", "On"],
      ["hypervisor", "On"],
      ["manager", "On"],
    ]);
    await expect(connection.describe("https://evil.example.com/redfish")).rejects.toMatchObject({
      code: "invalid_request",
    });
    await expect(connection.describe("/redfish/v1/Systems/other")).rejects.toMatchObject({ code: "device_not_found" });
  });
});

describe("collections", () => {
  it("falls back where an advertised expansion is refused, once", async () => {
    const { bmc, connection } = await connect();
    for (let count = 0; count < 2; count += 1) expect((await connection.readFirmware()).images).toHaveLength(2);
    const asked = bmc.requests.filter(({ uri }) => uri.includes("FirmwareInventory?$expand"));
    expect(asked.map(({ status }) => status)).toEqual([400]);
  });

  it("reads members one by one on services without expansion, and names those that fail", async () => {
    const { bmc, connection } = await connect({ features: { expand: false, only: false } });
    bmc.faults.add({ kind: "reply", reply: { status: 500 } }, { path: /FirmwareInventory\/a1/ });
    const { images, warnings } = await connection.readFirmware();
    expect(images.map(({ state, isActive }) => [state, isActive])).toEqual([["StandbySpare", false]]);
    expect(warnings).toHaveLength(1);
    expect(bmc.requests.some(({ uri }) => uri.includes("$expand") || uri.includes("only"))).toBe(false);
  });

  it("follows next links, and stops where they go in circles", async () => {
    const { bmc, connection } = await connect({ logEntries: 7 });
    bmc.log.pageSize = 3;
    const uri = `${SYSTEM}/LogServices/EventLog/Entries`;
    expect(await connection.reader.readLinks(uri)).toHaveLength(7);
    const circle = { Members: [], "Members@odata.nextLink": uri };
    bmc.faults.add({ kind: "reply", reply: { status: 200, body: circle } }, { path: uri });
    await expect(connection.reader.readLinks(uri)).rejects.toMatchObject({ code: "device_protocol" });
  });

  it("does not take a next page elsewhere, or a part, for all there is", async () => {
    const { bmc, connection } = await connect({ features: { expand: false } });
    const uri = "/redfish/v1/UpdateService/FirmwareInventory";
    const elsewhere = { Members: [], "Members@odata.nextLink": "https://evil.example.com/redfish/v1/more" };
    bmc.faults.add({ kind: "reply", reply: { status: 200, body: elsewhere } }, { path: uri });
    expect((await connection.readFirmware()).warnings).toHaveLength(1);
    bmc.faults.add({ kind: "partial" }, { path: uri });
    expect(await connection.readFirmware()).toMatchObject({
      images: [{}, {}],
      warnings: [expect.stringContaining(uri)],
    });
  });

  it("reads again only what has changed", async () => {
    const { bmc, connection } = await connect();
    const system = await connection.reader.read(SYSTEM);
    expect(await connection.reader.refresh(system)).toBe(system);
    bmc.machine.setPhase("quiesced");
    expect((await connection.reader.refresh(system)).properties).toMatchObject({ Status: { State: "Quiesced" } });
  });

  it("changes a resource only while it is the one that was read", async () => {
    const { bmc, connection } = await connect();
    const { etag } = await connection.reader.read(SYSTEM);
    bmc.machine.setPhase("quiesced");
    const change = { LocationIndicatorActive: true };
    await expect(changeResource(connection.reader.api, SYSTEM, change, { etag })).rejects.toMatchObject({
      code: "device_conflict",
      status: 412,
    });
    const fresh = await connection.reader.read(SYSTEM);
    await changeResource(connection.reader.api, SYSTEM, change, { etag: fresh.etag });
    expect((await connection.readOverview()).systems[0]?.isLocating).toBe(true);
  });

  it("calls what is no resource a fault of the protocol", async () => {
    const { bmc, connection } = await connect();
    bmc.faults.add({ kind: "reply", reply: { status: 200, body: "hello" } }, { path: SYSTEM });
    await expect(connection.reader.read(SYSTEM)).rejects.toMatchObject({ code: "device_protocol" });
    bmc.faults.add({ kind: "truncate" }, { path: SYSTEM, times: 3 });
    await expect(connection.reader.read(SYSTEM)).rejects.toMatchObject({ class: "connection-lost" });
  });
});

describe("power", () => {
  it("knows the allowed values and refuses others before anything is sent", async () => {
    const { bmc, connection } = await connect();
    const reset = await readReset(connection.reader, SYSTEM);
    expect(reset?.action.allowed).toContain("GracefulShutdown");
    const hypervisor = await readReset(connection.reader, (await connection.systems()).hypervisorUri);
    expect(hypervisor?.action.allowed).toEqual(["On"]);
    const request = { operation: "hypervisor-on", target: SYSTEM, input: {} };
    await expect(connection.invoke(request)).rejects.toMatchObject({ code: "invalid_request" });
    expect(bmc.count("POST", /Reset$/)).toBe(0);
  });

  it("carries operations out and says which state to expect", async () => {
    const { bmc, connection } = await connect();
    const request = { operation: "system-force-off", target: SYSTEM, input: {} };
    expect(await connection.invoke(request)).toEqual({ kind: "done", result: null });
    expect(await connection.expectedStatuses(request)).toEqual(["Off"]);
    await bmc.until(() => bmc.machine.phase === "off");
    expect(await connection.getStatus(SYSTEM)).toBe("Off");
    expect(await connection.expectedStatuses({ ...request, operation: "system-graceful-restart" })).toEqual([]);
  });

  it.each([
    [{ operation: "system-explode", target: SYSTEM, input: {} }],
    [{ operation: "system-on", target: "/redfish/v1/../x", input: {} }],
    [{ operation: "system-on", target: SYSTEM, input: { force: true } }],
  ])("judges %j as invalid", (request) => {
    expect(() => bmcKind.judgeOperation(request)).toThrow(expect.objectContaining({ code: "invalid_request" }));
  });

  it("reads what the system does at its next start", async () => {
    const { connection } = await connect();
    expect(readBoot(await connection.reader.read(SYSTEM))).toMatchObject({
      target: "None",
      allowedTargets: ["None", "Hdd", "Pxe"],
      powerRestorePolicy: "LastState",
    });
  });
});

describe("sensors and parts", () => {
  it("reads every sensor with its thresholds", async () => {
    const { connection } = await connect();
    const { sensors, warnings } = await connection.readSensors();
    expect(warnings).toEqual([]);
    expect(sensors).toHaveLength(3);
    const [ambient] = sensors;
    expect(ambient).toMatchObject({ type: "Temperature", reading: 24.5, thresholds: { upperCritical: 45 } });
    expect(judgeReading({ reading: 39, thresholds: ambient?.thresholds ?? never() })).toBe("caution");
    expect(judgeReading({ reading: 45, thresholds: ambient?.thresholds ?? never() })).toBe("critical");
    const [chassis] = (await connection.readOverview()).chassis;
    expect(await readPowerUse(connection.reader, chassis?.environmentUri ?? "")).toEqual({
      watts: 812,
      limitWatts: 1_600,
      limitMode: "Disabled",
    });
  });

  it("reads parts of every kind and switches a light", async () => {
    const { connection } = await connect();
    const { parts, warnings } = await connection.readParts();
    expect(warnings).toEqual([]);
    expect(parts.map(({ kind }) => kind)).toEqual([
      "processor",
      "processor",
      "memory",
      "memory",
      "pcie-device",
      "fan",
      "power-supply",
      "assembly",
    ]);
    expect(parts[0]).toMatchObject({ locationCode: "U78DB.ND0.WZS000A-P0-C0", isLocating: false });
    expect(parts[2]?.facts).toContainEqual({ label: "Capacity in MiB", value: "131072" });
    await setLocating(connection.reader, parts[0]?.uri ?? "", true);
    expect((await connection.readParts()).parts[0]?.isLocating).toBe(true);
  });
});

describe("event log", () => {
  it("resolves, deletes and clears", async () => {
    const { bmc, connection } = await connect();
    const [service] = await listLogServices(connection.reader, SYSTEM);
    const { entries } = await readLogPage(connection.reader, service?.entriesUri ?? "");
    await resolveLogEntry(connection.reader, entries[0]?.uri ?? "", true);
    const open = await readLogPage(connection.reader, service?.entriesUri ?? "", { filter: { isResolved: false } });
    expect(open.entries).toHaveLength(2);
    await deleteLogEntry(connection.reader, entries[1]?.uri ?? "");
    expect(bmc.log.entries).toHaveLength(2);
    await clearLog(connection.reader, { clearUri: service?.clearUri ?? null });
    expect(bmc.log.entries).toHaveLength(0);
    await expect(clearLog(connection.reader, { clearUri: null })).rejects.toMatchObject({ code: "invalid_request" });
  });
});

describe("changes asked for by people", () => {
  it("reach only what they are for", async () => {
    const { bmc, connection } = await connect();
    const account = "/redfish/v1/AccountService/Accounts/admin";
    const invalid = { code: "invalid_request" };
    await expect(deleteLogEntry(connection.reader, account)).rejects.toMatchObject(invalid);
    await expect(resolveLogEntry(connection.reader, account, true)).rejects.toMatchObject(invalid);
    await expect(deleteCertificate(connection.reader, account)).rejects.toMatchObject(invalid);
    await expect(addCertificate(connection.reader, account, bmc.certificates.httpsPem)).rejects.toMatchObject(invalid);
    await expect(setLocating(connection.reader, "/redfish/v1/../x", true)).rejects.toMatchObject(invalid);
    const changes = bmc.requests.filter(({ method, path }) => method !== "GET" && !path.includes("Sessions"));
    expect(changes).toEqual([]);
  });
});

describe("sessions", () => {
  it("lists them, marks our own, and disconnects another", async () => {
    const { bmc, connection } = await connect();
    const other = await bmcKind.signOn(targetOf(bmc, { settings: { clientName: "hmc01" } }));
    connections.push(other);
    const { sessions, timeoutSeconds } = await connection.listSessions();
    expect(timeoutSeconds).toBe(1_800);
    expect(sessions.map(({ clientName, isOwn }) => [clientName, isOwn])).toEqual([
      ["Signalbox", true],
      ["hmc01", false],
    ]);
    const { sessionsUri } = connection.root;
    const victim = sessions[1]?.uri ?? "";
    await disconnectSession(connection.reader, sessionsUri, victim);
    await disconnectSession(connection.reader, sessionsUri, victim);
    expect(bmc.sessions.live()).toHaveLength(1);
    await expect(disconnectSession(connection.reader, sessionsUri, SYSTEM)).rejects.toMatchObject({
      code: "invalid_request",
    });
  });

  it("needs ConfigureUsers for the session of somebody else", async () => {
    const users = [DEFAULT_USER, { userName: "ops", password: "ops-password", role: "Operator" as const }];
    const { bmc, connection } = await connect({ users });
    const ops = await bmcKind.signOn(targetOf(bmc, { userName: "ops", password: "ops-password" }));
    connections.push(ops);
    const own = (await connection.listSessions()).sessions.find(({ isOwn }) => isOwn);
    await expect(disconnectSession(ops.reader, ops.root.sessionsUri, own?.uri ?? "")).rejects.toMatchObject({
      code: "device_authorization",
    });
  });

  it("changes the idle time within its limits", async () => {
    const { bmc, connection } = await connect();
    const service = connection.root.links.SessionService ?? "";
    await setSessionTimeout(connection.reader, service, 600);
    expect(bmc.sessions.timeoutSeconds).toBe(600);
    await expect(setSessionTimeout(connection.reader, service, 10)).rejects.toMatchObject({ code: "invalid_request" });
  });
});

describe("tasks", () => {
  it("follows a task by its resource, and not by its monitor", async () => {
    const { bmc, connection } = await connect();
    const task = bmc.tasks.start();
    const [{ uri } = { uri: "" }] = (await connection.listTasks()).tasks;
    expect(await connection.getJob(uri)).toMatchObject({ status: "running", statusCode: null });
    bmc.tasks.end(task, "Completed");
    expect(await connection.getJob(uri)).toMatchObject({ status: "complete", statusCode: 200 });
    const failed = bmc.tasks.start();
    bmc.tasks.end(failed, "Exception");
    expect(await connection.getJob(`/redfish/v1/TaskService/Tasks/${failed.id}`)).toMatchObject({ statusCode: 500 });
    await bmc.abort();
    await expect(connection.getJob(uri)).rejects.toMatchObject({ code: "device_not_found" });
    await expect(connection.cancelJob()).rejects.toMatchObject({ code: "job_not_cancelable" });
  });
});

describe("certificates of the BMC", () => {
  const authority = createTestAuthority();

  it("shows them with their use", async () => {
    const { bmc, connection } = await connect();
    const { certificates, collections, service } = await connection.readCertificates();
    expect(certificates).toMatchObject([
      { use: "https", pem: new X509Certificate(bmc.certificates.httpsPem).toString(), validTo: expect.any(Date) },
    ]);
    expect(collections.map(({ use }) => use)).toEqual(["https", "trust-store"]);
    expect(service.replaceUri).toContain("ReplaceCertificate");
  });

  it("makes a request on the BMC, installs the certificate, and presents what was announced", async () => {
    const { connection } = await connect();
    const { certificates, service } = await connection.readCertificates();
    const [https] = certificates;
    const csr = await generateCsr(connection.reader, service, {
      collectionUri: https?.collectionUri ?? "",
      commonName: "bmc.example.com",
      country: "DE",
      state: "BW",
      city: "Boeblingen",
      organization: "Example",
      organizationalUnit: "Lab",
      alternativeNames: ["bmc.example.com"],
    });
    expect(csr).toContain("BEGIN CERTIFICATE REQUEST");
    const strange = issueServerCertificateFor(authority, ["bmc.example.com"]);
    await expect(
      replaceCertificate(connection.reader, service, https?.uri ?? "", strange.certificatePem),
    ).rejects.toMatchObject({ code: "device_request_rejected", remedy: expect.stringContaining("request made last") });
    const both = `${strange.keyPem}${strange.certificatePem}`;
    const installed = await replaceCertificate(connection.reader, service, https?.uri ?? "", both);
    const der = new X509Certificate(strange.certificatePem).raw;
    const digest = createHash("sha256").update(der).digest("hex").toUpperCase();
    expect(installed.fingerprint256.replaceAll(":", "")).toBe(digest);
    expect(installed).toMatchObject({ isExpired: false, isNotYetValid: false });
    expect((await connection.readCertificates()).certificates[0]?.pem).toBe(strange.certificatePem);
    await expect(
      replaceCertificate(connection.reader, service, https?.uri ?? "", "no certificate"),
    ).rejects.toMatchObject({ code: "invalid_certificate" });
  });

  it("fills and empties the trust store, and explains a bare 500", async () => {
    const { connection } = await connect();
    const { collections } = await connection.readCertificates();
    const store = collections.find(({ use }) => use === "trust-store")?.uri ?? "";
    const added = await addCertificate(connection.reader, store, authority.rootPem);
    expect(added).toMatchObject({ use: "trust-store", subject: { commonName: "Signalbox Test Root" } });
    await expect(addCertificate(connection.reader, store, authority.rootPem)).rejects.toMatchObject({
      code: "device_request_rejected",
    });
    await deleteCertificate(connection.reader, added.uri);
    expect((await connection.readCertificates()).certificates).toHaveLength(1);
    expect(lockOutWarning("https", "replace")).toContain("locked out");
    expect(lockOutWarning("trust-store", "add")).toBeNull();
  });
});

function never(): never {
  throw new Error("The sensor is missing.");
}
