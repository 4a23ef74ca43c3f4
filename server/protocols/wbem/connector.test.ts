import { afterEach, describe, expect, it } from "vitest";
import type { DiagnosisStep } from "@/contracts/diagnosis";
import { NotificationsUnavailable } from "../errors";
import type { ConnectionTarget } from "../kind";
import { findStartedJob } from "./concrete-job";
import type { WbemConnection } from "./connection";
import { wbemKind } from "./connector";
import { findInteropNamespace, identifyServer, listNamespaces } from "./discovery";
import { type FakeWbemOptions, MAIN_NAMESPACE } from "./fake";
import { parameterValue } from "./model/builders";
import { createNamespace, deleteNamespace } from "./namespaces";
import { findCentralInstances, listRegisteredProfiles } from "./registered-profiles";
import { targetOfWbem, WbemBench } from "./testing/test-wbem";
import { printWbemUri } from "./uri/print";

const bench = new WbemBench();
const open: WbemConnection[] = [];
afterEach(async () => {
  for (const connection of open.splice(0)) connection.destroy();
  await bench.closeAll();
});

async function connect(target: ConnectionTarget): Promise<WbemConnection> {
  const connection = await wbemKind.signOn(target);
  open.push(connection);
  return connection;
}

async function start(options?: Partial<FakeWbemOptions>) {
  const wbem = await bench.start(options);
  return { wbem, connection: await connect(targetOfWbem(wbem)) };
}

async function diagnose(target: ConnectionTarget): Promise<DiagnosisStep[]> {
  const steps = new Map<string, DiagnosisStep>();
  for await (const step of wbemKind.diagnose(target, new AbortController().signal)) steps.set(step.id, step);
  return [...steps.values()];
}

const verdicts = (steps: readonly DiagnosisStep[]) => steps.map(({ id, status }) => `${id} ${status}`);
const found = (steps: readonly DiagnosisStep[], id: string) => steps.find((step) => step.id === id);

describe("a connection", () => {
  it("shows the computer systems with their states, and each by its WBEM URI", async () => {
    const { connection } = await start();
    const objects = await connection.listObjects();
    expect(objects.length).toBeGreaterThan(1);
    const [system] = objects;
    expect(system).toMatchObject({ class: "computer-system", status: "Enabled" });
    expect(system?.uri).toMatch(/^\/root\/cimv2:SBX_\w+\.CreationClassName=/);
    expect(await connection.describe(system?.uri ?? "")).toEqual(system);
    expect(await connection.getStatus(system?.uri ?? "")).toBe("Enabled");
    expect(connection.pullUse).toBe("pull");
  });

  it("changes the state of a system, and follows the job to its end", async () => {
    const { connection } = await start();
    const [system] = await connection.listObjects();
    const request = { operation: "disable", target: system?.uri ?? "", input: {} };
    expect(await connection.expectedStatuses(request)).toEqual(["Disabled"]);
    const result = await connection.invoke(request);
    if (result.kind === "job") {
      await expect
        .poll(async () => (await connection.getJob(result.job.jobUri)).status, { timeout: 5_000 })
        .toBe("complete");
    }
    await expect.poll(() => connection.getStatus(request.target)).toBe("Disabled");
  });

  it("has a job ended that runs, and says why one that has ended cannot be", async () => {
    const { wbem, connection } = await start({ jobMs: 600_000 });
    const namespace = wbem.repository.getNamespace(MAIN_NAMESPACE);
    const [pool] = wbem.repository.instancesOf(namespace, "SBX_StoragePool");
    const [service] = wbem.repository.instancesOf(namespace, "SBX_StorageConfigurationService");
    const [hosting] = wbem.repository.instancesOf(namespace, "CIM_HostedService");
    if (pool === undefined || service === undefined || hosting === undefined) throw new Error("There is no storage.");
    const started = await connection.operations.InvokeMethod("CreateOrModifyElementFromStoragePool", service.path, [
      parameterValue("InPool", "reference", pool.path),
      parameterValue("Size", "uint64", 1_073_741_824n),
    ]);
    const job = findStartedJob(started.outputParameters);
    if (job === null) throw new Error("No job was started.");
    const uri = printWbemUri({ ...job, host: null });
    expect(await connection.getJob(uri)).toMatchObject({ status: "running" });
    await connection.cancelJob(uri);
    expect(await connection.getJob(uri)).toMatchObject({ status: "canceled" });
    await expect(connection.cancelJob(uri)).rejects.toMatchObject({
      code: "job_not_cancelable",
      message: expect.stringContaining("4097"),
    });
    await expect(connection.cancelJob(printWbemUri({ ...hosting.path, host: null }))).rejects.toMatchObject({
      code: "job_not_cancelable",
      message: "The server has no way to end this job.",
    });
  });

  it.each([
    ["no URI", "SBX_StorageSystem"],
    ["the URI of a class", "/root/cimv2:CIM_ComputerSystem"],
  ])("refuses %s", async (_what, uri) => {
    const { connection } = await start();
    await expect(connection.describe(uri)).rejects.toMatchObject({ code: "invalid_request" });
  });

  it("says that nothing listens for indications, and leaves no session behind", async () => {
    const { connection } = await start();
    const handlers = { onNotification: () => undefined, onLoss: () => undefined, onEnd: () => undefined };
    await expect(connection.subscribe(handlers)).rejects.toBeInstanceOf(NotificationsUnavailable);
    expect(connection.handle.sessionId).toBe("");
    expect(await wbemKind.signOffLeftBehind(targetOfWbem(await bench.start()), connection.handle)).toBe(true);
  });
});

describe("raw requests", () => {
  const call = (inner: string) =>
    `<?xml version="1.0"?>\n<CIM CIMVERSION="2.0" DTDVERSION="2.0"><MESSAGE ID="7" PROTOCOLVERSION="1.0"><SIMPLEREQ>${inner}</SIMPLEREQ></MESSAGE></CIM>`;
  const namespace = '<LOCALNAMESPACEPATH><NAMESPACE NAME="root"/><NAMESPACE NAME="cimv2"/></LOCALNAMESPACEPATH>';
  const names = call(`<IMETHODCALL NAME="EnumerateClassNames">${namespace}</IMETHODCALL>`);

  it("go out as written with the headers that fit them", async () => {
    const { wbem, connection } = await start();
    const answer = await connection.raw({ method: "POST", uri: "/cimom", body: names });
    expect(answer).toMatchObject({ status: 200, isTruncated: false, address: connection.address });
    expect(answer.body).toContain("IMETHODRESPONSE");
    expect(wbem.requests.at(-1)).toMatchObject({ body: names });
  });

  it("call a method of an instance", async () => {
    const { connection } = await start();
    const key = '<KEYBINDING NAME="Name"><KEYVALUE>a "b", c</KEYVALUE></KEYBINDING>';
    const path = `<LOCALINSTANCEPATH>${namespace}<INSTANCENAME CLASSNAME="SBX_StorageSystem">${key}</INSTANCENAME></LOCALINSTANCEPATH>`;
    const body = call(`<METHODCALL NAME="RequestStateChange">${path}</METHODCALL>`);
    const answer = await connection.raw({ method: "POST", uri: "/cimom", body });
    // The headers fit the body, or the server would not have got as far as looking for the instance.
    expect([answer.status, answer.body.includes("<ERROR")]).toEqual([200, true]);
  });

  it("show the refusals of the server", async () => {
    const { connection } = await start();
    const body = call('<IMETHODCALL NAME="GetClass"><LOCALNAMESPACEPATH/></IMETHODCALL>');
    const answer = await connection.raw({ method: "POST", uri: "/cimom", body });
    expect(answer.status).toBe(400);
    expect(answer.headers.map(({ name }) => name)).toContain("cimerror");
  });

  it.each([
    ["nothing", "", "The body is not well-formed XML"],
    ["no XML", "hello", null],
    ["another document", "<html/>", "The body must be CIM, MESSAGE, SIMPLEREQ"],
    ["a call without name", call(`<IMETHODCALL>${namespace}</IMETHODCALL>`), "IMETHODCALL has no name or no target."],
    ["a document type", `<!DOCTYPE CIM [<!ENTITY a "b">]>${call("")}`, null],
  ])("refuse %s before anything is sent", async (_what, body, message) => {
    expect(wbemKind.findBodyFault(body)).toContain(message ?? "");
    const { wbem, connection } = await start();
    const before = wbem.requests.length;
    await expect(connection.raw({ method: "POST", uri: "/cimom", body })).rejects.toMatchObject({
      code: "invalid_request",
    });
    expect(wbem.requests).toHaveLength(before);
    expect(wbemKind.findBodyFault(names)).toBeNull();
  });

  it("go to one path only", () => {
    expect(wbemKind.allowsPath("POST", "/cimom")).toBe(true);
    for (const uri of ["/", "/cimom/", "/cimom?x", "//cimom", "/cimom/../x", "http://x/cimom"]) {
      expect(wbemKind.allowsPath("POST", uri)).toBe(false);
    }
    expect(wbemKind.allowsPath("GET", "/cimom")).toBe(false);
  });
});

describe("the test of a connection", () => {
  it("tells what a good server is and can", async () => {
    const wbem = await bench.start();
    const steps = await diagnose(targetOfWbem(wbem));
    expect(verdicts(steps)).toEqual(wbemKind.diagnosisSteps.map(({ id }) => `${id} ok`));
    expect(found(steps, "http")?.evidence).toContainEqual({ label: "Authentication offered", value: "Basic" });
    expect(found(steps, "wbem-server")?.finding).toMatch(/version/);
    expect(wbem.sessions).toMatchObject({});
  });

  it("warns of a connection in clear", async () => {
    const wbem = await bench.start();
    const steps = await diagnose(targetOfWbem(wbem, { scheme: "http" }));
    expect(found(steps, "http")).toMatchObject({
      status: "warn",
      remedy: { action: { type: "edit-field", field: "settings.scheme" } },
    });
    expect(found(steps, "logon")?.status).toBe("ok");
  });

  it("names the authentication that the server wants instead", async () => {
    const wbem = await bench.start({ authentication: "digest" });
    const steps = await diagnose(targetOfWbem(wbem));
    expect(found(steps, "logon")).toMatchObject({
      status: "fail",
      errorClass: "auth-scheme-unsupported",
      remedy: { action: { type: "edit-field", field: "settings.authentication" } },
    });
    expect(verdicts(steps).slice(2)).toEqual([
      "wbem-interop skipped",
      "wbem-server skipped",
      "wbem-pull skipped",
      "wbem-classes skipped",
    ]);
    const digest = await diagnose(targetOfWbem(wbem, { settings: { authentication: "digest" } }));
    expect(new Set(digest.map(({ status }) => status))).toEqual(new Set(["ok"]));
  });

  it("asks for the password again where it is wrong, and tries it once", async () => {
    const wbem = await bench.start();
    let logons = 0;
    const target = targetOfWbem(wbem, { password: "wrong password" });
    const steps: DiagnosisStep[] = [];
    const rules = {
      passLogon: <T>(logon: () => Promise<T>): Promise<T> => {
        logons += 1;
        return logon();
      },
    };
    for await (const step of wbemKind.diagnose(target, new AbortController().signal, rules)) steps.push(step);
    expect(steps.filter(({ id }) => id === "logon").at(-1)).toMatchObject({
      status: "fail",
      errorClass: "auth-failed",
      remedy: { action: { type: "reenter-secrets" } },
    });
    expect(logons).toBe(1);
  });

  it("tolerates a server without pull and class operations", async () => {
    const wbem = await bench.start();
    wbem.quirks.pullStatus = 7;
    wbem.quirks.classStatus = 7;
    const steps = await diagnose(targetOfWbem(wbem));
    expect(verdicts(steps)).toEqual([
      "http ok",
      "logon ok",
      "wbem-interop ok",
      "wbem-server ok",
      "wbem-pull ok",
      "wbem-classes warn",
    ]);
    const strict = await diagnose(targetOfWbem(wbem, { settings: { pullMode: "pull" } }));
    expect(found(strict, "wbem-pull")).toMatchObject({
      status: "fail",
      remedy: { action: { field: "settings.pullMode" } },
    });
  });

  it("offers a namespace that the server has for one that it has not", async () => {
    const wbem = await bench.start();
    const steps = await diagnose(targetOfWbem(wbem, { settings: { defaultNamespace: "root/nowhere" } }));
    expect(found(steps, "wbem-interop")).toMatchObject({
      status: "warn",
      remedy: { action: { field: "settings.defaultNamespace", suggestion: expect.stringContaining("root/") } },
    });
    expect(found(steps, "wbem-classes")?.status).toBe("fail");
  });

  it("says that HTTPS belongs on a port that speaks TLS", async () => {
    const wbem = await bench.start();
    const target = targetOfWbem(wbem, { scheme: "http" });
    const wrong = { ...targetOfWbem(wbem), settings: target.settings };
    expect((await diagnose(wrong))[0]).toMatchObject({ status: "fail", errorClass: "tls-required" });
  });
});

describe("discovery", () => {
  it("finds Interop, the namespaces and the brand", async () => {
    const { connection } = await start();
    const interop = await findInteropNamespace(connection.operations);
    expect(interop).toBe("interop");
    const { className, namespaces } = await listNamespaces(connection.operations, "interop");
    expect(className).toBe("CIM_Namespace");
    expect(namespaces.map(({ name }) => name)).toEqual(expect.arrayContaining(["interop", "root/cimv2"]));
    expect(await identifyServer(connection.operations, "interop")).toMatchObject({ version: expect.any(String) });
  });

  it("reads registered profiles and their central instances", async () => {
    const { connection } = await start();
    const profiles = await listRegisteredProfiles(connection.operations, "interop");
    expect(profiles.length).toBeGreaterThan(0);
    const [first] = profiles;
    if (first === undefined) throw new Error("no profile");
    const filter = { organization: first.organization.toLowerCase(), name: first.name.toUpperCase() };
    const filtered = await listRegisteredProfiles(connection.operations, "interop", filter);
    expect(filtered.map(({ name }) => name)).toContain(first.name);
    const counts = await Promise.all(
      profiles.map(async ({ path }) => (await findCentralInstances(connection.operations, path)).paths.length),
    );
    expect(counts.some((count) => count > 0)).toBe(true);
  });

  it("makes and removes a namespace", async () => {
    const { connection } = await start();
    const { operations } = connection;
    const { name } = await createNamespace(operations, "interop", "/root/made/");
    expect(name).toBe("root/made");
    const listed = async () => (await listNamespaces(operations, "interop")).namespaces.map((one) => one.name);
    expect(await listed()).toContain("root/made");
    await expect(createNamespace(operations, "interop", "ROOT/Made")).rejects.toMatchObject({ code: "conflict" });
    await expect(createNamespace(operations, "interop", "Interop")).rejects.toMatchObject({ code: "invalid_request" });
    await expect(deleteNamespace(operations, "interop", "root/cimv2")).rejects.toMatchObject({
      code: "device_conflict",
    });
    await deleteNamespace(operations, "interop", "root/made");
    expect(await listed()).not.toContain("root/made");
    await expect(deleteNamespace(operations, "interop", "root/made")).rejects.toMatchObject({
      code: "device_not_found",
    });
  });
});
