import { connect } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { issueServerCertificateFor } from "@/server/pki/fake/test-authority";
import type { HttpFault } from "./faults";
import { type FakeHmc, ManualClock } from "./index";
import { text } from "./model";
import { propertiesOf, type RawClient, type RawStomp, reasonOf } from "./raw-client";
import { startTestHmc, testAuthority } from "./test-hmc";

describe("HTTP faults of the simulated HMC", () => {
  let hmc: FakeHmc;
  let client: RawClient;

  beforeEach(async () => {
    ({ hmc, client } = await startTestHmc());
  });

  afterEach(() => hmc.close());

  const version = () => client.send("GET", "/api/version");

  it.each<[HttpFault, number, RegExp]>([
    [{ kind: "html-disabled" }, 500, /Web Services are not enabled\./],
    [{ kind: "html-starting" }, 503, /<title>Console Starting<\/title>/],
    [{ kind: "proxy-401" }, 401, /Authorization Required/],
    [{ kind: "proxy-403" }, 403, /Blocked by policy/],
    [{ kind: "redirect", location: "https://elsewhere.example/" }, 302, /^$/],
    [{ kind: "not-json" }, 200, /not JSON/],
    [{ kind: "truncated-json" }, 200, /"api-minor-version":10$/],
    [{ kind: "replace-body", body: [1, 2] }, 200, /^\[1,2\]$/],
    [
      { kind: "rewrite-body", rewrite: (body) => ({ ...propertiesOf(body), "api-major-version": "four" }) },
      200,
      /"four"/,
    ],
    [{ kind: "error", status: 503, reason: 1 }, 503, /"reason":1/],
    [{ kind: "drip", pieces: 5, everyMs: 1 }, 200, /^\{.*"api-minor-version":10\}$/],
    [{ kind: "delay", delayMs: 5 }, 200, /"hmc-name":"HMC1"/],
  ])("answers with %o, once", async (fault, status, text) => {
    hmc.faults.onRequest(fault, { path: "/api/version", times: 1 });
    const answer = await version();
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(text);
    expect((await version()).status).toBe(200);
    expect(hmc.requests.count({ path: "/api/version" })).toBe(2);
  });

  it.each<[HttpFault, string]>([
    [{ kind: "reset" }, "read ECONNRESET"],
    [{ kind: "reset-after-operation" }, "read ECONNRESET"],
    [{ kind: "reset-mid-body" }, "aborted"],
    [{ kind: "half-close" }, "aborted"],
  ])("breaks the connection with %o", async (fault, message) => {
    const remove = hmc.faults.onRequest(fault);
    await expect(version()).rejects.toThrow(message);
    remove();
    expect((await version()).status).toBe(200);
  });

  it("hangs until the client or the HMC ends the connection", async () => {
    hmc.faults.onRequest({ kind: "hang" });
    const answer = version();
    const refused = expect(answer).rejects.toMatchObject({ code: "ECONNRESET" });
    await hmc.until(() => hmc.requests.count() === 1);
    hmc.faults.dropHttpsConnections();
    await refused;
  });

  it("answers with 5 MB, and refuses logons as told", async () => {
    hmc.faults.onRequest({ kind: "oversized-body", bytes: 5_000_000 }, { times: 1 });
    expect((await version()).text.length).toBeGreaterThan(5_000_000);
    hmc.faults.refuseLogon(400, 45, 1);
    const body = { userid: "ensadmin", password: "ensadmin-password" };
    expect(reasonOf(await client.send("POST", "/api/sessions", { body }))).toBe("400.45");
    expect((await client.send("POST", "/api/sessions", { body })).status).toBe(200);
  });

  it("expires all sessions at once", async () => {
    const session = await client.session();
    const other = await client.session();
    hmc.faults.endSession(other);
    expect(reasonOf(await client.send("GET", "/api/console", { session: other }))).toBe("403.5");
    expect((await client.send("GET", "/api/console", { session })).status).toBe(200);
    hmc.faults.expireAllSessions();
    expect(reasonOf(await client.send("GET", "/api/console", { session }))).toBe("403.5");
  });

  it("presents another certificate while connected", async () => {
    const presented = () =>
      new Promise<string>((resolve, reject) => {
        const socket = connect({ host: hmc.host, port: hmc.httpsPort, ca: testAuthority.rootPem }, () => {
          resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? "");
          socket.destroy();
        });
        socket.on("error", reject);
      });
    const before = await presented();
    const next = issueServerCertificateFor(testAuthority, ["127.0.0.1"]);
    hmc.faults.swapCertificate(next.chainPem, next.keyPem);
    expect(await presented()).toBe(next.certificate.fingerprint256);
    expect(before).not.toBe(next.certificate.fingerprint256);
  });

  it("restarts the HMC when the console is told to", async () => {
    const session = await client.session();
    const answer = await client.send("POST", "/api/console/operations/restart", { session, body: { force: true } });
    expect([answer.status, answer.text]).toEqual([202, ""]);
    await hmc.until(() => hmc.sessions.length === 0);
  });
});

describe("STOMP faults of the simulated HMC", () => {
  let hmc: FakeHmc;
  let client: RawClient;
  let stomp: RawStomp;
  let clock: ManualClock;

  beforeEach(async () => {
    clock = new ManualClock();
    ({ hmc, client } = await startTestHmc({ clock, heartBeat: { sendMs: 10, receiveMs: 0 } }));
    const logon = await client.logon();
    stomp = await client.stomp();
    stomp.frame("CONNECT", {
      "accept-version": "1.2",
      login: text(logon, "api-session"),
      passcode: text(logon, "session-credential"),
      "heart-beat": "0,10",
    });
    stomp.frame("SUBSCRIBE", { destination: "/topic/ensadmin.145", id: "1" });
    await hmc.until(() => hmc.subscribedTopics.length === 1);
    await stomp.until((text) => text.endsWith("\0\n"));
  });

  afterEach(async () => {
    stomp.close();
    await hmc.close();
  });

  it("publishes what no client expects", async () => {
    hmc.faults.publishUnknownType();
    hmc.faults.publishWithoutHeaders();
    hmc.faults.publishBrokenJson();
    await stomp.until((text) => text.split("MESSAGE\n").length === 4);
    const [, unknown = "", bare = "", broken = ""] = stomp.text.split("MESSAGE\n");
    expect(unknown).toContain("notification-type:quantum-change");
    expect(bare).not.toMatch(/notification-type|object-uri|class:/);
    expect(() => JSON.parse(broken.slice(broken.indexOf("\n\n"), broken.indexOf("\0")))).toThrow(SyntaxError);
  });

  it("sends a burst complete and in order", async () => {
    expect(hmc.faults.burst(2000)).toBe(2000);
    await stomp.until((text) => text.includes('"new-value":1999}'));
    const numbers = [...stomp.text.matchAll(/session-sequence-nr:(\d+)/g)].map((match) => Number(match[1]));
    expect(numbers).toEqual(Array.from({ length: 2000 }, (_unused, index) => index));
  });

  it("truncates a frame and ends the connection", async () => {
    hmc.faults.sendTruncatedFrame();
    await stomp.untilClosed();
    expect(stomp.text).toContain("MESSAGE\n");
    expect(stomp.text.slice(stomp.text.indexOf("MESSAGE\n"))).not.toContain("\0");
  });

  it("drops connections and refuses new ones", async () => {
    hmc.faults.refuseStompConnections();
    hmc.faults.dropStompConnections();
    await stomp.untilClosed();
    const refused = await client.stomp().catch(() => undefined);
    await refused?.untilClosed();
    hmc.faults.clear();
    const taken = await client.stomp();
    taken.frame("CONNECT", { "accept-version": "1.2", login: "ensadmin", passcode: "ensadmin-password" });
    await taken.until((text) => text.includes("CONNECTED"));
    taken.close();
  });

  it.each([
    [false, 10],
    [true, 0],
  ])("sends heart-beats unless silenced (%s)", async (isSilent, beats) => {
    hmc.faults.silenceHeartBeats(isSilent);
    const from = stomp.text.length;
    clock.advance(100);
    hmc.faults.publishUnknownType("mark");
    await stomp.until((text) => text.includes("notification-type:mark"));
    expect(stomp.text.slice(from, stomp.text.indexOf("MESSAGE\n"))).toBe("\n".repeat(beats));
  });

  it("closes and opens the notification port alone", async () => {
    await hmc.stopStomp();
    await stomp.untilClosed();
    await expect(client.stomp()).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect((await client.send("GET", "/api/version")).status).toBe(200);
    await hmc.startStomp();
    (await client.stomp()).close();
  });
});
