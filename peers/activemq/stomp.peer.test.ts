import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { tlsPolicySchema } from "@/contracts/tls";
import { createTestAuthority, type IssuedCertificate } from "@/server/pki/fake/test-authority";
import { diagnoseTransport } from "@/server/transport/diagnose";
import type { TransportError } from "@/server/transport/errors";
import { openStompConnection, type StompMessage, type StompOptions } from "@/server/transport/stomp";
import { type ActiveMq, account, createActiveMq, ensureActiveMq } from "./broker";
import { openPublisher } from "./publisher";

const unavailable = ensureActiveMq();
if (unavailable !== null) process.stderr.write(`The ActiveMQ tests are skipped. ${unavailable}\n`);

const authority = createTestAuthority({ keyType: "rsa-2048" });
const server = authority.issueServerCertificate({ names: ["localhost"], ips: ["127.0.0.1"], keyType: "rsa-2048" });
const client = authority.issueClientCertificate({ commonName: "console", keyType: "rsa-2048" });
const stranger = authority.issueFromOtherRoot({ commonName: "stranger", purposes: ["client"], keyType: "rsa-2048" });

const addressPolicy = { judge: () => ({ allowed: true }) as const };
const cleanups: (() => unknown)[] = [];
let broker: ActiveMq;

function trusting(rootPem: string, identity: IssuedCertificate | null = null) {
  return {
    policy: tlsPolicySchema.parse({ trust: { mode: "bundle", bundleIds: ["test"] } }),
    anchors: [rootPem],
    clientIdentity: identity,
  };
}

async function open(options: Partial<StompOptions> = {}) {
  const messages: StompMessage[] = [];
  let close: (reason: TransportError | null) => void = () => undefined;
  const closed = new Promise<TransportError | null>((resolve) => {
    close = resolve;
  });
  const connection = await openStompConnection({
    host: "127.0.0.1",
    port: broker.port,
    tls: trusting(authority.rootPem),
    addressPolicy,
    ...account,
    onMessage: (message) => messages.push(message),
    onClose: close,
    ...options,
  });
  cleanups.push(() => connection.destroy());
  const received = (count: number) => expect.poll(() => messages.length, { timeout: 10_000 }).toBe(count);
  return { connection, closed, messages, received };
}

async function publish() {
  const publisher = await openPublisher(broker.port, authority.rootPem);
  cleanups.push(publisher.close);
  return publisher;
}

describe.skipIf(unavailable !== null)("ActiveMQ", () => {
  beforeAll(async () => {
    broker = await createActiveMq(authority, server);
    await broker.start();
  }, 120_000);

  afterAll(() => broker.remove());

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  it.each(["1.1", "1.2"] as const)("connects with STOMP %s", async (version) => {
    const { connection, closed } = await open({ versions: [version] });
    expect(connection).toMatchObject({ version, server: expect.stringMatching(/^ActiveMQ\//) });
    await connection.disconnect();
    expect(await closed).toBeNull();
  });

  it("chooses the newest version offered", async () => {
    expect((await open()).connection.version).toBe("1.2");
  });

  it.each([
    ["a wrong password", { passcode: "wrong" }],
    ["an unknown user", { login: "nobody" }],
    ["no credentials", { login: undefined, passcode: undefined }],
  ])("is refused with %s", async (_name, credentials) => {
    await expect(open(credentials)).rejects.toMatchObject({ class: "auth-failed", facts: { deviceMessage: /./ } });
  });

  it("delivers what is published, with the same escapes in both versions", async () => {
    const { connection: newer, messages, received } = await open({ versions: ["1.2"] });
    const older = await open({ versions: ["1.1"] });
    await newer.subscribe("/topic/hmc.objects");
    await older.connection.subscribe("/topic/hmc.objects");
    const headers = { "notification-type": "property-change", name: "LPÄR:1\\n\nx", "object-uri": "/api/cpcs/1" };
    (await publish()).send("/topic/hmc.objects", headers, '{"größe":"€"}');
    await received(1);
    await older.received(1);
    for (const message of [...messages, ...older.messages]) {
      expect(Object.fromEntries(message.headers)).toMatchObject(headers);
      expect(message.body).toBe('{"größe":"€"}');
      expect(message.headers.get("message-id")).toMatch(/^ID:/);
    }
  });

  it("delivers empty bodies", async () => {
    const { connection, messages, received } = await open();
    await connection.subscribe("/topic/hmc.jobs");
    (await publish()).send("/topic/hmc.jobs", { "notification-type": "job-completion" }, "");
    await received(1);
    expect(messages[0]?.body).toBe("");
  });

  it("delivers large bodies and many frames in order, however the network cuts them", async () => {
    const { connection, messages, received } = await open();
    await connection.subscribe("/topic/hmc.log");
    const publisher = await publish();
    const large = "0123456789abcdef".repeat(64 * 1024);
    publisher.send("/topic/hmc.log", { number: "0" }, large);
    for (let number = 1; number <= 500; number += 1)
      publisher.send("/topic/hmc.log", { number: String(number) }, `body ${number}`);
    await received(501);
    expect(messages.map(({ headers }) => headers.get("number"))).toEqual(
      Array.from({ length: 501 }, (_, n) => String(n)),
    );
    expect(messages[0]?.body === large).toBe(true);
  });

  it("carries many subscriptions on one connection, and ends one", async () => {
    const { connection, messages, received } = await open();
    const ids = await Promise.all(Array.from({ length: 50 }, (_, n) => connection.subscribe(`/topic/hmc.many.${n}`)));
    const publisher = await publish();
    for (let n = 0; n < 50; n += 1) publisher.send(`/topic/hmc.many.${n}`, {}, String(n));
    await received(50);
    for (const { headers, body } of messages) expect(headers.get("subscription")).toBe(ids[Number(body)]);
    await connection.unsubscribe(ids[0] ?? "");
    publisher.send("/topic/hmc.many.0", {}, "ended");
    publisher.send("/topic/hmc.many.1", {}, "still there");
    await received(51);
    expect(messages.at(-1)?.body).toBe("still there");
  });

  it("ends the connection for a topic that is not permitted", async () => {
    const { connection, closed } = await open();
    await expect(connection.subscribe("/topic/forbidden.secrets")).rejects.toMatchObject({ class: "stomp-error" });
    expect((await closed)?.class).toBe("stomp-error");
  });

  it("keeps a quiet connection alive by heart-beats, and notices when they stop", async () => {
    const { connection, closed, received } = await open({ heartbeat: { outgoingMs: 500, incomingMs: 500 } });
    expect(connection.heartbeat).toEqual({ outgoingMs: 500, incomingMs: 500 });
    await connection.subscribe("/topic/hmc.quiet");
    const quiet = await Promise.race([closed, new Promise((resolve) => setTimeout(() => resolve("open"), 2_500))]);
    expect(quiet).toBe("open");
    (await publish()).send("/topic/hmc.quiet", {}, "after a while");
    await received(1);
    broker.freeze();
    try {
      expect((await closed)?.class).toBe("heartbeat-lost");
    } finally {
      broker.thaw();
    }
  });

  it("shows a wrong CA like HTTPS does, before anything is sent", async () => {
    await expect(open({ tls: trusting(authority.otherRootPem) })).rejects.toMatchObject({ class: "unknown-ca" });
  });

  describe("with mutual TLS", () => {
    it("is accepted with a client certificate", async () => {
      const { connection } = await open({ port: broker.mutualPort, tls: trusting(authority.rootPem, client) });
      expect(await connection.subscribe("/topic/hmc.x")).toBe("1");
    });

    it("is refused without one", async () => {
      const attempt = open({ port: broker.mutualPort });
      await expect(attempt).rejects.toMatchObject({
        class: expect.stringMatching(/^client-cert-(required|rejected)$/),
      });
    });

    it("is refused with one of another authority", async () => {
      const attempt = open({ port: broker.mutualPort, tls: trusting(authority.rootPem, stranger) });
      await expect(attempt).rejects.toMatchObject({
        class: expect.stringMatching(/^client-cert-(unknown-ca|rejected)$/),
      });
    });

    it("is diagnosed as asking for a certificate", async () => {
      const tls = trusting(authority.rootPem);
      const classes: string[] = [];
      for await (const step of diagnoseTransport({ host: "127.0.0.1", port: broker.mutualPort, tls, addressPolicy })) {
        for (const fault of step.faults ?? []) classes.push(`${step.id} ${fault.errorClass}`);
      }
      expect(classes).toContain("tls-presented client-cert-required");
    });
  });

  it("notices that the broker is gone, and connects to its successor", async () => {
    const { connection, closed } = await open();
    await connection.subscribe("/topic/hmc.before");
    await broker.kill();
    expect((await closed)?.class).toBe("connection-lost");
    await expect(open()).rejects.toMatchObject({ class: "refused" });
    await broker.start();
    const after = await open();
    await after.connection.subscribe("/topic/hmc.after");
    (await publish()).send("/topic/hmc.after", {}, "again");
    await after.received(1);
  }, 120_000);
});
