import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FakeHmc } from "./fake-hmc";
import { type Properties, text } from "./model";
import type { RawClient, RawStomp } from "./raw-client";
import { startTestHmc } from "./test-hmc";

describe("notifications of the simulated HMC", () => {
  let hmc: FakeHmc;
  let client: RawClient;
  let logon: Properties;
  let stomp: RawStomp;

  beforeEach(async () => {
    ({ hmc, client } = await startTestHmc({ heartBeat: { sendMs: 20, receiveMs: 0 } }));
    logon = await client.logon();
    stomp = await client.stomp();
  });

  afterEach(async () => {
    stomp.close();
    await hmc.close();
  });

  const connect = async (version = "1.2", heartBeat = "0,0") => {
    const login = text(logon, "api-session");
    const passcode = text(logon, "session-credential");
    stomp.frame("CONNECT", { "accept-version": version, login, passcode, "heart-beat": heartBeat });
    await stomp.until((text) => text.includes("CONNECTED\n") && text.includes("\0"));
  };
  const subscribe = async (topic: string, id = "7") => {
    stomp.frame("SUBSCRIBE", { destination: `/topic/${topic}`, id, ack: "auto" });
    await hmc.until(() => hmc.subscribedTopics.includes(topic));
  };

  it("sends a status-change with the headers of the book and without content-length", async () => {
    await connect();
    await subscribe("ensadmin.145");
    const partition = hmc.inventory.named("LINPROD01");
    hmc.inventory.setStatus(partition.uri, "degraded");
    await stomp.until((text) => text.includes("MESSAGE"));
    const frame = stomp.text.slice(stomp.text.indexOf("MESSAGE"));
    const [head = "", body = ""] = frame.split("\n\n");
    expect(head.split("\n")).toEqual(
      expect.arrayContaining([
        "expires:0",
        "priority:4",
        "subscription:7",
        "destination:/topic/ensadmin.145",
        "notification-type:status-change",
        "session-sequence-nr:0",
        "class:partition",
        "name:LINPROD01",
        `object-uri:${partition.uri}`,
      ]),
    );
    expect(head).toMatch(/global-sequence-nr:\d+/);
    expect(head).toMatch(/message-id:ID\\chmc1-\d+-\d+-3\\c1\\c1\\c1\\c\d+/);
    expect(head).not.toContain("content-length");
    expect(body.slice(0, body.indexOf("\0"))).toBe(
      JSON.stringify({
        "change-reports": [{ "old-status": "active", "new-status": "degraded", "has-unacceptable-status": true }],
      }),
    );
  });

  it("does not escape headers in STOMP 1.0 and takes user id and password", async () => {
    stomp.frame("CONNECT", { login: "ensadmin", passcode: "ensadmin-password" });
    await stomp.until((text) => text.includes("version:1.0"));
    await subscribe("ensadmin.145");
    hmc.inventory.remove(hmc.inventory.named("LINPROD01").uri);
    await stomp.until((text) => text.includes("MESSAGE"));
    expect(stomp.text).toMatch(/message-id:ID:hmc1-/);
    expect(stomp.text).toContain("action:remove\n");
    expect(stomp.text).toMatch(/\n\n\0\n$/);
  });

  it("announces the end of a job on the job topic, with an empty body", async () => {
    await connect();
    await subscribe("ensadmin.145job");
    const uri = `${hmc.inventory.named("LINTEST03").uri}/operations/start`;
    await client.send("POST", uri, { session: text(logon, "api-session") });
    await stomp.until((text) => text.includes("notification-type:job-completion"));
    expect(stomp.text).toContain(`job-uri:${hmc.jobs[0]?.uri}\n`);
    expect(stomp.text).toMatch(/\n\n\0\n$/);
  });

  it("sends log entries and operating system messages, with the backlog at first", async () => {
    const session = text(logon, "api-session");
    const lpar = hmc.inventory.named("ZPRDA1");
    hmc.publishOsMessage(lpar, { text: "IEA101A SPECIFY SYSTEM PARAMETERS\n", isHeld: true });
    const channel = await client.send("POST", `${lpar.uri}/operations/open-os-message-channel`, { session, body: {} });
    const topic = text(JSON.parse(channel.text), "topic-name");
    expect(topic).toMatch(/^ensadmin\.145osm\.[0-9a-f]{32}$/);
    await connect();
    await subscribe(topic, "1");
    await stomp.until((text) => text.includes('"is-refresh":true'));
    await subscribe("ensadmin.145sec", "2");
    hmc.publishLogEntry("security", { id: "1", name: "Logon", message: "A user logged on.", userid: "x" });
    await stomp.until((text) => text.includes('{"log-entries":[{"event-id":"1"'));
    await client.send("POST", `${lpar.uri}/operations/send-os-cmd`, {
      session,
      body: { "operating-system-command-text": "D T" },
    });
    await stomp.until((text) => text.includes('"message-text":"D T\\n"'));
  });

  it("refuses a wrong login with the broker's text and ends the connection", async () => {
    stomp.frame("STOMP", { "accept-version": "1.1", login: "ensadmin", passcode: "wrong" });
    await stomp.untilClosed();
    expect(stomp.text).toMatch(/^ERROR\n/);
    expect(stomp.text).toContain("message:User name [ensadmin] or password is invalid.");
  });

  it("refuses an unknown topic and ends the connection", async () => {
    await connect("1.1");
    stomp.frame("SUBSCRIBE", { destination: "/topic/other.1", id: "1" });
    await stomp.untilClosed();
    expect(stomp.text).toContain("ERROR\n");
    expect(stomp.text).toContain("not authorized to read from\\c topic\\c//other.1");
  });

  it("reads frames that come in pieces, answers receipts and sends heart-beats", async () => {
    await connect("1.2", "0,10");
    const frame = `\n\nSUBSCRIBE\r\ndestination:/topic/ensadmin.145\r\nid:a\\cb\r\nreceipt:r1\r\n\r\n\0`;
    stomp.write(frame.slice(0, 20));
    await hmc.until(() => hmc.stompConnections.length === 1);
    stomp.write(frame.slice(20));
    await stomp.until((text) => text.includes("receipt-id:r1"));
    const before = stomp.text.length;
    await stomp.until((text) => /\n{3}$/.test(text.slice(before)));
    hmc.inventory.setStatus(hmc.inventory.named("LINPROD01").uri, "degraded");
    await stomp.until((text) => text.includes("subscription:a\\cb\n"));
  });

  it("shows each session only what its user may see", async () => {
    hmc.defineUser({ userid: "limited", password: "p", canSee: (object) => object.properties.name === "ZPRDA1" });
    await client.logon("limited", "p");
    await connect();
    await subscribe("limited.146");
    hmc.inventory.setStatus(hmc.inventory.named("LINPROD01").uri, "degraded");
    hmc.inventory.setProperties(hmc.inventory.named("ZPRDA1").uri, { description: "new" });
    await stomp.until((text) => text.includes("name:ZPRDA1"));
    expect(stomp.text).not.toContain("name:LINPROD01");
    expect(stomp.text).toContain("session-sequence-nr:0\n");
  });

  it("ends topics with their session", async () => {
    await connect();
    await client.send("DELETE", "/api/sessions/this-session", { session: text(logon, "api-session") });
    stomp.frame("SUBSCRIBE", { destination: "/topic/ensadmin.145", id: "1" });
    await stomp.untilClosed();
    expect(stomp.text).toContain("ERROR\n");
  });

  it("ends connections whose client falls silent", async () => {
    const strict = await startTestHmc({ heartBeat: { sendMs: 0, receiveMs: 20 } });
    await strict.client.logon();
    const silent = await strict.client.stomp();
    silent.frame("CONNECT", {
      "accept-version": "1.2",
      login: "ensadmin",
      passcode: "ensadmin-password",
      "heart-beat": "10,0",
    });
    await silent.untilClosed();
    expect(silent.text).toContain("CONNECTED\n");
    await strict.hmc.close();
  });
});
