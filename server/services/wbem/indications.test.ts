import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { getDatabase } from "@/server/data/client";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { type FakeWbem, STORAGE_NAMESPACE } from "@/server/protocols/wbem/fake";
import { parseExportRequest } from "@/server/protocols/wbem/indications/export-request";
import { exportResponse } from "@/server/protocols/wbem/indications/export-response";
import { startTestWbem } from "@/server/protocols/wbem/testing/test-wbem";
import { InboundListener } from "@/server/runtime/inbound-listener";
import { getRuntime } from "@/server/runtime/registry";
import { createAddressPolicy } from "@/server/transport/address-policy";
import { type DeviceRuntime, getDeviceRuntime } from "../device-runtime";
import { listNotifications } from "../notifications";
import { endDeviceRuntime } from "../testing/end-device-runtime";
import { createWbemProfile } from "../testing/wbem-profile";
import { createSubscription, deleteSubscription, listSubscriptions } from "./subscriptions";
import { sendTestIndication } from "./test-indication";

const authority = createTestAuthority();
let stored: TestDatabase;
let team: TestTeam;
let admin: Principal;
let runtime: DeviceRuntime;
let wbem: FakeWbem;
let listener: InboundListener | undefined;

async function listen(): Promise<void> {
  const { keyPem, chainPem } = authority.issueServerCertificate({ ips: ["127.0.0.1"] });
  listener = new InboundListener({ host: "127.0.0.1", port: 0, keyPem, certificatePem: chainPem });
  await listener.start();
  const url = `https://127.0.0.1:${listener.port}`;
  getRuntime().services.inbound = { listener, url, secret: "secret of the test" };
}

beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  admin = team.administrator;
  runtime = await getDeviceRuntime();
  wbem = await startTestWbem();
});
afterEach(async () => {
  await endDeviceRuntime();
  const { services } = getRuntime();
  delete services.wbemRecords;
  delete services.inbound;
  await listener?.stop();
  listener = undefined;
  await wbem.close();
  await stored.close();
});

const subscription = {
  name: "alerts",
  query: "SELECT * FROM CIM_AlertIndication",
  queryLanguage: "WQL",
  sourceNamespaces: [STORAGE_NAMESPACE],
  url: null,
};

function firstVolume() {
  const { repository } = wbem;
  const [volume] = repository.instancesOf(repository.getNamespace(STORAGE_NAMESPACE), "SBX_StorageVolume");
  if (volume === undefined) throw new Error("There is no volume.");
  return volume;
}

test("what a server was asked to tell arrives in the history of its profile", async () => {
  await listen();
  const profile = await createWbemProfile(admin, wbem);
  const made = await createSubscription(admin, profile.id, subscription, testContext);
  expect(made.subscriptions).toHaveLength(1);
  expect(made.destinations).toMatchObject([{ isThisConsole: true, isOwn: true, persistence: "permanent" }]);
  expect(JSON.stringify(made)).not.toContain("/inbound/");

  const release = runtime.hub.watch(profile.id);
  await expect.poll(() => runtime.hub.stateOf(profile.id).state).toBe("connected");
  wbem.indications.alert(firstVolume(), "Volume is nearly full");
  const found = async () =>
    (await listNotifications(team.viewer, { profileId: profile.id, limit: 10 })).items.map(({ summary }) => summary);
  await expect.poll(found, { timeout: 5_000 }).toContain("Volume is nearly full");
  release();

  const [one] = made.subscriptions;
  if (one === undefined) throw new Error("There is no subscription.");
  const confirmation = "signalboxfilter:alerts";
  await deleteSubscription(admin, profile.id, { path: one.path, confirmation }, testContext);
  const left = await listSubscriptions(admin, profile.id);
  expect(left).toMatchObject({ subscriptions: [], filters: [], destinations: [] });
});

test("what stands before the host of somebody's destination is not shown", async () => {
  const profile = await createWbemProfile(admin, wbem);
  const url = "https://me:hidden@192.0.2.9:5989/events";
  const made = await createSubscription(admin, profile.id, { ...subscription, url }, testContext);
  expect(made.destinations).toMatchObject([{ url: "https://…@192.0.2.9:5989/events" }]);
});

test("a console that does not listen says so before the server is asked", async () => {
  const profile = await createWbemProfile(admin, wbem);
  await expect(createSubscription(admin, profile.id, subscription, testContext)).rejects.toMatchObject({
    code: "conflict",
    remedy: expect.stringContaining("SIGNALBOX_INBOUND_PORT"),
  });
  expect(wbem.count("CreateInstance")).toBe(0);
  const release = runtime.hub.watch(profile.id);
  await expect.poll(() => runtime.hub.stateOf(profile.id).detail ?? "").toContain("does not listen");
  release();
});

/** A listener of somebody else, with the answer it gives. */
async function withListener(
  answer: (body: string) => { status: number; body: string },
  work: (port: number, received: string[]) => Promise<void>,
) {
  const received: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push(
        `${request.method} ${request.url} ${request.headers.cimexport} ${request.headers.authorization}\n${body}`,
      );
      const { status, body: said } = answer(body);
      response.writeHead(status, { "content-type": "application/xml" }).end(said);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    await work(port, received);
  } finally {
    server.close();
  }
}

/** Subscribes for another listener and tells its destination; only the WBEM server and `ports` may be dialled. */
async function subscribeFor(url: string, ports: readonly number[]) {
  const profile = await createWbemProfile(admin, wbem);
  const made = await createSubscription(admin, profile.id, { ...subscription, url }, testContext);
  const exceptions = [wbem.httpsPort, ...ports].map((port) => ({ address: "127.0.0.1", port }));
  getRuntime().services.addressPolicy = createAddressPolicy({ exceptions });
  const [destination] = made.destinations;
  if (destination === undefined) throw new Error("There is no destination.");
  return { profileId: profile.id, destination: destination.path };
}

const messageId = (body: string) => /<MESSAGE ID="([^"]+)"/.exec(body)?.[1] ?? "";

test("a listener takes a test indication, which comes without credentials", async () => {
  const answer = (body: string) => ({ status: 200, body: exportResponse(messageId(body), "ExportIndication") });
  await withListener(answer, async (port, received) => {
    const { profileId, destination } = await subscribeFor(`http://127.0.0.1:${port}/events?of=one`, [port]);
    const denied = sendTestIndication(team.viewer, profileId, destination, testContext);
    await expect(denied).rejects.toMatchObject({ code: "forbidden" });
    expect(received).toEqual([]);
    const outcome = await sendTestIndication(admin, profileId, destination, testContext);
    expect(outcome).toMatchObject({ isTaken: true, problem: null, url: expect.stringContaining(`:${port}`) });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatch(/^POST \/events\?of=one MethodRequest undefined\n/);
    const indication = parseExportRequest(
      Buffer.from(received[0]?.split("\n").slice(1).join("\n") ?? ""),
    ).readIndication();
    expect(indication.className).toBe("CIM_AlertIndication");
    const events = await getDatabase().auditEvent.findMany({ where: { action: "wbem.subscription.test" } });
    expect(events.map(({ outcome: told }) => told).sort()).toEqual(["intent", "success"]);
  });
});

test.each([
  [
    "refuses",
    (body: string) => ({
      status: 200,
      body: exportResponse(messageId(body), "ExportIndication", { code: 1, description: "Full" }),
    }),
    "device_request_rejected",
  ],
  ["is none", () => ({ status: 404, body: "" }), "device_request_rejected"],
  ["redirects", () => ({ status: 302, body: "" }), "device_request_rejected"],
])("a listener that %s a test indication is told of", async (_what, answer, code) => {
  await withListener(answer, async (port, received) => {
    const { profileId, destination } = await subscribeFor(`http://127.0.0.1:${port}/`, [port]);
    const outcome = await sendTestIndication(admin, profileId, destination, testContext);
    expect(outcome).toMatchObject({ isTaken: false, problem: { code } });
    expect(received).toHaveLength(1);
    const events = await getDatabase().auditEvent.findMany({ where: { action: "wbem.subscription.test" } });
    expect(events.map(({ outcome: told }) => told).sort()).toEqual(["failure", "intent"]);
  });
});

test("the console's own listener takes a test indication by its own certificate", async () => {
  await listen();
  const profile = await createWbemProfile(admin, wbem);
  const { destinations } = await createSubscription(admin, profile.id, subscription, testContext);
  const [own] = destinations;
  if (own === undefined || listener === undefined) throw new Error("There is no destination.");
  const exceptions = [{ address: "127.0.0.1", port: wbem.httpsPort }];
  getRuntime().services.addressPolicy = createAddressPolicy({ exceptions });
  const missed = await sendTestIndication(admin, profile.id, own.path, testContext);
  expect(missed).toMatchObject({ isTaken: false, problem: { detail: expect.stringContaining("404") } });

  const release = runtime.hub.watch(profile.id);
  await expect.poll(() => runtime.hub.stateOf(profile.id).state).toBe("connected");
  const taken = await sendTestIndication(admin, profile.id, own.path, testContext);
  expect(taken).toMatchObject({ isTaken: true, problem: null });
  expect(taken.url).toMatch(/\/…$/);
  const found = async () =>
    (await listNotifications(team.viewer, { profileId: profile.id, limit: 10 })).items.map(({ summary }) => summary);
  await expect.poll(async () => (await found()).join(), { timeout: 5_000 }).toContain("Test of the subscription");
  release();
});

test("a test indication goes to no address that may not be dialled, and to none without a subscription", async () => {
  await withListener(
    () => ({ status: 200, body: "" }),
    async (port, received) => {
      const { profileId, destination } = await subscribeFor(`http://127.0.0.1:${port}/`, []);
      const outcome = await sendTestIndication(admin, profileId, destination, testContext);
      expect(outcome).toMatchObject({
        isTaken: false,
        problem: { code: "address_not_allowed", remedy: expect.stringContaining("the listener runs") },
      });
      const keys = destination.keys.map((key) => (key.name === "Name" ? { ...key, value: "another" } : key));
      const unknown = sendTestIndication(admin, profileId, { ...destination, keys }, testContext);
      await expect(unknown).rejects.toMatchObject({ code: "device_not_found" });
      expect(received).toEqual([]);
    },
  );
});
