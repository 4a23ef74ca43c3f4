import { afterEach, describe, expect, it } from "vitest";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { targetOf as bmcTargetOf, TestBench } from "@/server/protocols/bmc/testing/connection-target";
import { DEFAULT_USER, type FakeHmc, type FakeHmcOptions } from "@/server/protocols/hmc/fake";
import { startTestHmc, testAuthority } from "@/server/protocols/hmc/fake/test-hmc";
import { targetOf } from "@/server/protocols/hmc/testing/connection-target";
import type { ConnectionTarget, DeviceConnection } from "@/server/protocols/kind";
import { getKind } from "@/server/protocols/registry";
import { CircuitBreaker } from "./circuit-breaker";
import { ManualClock, poolOver } from "./testing/pool";

const LOGON = { method: "POST", path: "/api/sessions" } as const;
const opened: FakeHmc[] = [];
const bench = new TestBench();

async function setUp(options: Partial<FakeHmcOptions> = {}, poolOptions: Parameters<typeof poolOver>[1] = {}) {
  const { hmc } = await startTestHmc(options);
  opened.push(hmc);
  const targets = new Map<string, ConnectionTarget>([["p", targetOf(hmc, { rootPem: testAuthority.rootPem })]]);
  return { hmc, targets, ...poolOver(targets, poolOptions) };
}
const readConsole = (connection: DeviceConnection) => connection.describe("/api/console");
const codesOf = (results: PromiseSettledResult<unknown>[]) =>
  results.map((result) => (result.status === "rejected" ? (result.reason as { code?: string }).code : "ok"));

afterEach(async () => {
  await Promise.all([bench.closeAll(), ...opened.splice(0).map((hmc) => hmc.close())]);
});

describe("SessionPool", () => {
  it("shares one session, stored before it is used and removed after logoff", async () => {
    const { hmc, pool, rows } = await setUp();
    await Promise.all(Array.from({ length: 50 }, () => pool.use("p", readConsole)));
    expect(hmc.requests.count(LOGON)).toBe(1);
    expect([...rows.values()].map((handle) => handle.sessionId)).toEqual(hmc.sessions.map((session) => session.id));
    await pool.stop();
    expect(hmc.sessions).toHaveLength(0);
    expect(rows.size).toBe(0);
    await expect(pool.use("p", readConsole)).rejects.toMatchObject({ code: "shutting_down" });
  });

  it("keeps exactly the row of the present session over a re-logon", async () => {
    const { hmc, pool, rows } = await setUp();
    await pool.use("p", readConsole);
    hmc.faults.expireAllSessions();
    await pool.use("p", readConsole);
    expect([...rows.values()].map((handle) => handle.sessionId)).toEqual(hmc.sessions.map((session) => session.id));
    await pool.stop();
  });

  it("makes one logon with a wrong password and then pauses until somebody retries", async () => {
    const { hmc, pool } = await setUp();
    hmc.defineUser({ ...DEFAULT_USER, password: "another-password" });
    const ask = () => Promise.allSettled(Array.from({ length: 50 }, () => pool.use("p", readConsole)));
    expect(new Set(codesOf(await ask()))).toEqual(new Set(["device_authentication"]));
    expect(new Set(codesOf(await ask()))).toEqual(new Set(["device_logon_paused"]));
    expect(hmc.requests.count(LOGON)).toBe(1);
    expect(pool.pausedLogon("p")?.reason).toContain("refused the logon");
    pool.drop("p");
    expect(new Set(codesOf(await ask()))).toEqual(new Set(["device_logon_paused"]));
    hmc.defineUser(DEFAULT_USER);
    pool.retryLogon("p");
    expect(await pool.use("p", readConsole)).toMatchObject({ class: "console" });
    expect(pool.pausedLogon("p")).toBeUndefined();
    await pool.stop();
  });

  it("forgets a refusal with the credentials it was about", async () => {
    const { hmc, pool, targets } = await setUp();
    hmc.defineUser({ ...DEFAULT_USER, password: "another-password" });
    expect(codesOf(await Promise.allSettled([pool.use("p", readConsole)]))).toEqual(["device_authentication"]);
    const rules = pool.rulesFor("p", 1);
    targets.set("p", targetOf(hmc, { rootPem: testAuthority.rootPem, password: "another-password" }));
    pool.drop("p", true);
    await expect(rules.passLogon?.(() => Promise.resolve("logged on"))).rejects.toMatchObject({
      code: "device_logon_paused",
    });
    expect(await pool.use("p", readConsole)).toMatchObject({ class: "console" });
    await pool.stop();
  });

  it.each([
    [400, 13, "device_session_limit"],
    [400, 45, "device_password_expired"],
  ])("pauses at once after %i.%i", async (status, reason, code) => {
    const { hmc, pool } = await setUp();
    hmc.faults.refuseLogon(status, reason);
    expect(codesOf(await Promise.allSettled([pool.use("p", readConsole)]))).toEqual([code]);
    expect(codesOf(await Promise.allSettled([pool.use("p", readConsole)]))).toEqual(["device_logon_paused"]);
    expect(hmc.requests.count(LOGON)).toBe(1);
    await pool.stop();
  });

  it("pauses after a refused re-logon too", async () => {
    const { hmc, pool } = await setUp();
    await pool.use("p", readConsole);
    hmc.defineUser({ ...DEFAULT_USER, password: "another-password" });
    hmc.faults.expireAllSessions();
    for (let round = 0; round < 4; round += 1) {
      await Promise.allSettled(Array.from({ length: 20 }, () => pool.use("p", readConsole)));
    }
    expect(hmc.requests.count(LOGON)).toBe(2);
    expect(pool.pausedLogon("p")).toBeDefined();
    await pool.stop();
  });

  it("closes every socket at once when the profile changes, and logs the session off over the new settings", async () => {
    const { hmc, pool, rows, targets } = await setUp();
    await pool.use("p", readConsole);
    const before = hmc.requests.total;
    hmc.faults.onRequest({ kind: "hang" }, { path: "/api/console", times: 1 });
    const running = pool.use("p", readConsole);
    await hmc.until(() => hmc.requests.total > before);
    targets.set("p", targetOf(hmc, { rootPem: testAuthority.rootPem, userName: DEFAULT_USER.userid }));
    pool.drop("p");
    await expect(running).rejects.toMatchObject({ class: "connection-closed" });
    await hmc.until(() => hmc.sessions.length === 0);
    expect(await pool.use("p", readConsole)).toMatchObject({ class: "console" });
    expect(rows.size).toBe(1);
    await pool.stop();
  });

  it("uses a newer revision even if nobody told it of the change", async () => {
    const revisions = new Map([["p", 1]]);
    const { hmc, pool } = await setUp({}, { revisions });
    await pool.use("p", readConsole, 1);
    revisions.set("p", 2);
    await pool.use("p", readConsole, 2);
    expect(hmc.requests.count(LOGON)).toBe(2);
    await pool.stop();
  });

  it("logs off what nobody has used for a while", async () => {
    const clock = new ManualClock();
    const { hmc, pool } = await setUp({}, { clock, idleMs: 60_000 });
    const lease = await pool.acquire("p");
    clock.advance(120_000);
    expect(hmc.sessions).toHaveLength(1);
    lease.release();
    clock.advance(59_000);
    expect(hmc.sessions).toHaveLength(1);
    clock.advance(1_000);
    await hmc.until(() => hmc.sessions.length === 0);
    await pool.stop();
  });

  it("leaves an endpoint alone that keeps failing, and finds back with one probe", async () => {
    const clock = new ManualClock();
    const { hmc, pool } = await setUp({}, { clock });
    await hmc.stop();
    for (let round = 0; round < 5; round += 1) {
      await expect(pool.use("p", readConsole)).rejects.toMatchObject({ class: "refused" });
    }
    await expect(pool.use("p", readConsole)).rejects.toMatchObject({ code: "device_unreachable" });
    expect(pool.isBreakerOpen("p")).toBe(true);
    await hmc.start();
    await expect(pool.use("p", readConsole)).rejects.toMatchObject({ code: "device_unreachable" });
    clock.advance(6_000);
    expect(await pool.use("p", readConsole)).toMatchObject({ class: "console" });
    expect(pool.isBreakerOpen("p")).toBe(false);
    await pool.stop();
  });

  it("shows that another certificate answers even while it leaves the endpoint alone", async () => {
    const clock = new ManualClock();
    const { hmc, pool, targets } = await setUp({}, { clock });
    const target = targetOf(hmc, { rootPem: createTestAuthority().rootPem });
    targets.set("p", target);
    for (let round = 0; round < 5; round += 1) {
      await expect(pool.use("p", readConsole)).rejects.toMatchObject({ class: "unknown-ca" });
    }
    expect(pool.isBreakerOpen("p")).toBe(true);
    await hmc.until(() => hmc.connections.https.tlsFailures.length === 5);
    await expect(pool.use("p", readConsole)).rejects.toMatchObject({
      class: "unknown-ca",
      message: expect.stringContaining("not in your bundle"),
    });
    expect(hmc.connections.https.tlsFailures).toHaveLength(5);
    await pool.stop();
  });

  describe("of redundant devices", () => {
    async function setUpTwo(poolOptions: Parameters<typeof poolOver>[1] = {}) {
      const { hmc: first, targets, ...rest } = await setUp({}, poolOptions);
      const { hmc: second } = await startTestHmc();
      opened.push(second);
      targets.set("p", targetOf(first, { rootPem: testAuthority.rootPem, alternates: [second] }));
      return { first, second, targets, ...rest };
    }

    it("goes on at the next address once the present one cannot be connected to", async () => {
      const { first, second, pool, rows, abandoned } = await setUpTwo();
      await pool.use("p", readConsole);
      expect([first.sessions.length, second.sessions.length]).toEqual([1, 0]);
      const [row] = rows.keys();
      await first.stop();
      await expect(pool.use("p", readConsole)).rejects.toMatchObject({ class: "refused" });
      expect(await pool.use("p", readConsole)).toMatchObject({ class: "console" });
      expect(second.requests.count(LOGON)).toBe(1);
      await second.until(() => abandoned.length > 0);
      expect(abandoned, "the session on the first is somebody's to log off").toEqual([row]);
      await first.start();
      await pool.use("p", readConsole);
      expect(second.requests.count(LOGON), "what answers is kept").toBe(1);
      await pool.stop();
      expect(second.sessions).toHaveLength(0);
    });

    it("lets whoever uses the old connection finish there, unless the profile is changed", async () => {
      const { first, second, pool } = await setUpTwo();
      const lease = await pool.acquire("p");
      await first.stop();
      await expect(pool.use("p", readConsole)).rejects.toMatchObject({ class: "refused" });
      await pool.use("p", readConsole);
      await first.start();
      expect(await readConsole(lease.connection)).toMatchObject({ class: "console" });
      pool.drop("p");
      await expect(readConsole(lease.connection)).rejects.toMatchObject({ class: "connection-closed" });
      lease.release();
      await second.until(() => second.sessions.length === 0);
      await pool.stop();
    });

    it("ends a connection that is not verified in time, also one that was left behind", async () => {
      const clock = new ManualClock();
      const { first, pool, targets } = await setUpTwo({ clock });
      const target = targets.get("p");
      if (target === undefined) throw new Error("There is no target.");
      const { policy } = target.tls;
      const insecureUntil = new Date(Date.now() + 3_600_000).toISOString();
      const trust = { ...policy.trust, mode: "insecure" as const, insecureUntil };
      targets.set("p", { ...target, tls: { ...target.tls, policy: { ...policy, trust } } });
      const lease = await pool.acquire("p");
      await first.stop();
      await expect(pool.use("p", readConsole)).rejects.toMatchObject({ class: "refused" });
      await first.start();
      expect(await readConsole(lease.connection)).toMatchObject({ class: "console" });
      expect(pool.openSessions, "a session that is left behind is open all the same").toBe(1);
      clock.advance(Date.parse(insecureUntil) - clock.now());
      await expect(readConsole(lease.connection)).rejects.toMatchObject({ class: "connection-closed" });
      lease.release();
      await pool.stop();
    });
  });

  it("writes no secret into its log", async () => {
    const { hmc, pool, log } = await setUp();
    hmc.defineUser({ ...DEFAULT_USER, password: "another-password" });
    await Promise.allSettled([pool.use("p", readConsole)]);
    expect(log.lines.join("\n")).not.toContain(DEFAULT_USER.password);
    expect(log.lines.length).toBeGreaterThan(0);
    await pool.stop();
  });
});

describe("logons of one profile at the same moment", () => {
  const password = "not-the-password";

  async function startHmc() {
    const { hmc } = await startTestHmc({});
    opened.push(hmc);
    const target = targetOf(hmc, { rootPem: testAuthority.rootPem, password });
    return { kind: "hmc", target, logons: () => hmc.requests.count(LOGON) } as const;
  }
  async function startBmc() {
    const bmc = await bench.start();
    const logons = () => bmc.count("POST", "/redfish/v1/SessionService/Sessions");
    return { kind: "bmc", target: bmcTargetOf(bmc, { password }), logons } as const;
  }

  it.each([
    ["HMC", startHmc],
    ["BMC", startBmc],
  ])("reach the %s one after the other, and none after a refusal", async (_name, startDevice) => {
    const { kind, target, logons } = await startDevice();
    const { pool } = poolOver(new Map([["p", target]]), { kind });
    const retest = async () => {
      const rules = pool.rulesFor("p", 1);
      const findings: string[] = [];
      for await (const step of getKind(kind).diagnose(target, new AbortController().signal, rules)) {
        if (step.id === "logon" && step.status === "fail") findings.push(step.finding);
      }
      rules.end();
      return findings;
    };
    const listen = () => pool.acquire("p").catch((error: { code: string }) => error.code);
    const results = await Promise.all([listen(), ...Array.from({ length: 4 }, retest), listen()]);
    expect(logons()).toBe(1);
    // One of them heard the device itself; the others were told of it.
    const heard = results.flat().filter((result) => !/paused/.test(String(result)));
    expect(heard.length).toBeLessThanOrEqual(2);
    expect(results.flat()).toHaveLength(6);
    expect(pool.pausedLogon("p")).toBeDefined();
    await pool.stop();
  });

  it("are all made where none is refused", async () => {
    const { hmc, pool, targets } = await setUp();
    const target = targets.get("p") as ConnectionTarget;
    const retest = async () => {
      const statuses: string[] = [];
      const rules = pool.rulesFor("p", 1);
      for await (const { status } of getKind("hmc").diagnose(target, new AbortController().signal, rules)) {
        statuses.push(status);
      }
      rules.end();
      return statuses;
    };
    const [, ...tests] = await Promise.all([pool.use("p", readConsole), retest(), retest()]);
    expect(tests.flat()).not.toContain("fail");
    expect(hmc.requests.count(LOGON)).toBe(3);
    await pool.stop();
  });
});

describe("CircuitBreaker", () => {
  it("opens after five failures in thirty seconds only, and doubles its time", () => {
    const clock = new ManualClock();
    const breaker = new CircuitBreaker(clock);
    for (let count = 0; count < 8; count += 1) {
      breaker.fail();
      clock.advance(10_000);
    }
    expect(breaker.isOpen).toBe(false);
    for (let count = 0; count < 5; count += 1) breaker.fail();
    expect(breaker.admit()).toMatchObject({ isAllowed: false, retryAfterMs: 5_000 });
    clock.advance(5_000);
    expect(breaker.admit()).toEqual({ isAllowed: true });
    expect(breaker.admit()).toMatchObject({ isAllowed: false });
    breaker.fail();
    expect(breaker.admit()).toMatchObject({ isAllowed: false, retryAfterMs: 10_000 });
    clock.advance(10_000);
    expect(breaker.admit()).toEqual({ isAllowed: true });
    breaker.succeed();
    expect(breaker.admit()).toEqual({ isAllowed: true });
  });
});
