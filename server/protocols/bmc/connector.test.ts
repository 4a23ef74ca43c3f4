import { AsyncLocalStorage } from "node:async_hooks";
import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import type { DiagnosisStep } from "@/contracts/diagnosis";
import type { ConnectionTarget, SessionHandle } from "../kind";
import { bmcKind } from "./connector";
import { DEFAULT_USER } from "./fake";
import { changeExpiredPassword } from "./sign-on";
import { TestBench, targetOf } from "./testing/connection-target";

const SESSIONS = "/redfish/v1/SessionService/Sessions";
const EVENTS = "/redfish/v1/EventService";
const bench = new TestBench();
afterEach(() => bench.closeAll());

describe("logon", () => {
  it("logs on, works over one connection, logs off", async () => {
    const bmc = await bench.start();
    const handles: (SessionHandle | undefined)[] = [];
    const connection = await bmcKind.signOn(targetOf(bmc), { onSessionChange: (handle) => void handles.push(handle) });
    const [system] = await connection.listObjects();
    for (let count = 0; count < 50; count += 1) await connection.getStatus(system?.uri ?? "");
    expect(bmc.handshakes).toBeLessThanOrEqual(4);
    expect(bmc.sessions.live()).toMatchObject([{ context: "Signalbox", user: { userName: "admin" } }]);
    await connection.signOff();
    expect(bmc.sessions.live()).toHaveLength(0);
    expect(handles.map((handle) => handle?.sessionId.split(" ")[0]?.length)).toEqual([20, undefined]);
  });

  it("gives each person a turn, however many requests another has waiting (SEC-G9)", async () => {
    const bmc = await bench.start();
    const person = new AsyncLocalStorage<string>();
    const connection = await bmcKind.signOn({ ...targetOf(bmc), requester: () => person.getStore() ?? "none" });
    const { systemUri } = await connection.systems();
    const before = bmc.count("GET", systemUri);
    bmc.faults.add({ kind: "delay", delayMs: 10 }, { path: systemUri, times: 200 });
    const many = person.run("ann", () => Array.from({ length: 100 }, () => connection.getStatus(systemUri)));
    await person.run("ben", () => connection.describe("/redfish/v1/Managers/bmc"));
    expect(bmc.count("GET", systemUri) - before).toBeLessThan(50);
    await Promise.all(many);
    await connection.signOff();
  });

  it("never asks for cookies, web pages or Basic", async () => {
    const bmc = await bench.start();
    const connection = await bmcKind.signOn(targetOf(bmc));
    await connection.readOverview();
    await connection.signOff();
    for (const { headers } of bmc.requests) {
      expect(headers.accept).toBe("application/json");
      expect(headers["x-requested-with"]).toBeUndefined();
      expect(headers.authorization).toBeUndefined();
    }
  });

  it("logs on again once for parallel requests that find the session gone", async () => {
    const bmc = await bench.start();
    const connection = await bmcKind.signOn(targetOf(bmc));
    const { systemUri } = await connection.systems();
    bmc.sessions.loseAll();
    const answers = await Promise.all(Array.from({ length: 40 }, () => connection.getStatus(systemUri)));
    expect(new Set(answers)).toEqual(new Set(["On"]));
    expect(bmc.count("POST", SESSIONS)).toBe(2);
    expect(connection.handle.sessionId).toContain(bmc.sessions.live()[0]?.token ?? "-");
    await connection.signOff();
  });

  it("gives up when the repeated request is refused for its session again", async () => {
    const bmc = await bench.start();
    const connection = await bmcKind.signOn(targetOf(bmc));
    const path = "/redfish/v1/Systems/system";
    bmc.faults.add({ kind: "reply", reply: { status: 401 } }, { path, times: 9 });
    await expect(connection.describe(path)).rejects.toMatchObject({ code: "device_authentication", status: 401 });
    expect(bmc.count("GET", path)).toBe(2);
    expect(bmc.count("POST", SESSIONS)).toBe(2);
    await connection.signOff();
  });

  it("does not log on again for a role that is too low", async () => {
    const bmc = await bench.start({ users: [{ userName: "ops", password: "ops-password", role: "Operator" }] });
    const connection = await bmcKind.signOn(targetOf(bmc, { userName: "ops", password: "ops-password" }));
    expect(await connection.judgeRole()).toMatchObject({ roles: ["Operator"], maySignCertificates: false });
    expect(await connection.findOffer()).toEqual({ kind: "role-too-low" });
    expect(bmc.count("POST", SESSIONS)).toBe(1);
    await connection.signOff();
  });

  it("says what a wrong password means without the device's words, and tries once", async () => {
    const bmc = await bench.start();
    const refusals: unknown[] = [];
    const attempt = bmcKind.signOn(targetOf(bmc, { password: "not-the-password" }), {
      passLogon: (logon) =>
        logon().catch((reason: unknown) => {
          refusals.push(reason);
          throw reason;
        }),
    });
    const error = await attempt.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "device_authentication", device: { status: 401, message: undefined } });
    expect(inspect(error, { depth: 9 })).not.toContain("not-the-password");
    expect(refusals).toEqual([error]);
    expect(bmc.count("POST", SESSIONS)).toBe(1);
  });

  it("asks after a refused re-logon no more", async () => {
    const bmc = await bench.start();
    const connection = await bmcKind.signOn(targetOf(bmc));
    bmc.sessions.users.set("admin", { ...DEFAULT_USER, password: "changed-meanwhile" });
    bmc.sessions.loseAll();
    for (let count = 0; count < 3; count += 1) {
      await expect(connection.readOverview()).rejects.toMatchObject({ code: "device_authentication" });
    }
    expect(bmc.count("POST", SESSIONS)).toBe(2);
    connection.destroy();
  });

  it.each([
    ["mustChangePassword", "device_password_expired"],
    ["needsSecretKey", "device_authentication"],
  ] as const)("ends the session that came with %s", async (flag, code) => {
    const bmc = await bench.start({ users: [{ ...DEFAULT_USER, [flag]: true }] });
    await expect(bmcKind.signOn(targetOf(bmc))).rejects.toMatchObject({ code });
    expect(bmc.sessions.logons).toBe(1);
    expect(bmc.sessions.live()).toHaveLength(0);
  });

  it("changes a password that has expired, and only such a one", async () => {
    const bmc = await bench.start({ users: [{ ...DEFAULT_USER, mustChangePassword: true }] });
    await expect(changeExpiredPassword(targetOf(bmc), "short")).rejects.toMatchObject({
      code: "device_request_rejected",
      messages: [{ key: "PropertyValueFormatError", property: "Password" }],
    });
    await changeExpiredPassword(targetOf(bmc), "a-new-password");
    expect(bmc.sessions.live()).toHaveLength(0);
    const renewed = targetOf(bmc, { password: "a-new-password" });
    await (await bmcKind.signOn(renewed)).signOff();
    await expect(changeExpiredPassword(renewed, "another-password")).rejects.toMatchObject({ code: "conflict" });
    expect(bmc.sessions.live()).toHaveLength(0);
  });

  it("sends the code of a user with multi-factor authentication", async () => {
    const bmc = await bench.start({ users: [{ ...DEFAULT_USER, code: "123456" }] });
    await expect(bmcKind.signOn(targetOf(bmc))).rejects.toMatchObject({ code: "device_authentication" });
    await expect(bmcKind.signOn(targetOf(bmc, { settings: { mfa: "code" } }))).rejects.toMatchObject({
      code: "secret_missing",
    });
    const target = targetOf(bmc, { settings: { mfa: "code" }, secrets: { mfa: "123456" } });
    await (await bmcKind.signOn(target)).signOff();
  });

  it.each([
    ["an absolute location", { Location: "https://bmc.example.com/redfish/v1/SessionService/Sessions/abc" }, {}],
    ["a location in the body only", {}, { "@odata.id": "/redfish/v1/SessionService/Sessions/abc" }],
  ])("finds the session by %s", async (_name, headers, body) => {
    const bmc = await bench.start();
    const reply = { status: 201, headers: { "X-Auth-Token": "t".repeat(20), ...headers }, body };
    bmc.faults.add({ kind: "reply", reply }, { method: "POST", path: SESSIONS });
    const connection = await bmcKind.signOn(targetOf(bmc));
    expect(connection.handle.sessionId).toBe(`${"t".repeat(20)} ${SESSIONS}/abc`);
    connection.destroy();
  });

  it("calls a success without a token a fault of the protocol", async () => {
    const bmc = await bench.start();
    bmc.faults.add({ kind: "reply", reply: { status: 201, body: {} } }, { method: "POST", path: SESSIONS });
    await expect(bmcKind.signOn(targetOf(bmc))).rejects.toMatchObject({ code: "device_protocol" });
  });

  it("leaves no session where its handle could not be stored", async () => {
    const bmc = await bench.start();
    const onSessionChange = () => Promise.reject(new Error("The store is full."));
    await expect(bmcKind.signOn(targetOf(bmc), { onSessionChange })).rejects.toThrow("The store is full.");
    expect(bmc.sessions.logons).toBe(1);
    expect(bmc.sessions.live()).toHaveLength(0);
  });

  it("takes the next address where the first is away, and ends a session left behind", async () => {
    const away = await bench.start();
    const bmc = await bench.start();
    const target = targetOf(away, { alternates: [bmc] });
    await away.close();
    const connection = await bmcKind.signOn(target);
    expect(connection.address.port).toBe(bmc.port);
    const { handle } = connection;
    connection.destroy();
    expect(bmc.sessions.live()).toHaveLength(1);
    expect(await bmcKind.signOffLeftBehind(target, handle)).toBe(true);
    expect(bmc.sessions.live()).toHaveLength(0);
    expect(await bmcKind.signOffLeftBehind(target, handle)).toBe(true);
  });
});

describe("probe and diagnosis", () => {
  it("looks without login, and at the clock", async () => {
    const bmc = await bench.start({ clockOffsetMs: 600_000 });
    const { facts, certificatePem } = await bmcKind.probe(targetOf(bmc));
    expect(facts).toMatchObject({ Product: "OpenBMC", Model: "9105-22A", "Clock difference": "600 s" });
    expect(certificatePem).toContain("BEGIN CERTIFICATE");
    expect(bmc.count("POST", SESSIONS)).toBe(0);
    const connection = await bmcKind.signOn(targetOf(bmc));
    expect(connection.clock).toMatchObject({ level: "severe", source: "service-root" });
    expect(await connection.readClock()).toMatchObject({ level: "severe" });
    await connection.signOff();
  });

  async function diagnose(target: ConnectionTarget) {
    const steps: DiagnosisStep[] = [];
    for await (const step of bmcKind.diagnose(target, new AbortController().signal)) steps.push(step);
    const ended = steps.filter(({ status }) => status !== "running");
    return Object.fromEntries(ended.map((step) => [step.id, step]));
  }
  const statusesOf = (steps: Record<string, DiagnosisStep>) =>
    Object.values(steps).map(({ id, status }) => `${id} ${status}`);

  it("goes through role, certificate exchange, host and event stream, and leaves no session", async () => {
    const bmc = await bench.start();
    const steps = await diagnose(targetOf(bmc));
    expect(statusesOf(steps)).toEqual([
      "http ok",
      "logon ok",
      "bmc-role ok",
      "bmc-exchange ok",
      "bmc-host ok",
      "bmc-events ok",
    ]);
    expect(steps["bmc-host"]?.evidence).toContainEqual({ label: "Hypervisor", value: "On, Enabled" });
    expect(bmc.sessions.live()).toHaveLength(0);
    expect(bmc.events.opened).toBe(0);
  });

  it("warns of the clock, of a role that is too low and of a host that is off, each with a remedy", async () => {
    const users = [{ userName: "reader", password: "reader-password", role: "ReadOnly" as const }];
    const bmc = await bench.start({ clockOffsetMs: -600_000, users, phase: "off" });
    const steps = await diagnose(targetOf(bmc, { userName: "reader", password: "reader-password" }));
    expect(statusesOf(steps)).toEqual([
      "http warn",
      "logon ok",
      "bmc-role warn",
      "bmc-exchange warn",
      "bmc-host warn",
      "bmc-events warn",
    ]);
    for (const { status, remedy } of Object.values(steps)) expect(remedy !== undefined).toBe(status === "warn");
    expect(bmc.sessions.live()).toHaveLength(0);
  });

  it("finds nothing wrong with a machine that has neither hypervisor nor certificate exchange", async () => {
    const bmc = await bench.start({ hasHypervisor: false, hasCertificateRoutes: false });
    const steps = await diagnose(targetOf(bmc));
    expect(statusesOf(steps).slice(2)).toEqual([
      "bmc-role ok",
      "bmc-exchange skipped",
      "bmc-host skipped",
      "bmc-events ok",
    ]);
  });

  it("says that events are switched off, and what cannot be read of the host", async () => {
    const bmc = await bench.start();
    const off = { status: 200, body: { "@odata.id": EVENTS, ServiceEnabled: false } };
    bmc.faults.add({ kind: "reply", reply: off }, { path: EVENTS });
    bmc.faults.add({ kind: "reply", reply: { status: 503 } }, { path: "/redfish/v1/Systems/system" });
    const steps = await diagnose(targetOf(bmc));
    expect(statusesOf(steps).slice(4)).toEqual(["bmc-host fail", "bmc-events warn"]);
    expect(steps["bmc-events"]?.finding).toMatch(/switched off/);
  });

  it("skips what comes after a refused login and after a service that is none, and says why", async () => {
    const bmc = await bench.start();
    const refused = await diagnose(targetOf(bmc, { password: "wrong-password" }));
    expect(statusesOf(refused)).toEqual([
      "http ok",
      "logon fail",
      "bmc-role skipped",
      "bmc-exchange skipped",
      "bmc-host skipped",
      "bmc-events skipped",
    ]);
    expect(refused["bmc-host"]?.finding).toMatch(/could not log on/);
    bmc.faults.add({ kind: "reply", reply: { status: 200, body: "<html></html>" } }, { path: "/redfish/v1/" });
    const steps = await diagnose(targetOf(bmc));
    expect(statusesOf(steps).slice(0, 3)).toEqual(["http fail", "logon skipped", "bmc-role skipped"]);
    expect(steps.logon?.finding).toMatch(/does not answer/);
  });
});

describe("raw requests", () => {
  it("shows status, tag and body of what it is asked for, without secrets", async () => {
    const bmc = await bench.start();
    const connection = await bmcKind.signOn(targetOf(bmc));
    const answer = await connection.raw({ method: "GET", uri: "/redfish/v1/Systems/system?$select=PowerState" });
    expect(answer.status).toBe(200);
    expect(answer.headers.find(({ name }) => name === "etag")?.value).toMatch(/^"[0-9A-F]{8}"$/);
    expect(JSON.parse(answer.body)).toMatchObject({ PowerState: "On" });
    const token = bmc.sessions.live()[0]?.token ?? "";
    bmc.faults.add({
      kind: "reply",
      reply: { status: 400, body: { echo: `X-Auth-Token: ${token}`, Password: "hidden", MinPasswordLength: 8 } },
    });
    const echoed = await connection.raw({ method: "GET", uri: "/redfish/v1/Chassis" });
    expect(echoed.body).not.toContain(token);
    expect(JSON.parse(echoed.body)).toEqual({
      echo: "X-Auth-Token: ********",
      Password: "********",
      MinPasswordLength: 8,
    });
    await connection.signOff();
  });

  it("changes properties only while the tag is the one that was read", async () => {
    const bmc = await bench.start();
    const connection = await bmcKind.signOn(targetOf(bmc));
    const uri = "/redfish/v1/Systems/system";
    const read = await connection.raw({ method: "GET", uri });
    const ifMatch = read.headers.find(({ name }) => name === "etag")?.value;
    const body = '{"LocationIndicatorActive": true}';
    expect(await connection.raw({ method: "PATCH", uri, body, ifMatch })).toMatchObject({ status: 204 });
    const late = await connection.raw({ method: "PATCH", uri, body: '{"LocationIndicatorActive": false}', ifMatch });
    expect(late.status).toBe(412);
    expect(late.body).toContain("PreconditionFailed");
    const after = await connection.raw({ method: "GET", uri });
    expect(JSON.parse(after.body)).toMatchObject({ LocationIndicatorActive: true });
    await connection.signOff();
  });

  it.each([
    ["GET", "/redfish/v1/../../etc/passwd"],
    ["GET", "/redfish/v1/%2e%2e/"],
    ["GET", "/other"],
    ["GET", "//evil.example.com/redfish/v1"],
    ["GET", "/redfish/v1/EventService/SSE"],
    ["GET", "/redfish/v1/Systems#/a"],
    ["DELETE", "/redfish/v1/SessionService/Sessions/abc"],
    ["POST", "/redfish/v1/sessionservice/sessions"],
    ["PATCH", "/redfish/v1/SessionService/Sessions/abc"],
  ] as const)("keeps %s %s from the BMC", async (method, uri) => {
    expect(bmcKind.allowsPath(method, uri)).toBe(false);
  });

  it.each([
    ["GET", "/redfish"],
    ["GET", "/redfish/v1/"],
    ["GET", "/redfish/v1/$metadata"],
    ["GET", "/redfish/v1/SessionService/Sessions"],
    ["GET", "/ibm/v1/Host/Certificate/root"],
    ["POST", "/redfish/v1/Systems/system/Actions/ComputerSystem.Reset"],
    ["PATCH", "/redfish/v1/Systems/system"],
  ] as const)("lets %s %s pass", async (method, uri) => {
    expect(bmcKind.allowsPath(method, uri)).toBe(true);
  });
});
