import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import type { SessionHandle } from "../kind";
import { hmcKind } from "./connector";
import { DEFAULT_USER, type FakeHmc, type FakeHmcOptions, generatedInventory } from "./fake";
import { startTestHmc, testAuthority } from "./fake/test-hmc";
import { type TestTargetOptions, targetOf } from "./testing/connection-target";

const LOGON = { method: "POST", path: "/api/sessions" } as const;
const opened: FakeHmc[] = [];

async function start(options: Partial<FakeHmcOptions> = {}): Promise<FakeHmc> {
  const { hmc } = await startTestHmc(options);
  opened.push(hmc);
  return hmc;
}
function target(hmc: FakeHmc, options: Partial<TestTargetOptions> = {}) {
  return targetOf(hmc, { rootPem: testAuthority.rootPem, ...options });
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((hmc) => hmc.close()));
});

describe("session rules", () => {
  it("logs on, works over one connection, logs off", async () => {
    const hmc = await start();
    const handles: (SessionHandle | undefined)[] = [];
    const connection = await hmcKind.signOn(target(hmc), { onSessionChange: (handle) => void handles.push(handle) });
    for (let count = 0; count < 100; count += 1) await connection.getStatus(hmc.inventory.list("cpc")[0]?.uri ?? "");
    expect(hmc.connectionCount).toBe(1);
    expect(hmc.sessions).toHaveLength(1);
    await connection.signOff();
    expect(hmc.sessions).toHaveLength(0);
    expect(handles.map((handle) => handle?.sessionId.length)).toEqual([50, undefined]);
  });

  it.each([4, 5] as const)("re-logs on once for 100 parallel requests after 403.%i", async (staleSessionReason) => {
    const hmc = await start({ staleSessionReason });
    const handles: (SessionHandle | undefined)[] = [];
    const connection = await hmcKind.signOn(target(hmc), { onSessionChange: (handle) => void handles.push(handle) });
    await hmc.restart();
    const uri = hmc.inventory.list("cpc")[0]?.uri ?? "";
    const answers = await Promise.all(Array.from({ length: 100 }, () => connection.getStatus(uri)));
    expect(answers.filter((status) => status !== null)).toHaveLength(100);
    expect(hmc.requests.count(LOGON)).toBe(2);
    expect(new Set(handles.map((handle) => handle?.sessionId)).size).toBe(2);
    expect(connection.handle.sessionId).toBe(hmc.sessions[0]?.id);
    await connection.signOff();
  });

  it("repeats a POST that was refused for its session, once, and carries it out once", async () => {
    const hmc = await start();
    const connection = await hmcKind.signOn(target(hmc));
    const partition = hmc.inventory.list("partition").find((one) => one.properties.status === "stopped");
    hmc.faults.expireAllSessions();
    const request = { operation: "partition-start", target: partition?.uri ?? "", input: {} };
    expect(await connection.invoke(request)).toMatchObject({ kind: "job" });
    expect(hmc.jobs).toHaveLength(1);
    await connection.signOff();
  });

  it("gives up when the repeated request is refused for its session again", async () => {
    const hmc = await start();
    const connection = await hmcKind.signOn(target(hmc));
    hmc.faults.onRequest({ kind: "error", status: 403, reason: 5 }, { method: "GET", path: "/api/console" });
    await expect(connection.readObject("/api/console")).rejects.toMatchObject({ status: 403, reason: 5 });
    expect(hmc.requests.count({ path: "/api/console" })).toBe(2);
    expect(hmc.requests.count(LOGON)).toBe(2);
    await connection.signOff();
  });

  it.each([
    [403, 1, "device_authorization"],
    [403, 9, "device_authentication"],
  ])("does not log on again for %i.%i", async (status, reason, code) => {
    const hmc = await start();
    const connection = await hmcKind.signOn(target(hmc));
    hmc.faults.onRequest({ kind: "error", status, reason }, { path: "/api/console" });
    await expect(connection.readObject("/api/console")).rejects.toMatchObject({ code });
    expect(hmc.requests.count(LOGON)).toBe(1);
    await connection.signOff();
  });

  it.each([
    [403, 0, "device_authentication"],
    [400, 13, "device_session_limit"],
    [400, 45, "device_password_expired"],
    [403, 5, "device_protocol"],
  ])("never repeats a logon refused with %i.%i", async (status, reason, code) => {
    const hmc = await start();
    hmc.faults.refuseLogon(status, reason);
    await expect(hmcKind.signOn(target(hmc))).rejects.toMatchObject({ code });
    expect(hmc.requests.count(LOGON)).toBe(1);
  });

  it("tries a refused re-logon once however many ask, and not again afterwards", async () => {
    const hmc = await start();
    let logons = 0;
    const connection = await hmcKind.signOn(target(hmc), {
      passLogon: (logon) => {
        logons += 1;
        return logon();
      },
    });
    hmc.defineUser({ ...DEFAULT_USER, password: "changed-meanwhile" });
    hmc.faults.expireAllSessions();
    const ask = () => Promise.allSettled(Array.from({ length: 50 }, () => connection.readObject("/api/console")));
    for (const results of [await ask(), await ask()]) {
      for (const result of results) expect(result).toMatchObject({ reason: { code: "device_authentication" } });
    }
    expect(hmc.requests.count(LOGON)).toBe(2);
    expect(logons).toBe(2);
    connection.destroy();
  });

  it.each(["hang", "reset", "reset-after-operation", "reset-mid-body"] as const)(
    "sends a mutation at most once when the answer is a %s",
    async (kind) => {
      const hmc = await start();
      const connection = await hmcKind.signOn(target(hmc));
      const partition = hmc.inventory.list("partition").find((one) => one.properties.status === "stopped");
      const path = `${partition?.uri}/operations/start`;
      hmc.faults.onRequest({ kind }, { path });
      const abort = new AbortController();
      const refused = expect(
        connection.invoke({ operation: "partition-start", target: partition?.uri ?? "", input: {} }, abort.signal),
      ).rejects.toThrow();
      await hmc.until(() => hmc.requests.count({ path }) > 0);
      if (kind === "hang") abort.abort();
      await refused;
      await connection.getStatus(partition?.uri ?? "");
      expect(hmc.requests.count({ path })).toBe(1);
      await connection.signOff();
    },
  );

  it("sends the code of a multi-factor user under the configured field", async () => {
    const user = { userid: "mfa", password: "mfa-password", mfaCode: "123456" };
    const hmc = await start({ users: [user], mfaFieldName: "token-passcode" });
    const settings = { mfa: "code", mfaField: "token-passcode" };
    const options = { userName: "mfa", password: user.password, settings, secrets: { mfa: "123456" } };
    const connection = await hmcKind.signOn(target(hmc, options));
    expect(hmc.sessions).toHaveLength(1);
    await connection.signOff();
    const without = target(hmc, { userName: "mfa", password: user.password, settings });
    await expect(hmcKind.signOn(without)).rejects.toMatchObject({ code: "secret_missing" });
  });

  it("logs off a session left behind, and takes a 403 for gone", async () => {
    const hmc = await start();
    const connection = await hmcKind.signOn(target(hmc));
    const { handle } = connection;
    connection.destroy();
    expect(await hmcKind.signOffLeftBehind(target(hmc), handle)).toBe(true);
    expect(hmc.sessions).toHaveLength(0);
    expect(await hmcKind.signOffLeftBehind(target(hmc), handle)).toBe(true);
    await hmc.stop();
    expect(await hmcKind.signOffLeftBehind(target(hmc), handle)).toBe(false);
  });
});

describe("status", () => {
  it.each(["supported", "refused", "ignored"] as const)(
    "is read where the properties parameter is %s",
    async (propertiesQuery) => {
      const hmc = await start({ level: { propertiesQuery } });
      const connection = await hmcKind.signOn(target(hmc));
      const partition = hmc.inventory.list("partition")[0];
      expect(await connection.getStatus(partition?.uri ?? "")).toBe(partition?.properties.status);
      expect(hmc.requests.count({ path: partition?.uri })).toBe(propertiesQuery === "refused" ? 2 : 1);
      await connection.signOff();
    },
  );
});

describe("redundant HMCs", () => {
  it("takes the first that answers", async () => {
    const [first, second] = [await start(), await start()];
    const both = target(first, { alternates: [second] });
    expect((await hmcKind.probe(both)).address.port).toBe(first.httpsPort);
    await first.stop();
    expect((await hmcKind.probe(both)).address.port).toBe(second.httpsPort);
    const connection = await hmcKind.signOn(both);
    expect(connection.address.port).toBe(second.httpsPort);
    await connection.signOff();
  });

  it("does not go on to the next where the first refuses the logon", async () => {
    const [first, second] = [await start(), await start()];
    first.faults.refuseLogon();
    await expect(hmcKind.signOn(target(first, { alternates: [second] }))).rejects.toMatchObject({ reason: 0 });
    expect(second.requests.count(LOGON)).toBe(0);
  });
});

describe("bad days", () => {
  it.each([
    ["html-disabled", { code: "device_unavailable", reason: 900 }],
    ["html-starting", { code: "device_unavailable", reason: 999 }],
    ["proxy-401", { code: "device_protocol", reason: null }],
    ["proxy-403", { code: "device_protocol", reason: null }],
    ["not-json", { code: "device_protocol" }],
    ["truncated-json", { code: "device_protocol" }],
  ] as const)("tells %s apart", async (kind, expected) => {
    const hmc = await start();
    const connection = await hmcKind.signOn(target(hmc));
    hmc.faults.onRequest({ kind }, { path: "/api/console" });
    await expect(connection.readObject("/api/console")).rejects.toMatchObject(expected);
    expect(hmc.requests.count(LOGON)).toBe(1);
    hmc.faults.clear();
    await connection.signOff();
  });

  it("lets no echoed session id or password out", async () => {
    const hmc = await start();
    const connection = await hmcKind.signOn(target(hmc));
    const { sessionId } = connection.handle;
    const answer = await connection.raw({
      method: "POST",
      uri: "/api/console",
      body: '{"password":"hunter22-hunter"}',
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(JSON.stringify(answer)).not.toContain(sessionId);
    expect(JSON.stringify(answer)).not.toContain("hunter22");
    expect(hmc.requests.last({ method: "POST", path: "/api/console" })?.sessionId).toBe(sessionId);
    await connection.signOff();
  });

  it("hides the credentials where a device repeats them after the logon", async () => {
    const hmc = await start();
    const connection = await hmcKind.signOn(target(hmc));
    const echo = `rejected ${DEFAULT_USER.password} of ${connection.handle.sessionId}`;
    hmc.faults.onRequest({ kind: "error", status: 400, reason: 7, message: echo }, { path: "/api/console" });
    const refused: unknown = await connection.readObject("/api/console").catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 400, reason: 7 });
    const answer = await connection.raw({ method: "GET", uri: "/api/console" });
    for (const shown of [inspect(refused, { depth: 9 }), JSON.stringify(answer)]) {
      expect(shown).toContain("rejected ******** of ********");
      expect(shown).not.toContain(DEFAULT_USER.password);
    }
    await connection.signOff();
  });

  it("reads a body of five megabytes", async () => {
    const hmc = await start();
    const connection = await hmcKind.signOn(target(hmc));
    hmc.faults.onRequest({ kind: "oversized-body", bytes: 5_000_000 }, { path: "/api/console" });
    const answer = await connection.raw({ method: "GET", uri: "/api/console" });
    expect(answer.sizeBytes).toBeGreaterThanOrEqual(5_000_000);
    expect(answer.isTruncated).toBe(true);
    await connection.signOff();
  });

  it("refuses paths that are not the API's before anything is sent", async () => {
    const hmc = await start();
    const connection = await hmcKind.signOn(target(hmc));
    const total = hmc.requests.total;
    await expect(connection.raw({ method: "DELETE", uri: "/api/sessions/this-session" })).rejects.toMatchObject({
      code: "invalid_request",
    });
    await expect(connection.readObject("/api/../x")).rejects.toMatchObject({ code: "invalid_request" });
    expect(hmc.requests.total).toBe(total);
    await connection.signOff();
  });
});

describe("inventory", () => {
  it("reads everything over all CPCs by the permitted lists", async () => {
    const hmc = await start();
    const connection = await hmcKind.signOn(target(hmc));
    const inventory = await connection.readInventory();
    expect(inventory.source).toBe("permitted");
    expect(inventory.cpcs).toHaveLength(hmc.inventory.list("cpc").length);
    expect(inventory.partitions).toHaveLength(
      hmc.inventory.list("partition").length + hmc.inventory.list("logical-partition").length,
    );
    expect(inventory.partitions.every((row) => row.cpcName !== null && row.type !== null)).toBe(true);
    expect(inventory.warnings).toEqual([]);
    await connection.signOff();
  });

  it.each([
    ["without permitted lists", { hasPermittedLists: false }],
    ["without additional properties either", { hasPermittedLists: false, hasAdditionalProperties: false }],
  ])("reads CPC by CPC on HMCs %s", async (_name, level) => {
    const hmc = await start({ level: { ...level, hmcVersion: "2.13.1", apiMajorVersion: 1, apiMinorVersion: 9 } });
    const connection = await hmcKind.signOn(target(hmc));
    const inventory = await connection.readInventory();
    expect(inventory.source).toBe("per-cpc");
    expect(inventory.partitions).toHaveLength(
      hmc.inventory.list("partition").length + hmc.inventory.list("logical-partition").length,
    );
    expect(inventory.partitions.every((row) => row.cpcName !== null)).toBe(true);
    await connection.signOff();
  });

  it("shows partitions to a user who may not see their CPCs", async () => {
    const user = {
      userid: "lparuser",
      password: "lpar-password",
      canSee: (object: { class: string }) => object.class !== "cpc",
    };
    const hmc = await start({ users: [user] });
    const connection = await hmcKind.signOn(target(hmc, { userName: user.userid, password: user.password }));
    const inventory = await connection.readInventory();
    expect(inventory.cpcs).toEqual([]);
    expect(inventory.partitions.length).toBeGreaterThan(0);
    await connection.signOff();
  });

  it("reads 10,000 rows in three requests", async () => {
    const hmc = await start({ inventory: generatedInventory({ partitions: 10_000 }) });
    const connection = await hmcKind.signOn(target(hmc));
    const before = hmc.requests.total;
    expect((await connection.readInventory()).partitions.length).toBeGreaterThanOrEqual(10_000);
    expect(hmc.requests.total - before).toBe(4);
    await connection.signOff();
  });

  it("is a protocol error where the list is not what the book says", async () => {
    const hmc = await start();
    const connection = await hmcKind.signOn(target(hmc));
    hmc.faults.onRequest({ kind: "replace-body", body: { cpcs: [{ name: 7 }] } }, { path: "/api/cpcs" });
    await expect(connection.readInventory()).rejects.toMatchObject({ code: "device_protocol" });
    await connection.signOff();
  });

  it("groups an object's properties without what the HMC says about itself", async () => {
    const hmc = await start({ implementationErrors: true });
    const connection = await hmcKind.signOn(target(hmc));
    const partition = hmc.inventory.list("partition")[0];
    const object = await connection.readObject(partition?.uri ?? "");
    const names = object.groups.flatMap((group) => group.properties.map((property) => property.name));
    expect(names).not.toContain("@@implementation-errors");
    expect(object).toMatchObject({ class: "partition", cpcUri: partition?.cpcUri });
    await connection.signOff();
  });
});
