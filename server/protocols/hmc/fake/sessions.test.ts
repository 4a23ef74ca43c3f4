import { afterEach, describe, expect, it } from "vitest";
import { type FakeHmc, ManualClock } from "./index";
import { text } from "./model";
import { itemsOf, propertiesOf, type RawClient, reasonOf } from "./raw-client";
import { startTestHmc } from "./test-hmc";

const LOGON = "/api/sessions";
const THIS_SESSION = "/api/sessions/this-session";

describe("sessions of the simulated HMC", () => {
  let running: FakeHmc | undefined;
  const start = async (...options: Parameters<typeof startTestHmc>): Promise<{ hmc: FakeHmc; client: RawClient }> => {
    const started = await startTestHmc(...options);
    running = started.hmc;
    return started;
  };

  afterEach(async () => {
    await running?.close();
    running = undefined;
  });

  it("tells its version without a session, in chunks and with a keep-alive hint of one second", async () => {
    const { client } = await start();
    const answer = await client.send("GET", "/api/version", { headers: { Connection: "keep-alive" } });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      "hmc-name": "HMC1",
      "hmc-version": "2.16.0",
      "api-major-version": 4,
      "api-minor-version": 10,
    });
    expect(answer.headers).toMatchObject({
      server: "Hardware management console API web server / 2.0",
      "content-type": "application/json;charset=UTF-8",
      "transfer-encoding": "chunked",
      "keep-alive": "timeout=1",
    });
    expect(answer.headers["content-length"]).toBeUndefined();
    expect(answer.headers["x-request-id"]).toMatch(/^Sx.+ Rx\d+$/);
    const last = await client.send("GET", "/api/version", { headers: { Connection: "close" } });
    expect(last.headers).toMatchObject({ connection: "close" });
  });

  it("logs on with any spelling of the user id, uses the session and logs off", async () => {
    const { client, hmc } = await start();
    const logon = await client.logon("EnsAdmin");
    expect(logon["api-session"]).toMatch(/^[0-9a-z]{50}$/);
    expect(logon).toMatchObject({
      "notification-topic": "ensadmin.145",
      "job-notification-topic": "ensadmin.145job",
      "api-major-version": 4,
      "password-expires": -1,
    });
    expect(logon["session-credential"]).toEqual(expect.any(String));
    const session = text(logon, "api-session");
    const topics = await client.send("GET", "/api/sessions/operations/get-notification-topics", { session });
    expect(itemsOf(topics, "topics").map((topic) => topic["topic-type"])).toEqual([
      "object-notification",
      "job-notification",
      "audit-notification",
      "security-notification",
    ]);
    expect((await client.send("DELETE", THIS_SESSION, { session })).status).toBe(204);
    expect(reasonOf(await client.send("DELETE", THIS_SESSION, { session }))).toBe("403.5");
    expect(hmc.sessions).toEqual([]);
    expect(hmc.requests.count({ path: THIS_SESSION })).toBe(2);
  });

  it.each([
    ["a wrong password", { userid: "ensadmin", password: "wrong" }, "403.0"],
    ["an unknown user", { userid: "nobody", password: "wrong" }, "403.0"],
    ["a disabled user", { userid: "disabled", password: "p" }, "403.0"],
    ["an expired password", { userid: "expired", password: "p" }, "400.45"],
    ["a missing MFA code", { userid: "mfa", password: "p" }, "403.0"],
    ["a missing field", { userid: "ensadmin" }, "400.5"],
    ["an unknown field", { userid: "ensadmin", password: "p", color: "red" }, "400.6"],
    ["a wrong type", { userid: "ensadmin", password: 5 }, "400.7"],
    ["no body", undefined, "400.3"],
  ])("refuses a logon with %s", async (_what, body, reason) => {
    const { client } = await start({
      users: [
        { userid: "ensadmin", password: "ensadmin-password" },
        { userid: "disabled", password: "p", isDisabled: true },
        { userid: "expired", password: "p", isPasswordExpired: true },
        { userid: "mfa", password: "p", mfaCode: "123456" },
      ],
    });
    expect(reasonOf(await client.send("POST", LOGON, { body }))).toBe(reason);
  });

  it("accepts an MFA code, and a new password for an expired one", async () => {
    const { client } = await start({
      users: [
        { userid: "expired", password: "old", isPasswordExpired: true },
        { userid: "mfa", password: "p", mfaCode: "123456", sharedSecretKey: "ENROLMENT" },
      ],
    });
    const mfa = { userid: "mfa", password: "p", "multi-factor-authentication-code": "123456" };
    const answer = await client.send("POST", LOGON, { body: mfa });
    expect(propertiesOf(answer.json)["shared-secret-key"]).toBe("ENROLMENT");
    const renewal = { userid: "expired", password: "old", "new-password": "new" };
    expect((await client.send("POST", LOGON, { body: renewal })).status).toBe(200);
    expect((await client.send("POST", LOGON, { body: { userid: "expired", password: "new" } })).status).toBe(200);
  });

  it("limits the sessions of a user and disables a user after repeated failures", async () => {
    const { client } = await start({ sessionLimitPerUser: 1, failuresBeforeDisabling: 2 });
    const session = await client.session();
    const body = { userid: "ENSADMIN", password: "ensadmin-password" };
    expect(reasonOf(await client.send("POST", LOGON, { body }))).toBe("400.13");
    await client.send("DELETE", THIS_SESSION, { session });
    for (const _attempt of [1, 2]) await client.logon("ensadmin", "wrong");
    expect(reasonOf(await client.send("POST", LOGON, { body }))).toBe("403.0");
  });

  it("expires sessions, and tells missing ids from invalid ones", async () => {
    const clock = new ManualClock();
    const { client } = await start({ clock, sessionLifetimeMs: 1000 });
    const session = await client.session();
    expect((await client.send("GET", "/api/console", { session })).status).toBe(200);
    clock.advance(1000);
    expect(reasonOf(await client.send("GET", "/api/console", { session }))).toBe("403.5");
    expect(reasonOf(await client.send("GET", "/api/console"))).toBe("403.4");
    expect(reasonOf(await client.send("GET", "/api/no-such-thing"))).toBe("403.4");
  });

  it.each([
    [5, "403.5"],
    [4, "403.4"],
  ] as const)("forgets sessions in a restart on the same port (reason %i)", async (staleSessionReason, reason) => {
    const { client, hmc } = await start({ staleSessionReason });
    const session = await client.session();
    const portBefore = hmc.httpsPort;
    await hmc.restart();
    expect(hmc.httpsPort).toBe(portBefore);
    expect(reasonOf(await client.send("GET", "/api/console", { session }))).toBe(reason);
  });

  it("repeats the request with its session id in error bodies", async () => {
    const { client } = await start();
    const session = await client.session();
    const body = { name: "x" };
    const answer = await client.send("POST", "/api/partitions/none?a=b", { session, body });
    expect(answer.json).toMatchObject({
      "http-status": 404,
      reason: 1,
      "request-method": "POST",
      "request-uri": "/api/partitions/none",
      "request-query-parms": [{ name: "a", value: "b" }],
      "request-headers": { "x-api-session": session },
      "request-authenticated-as": "ensadmin",
      "request-body": body,
    });
  });
});
