import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import type { Principal } from "@/server/domain/principal";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { type FakeWbem, STORAGE_NAMESPACE } from "@/server/protocols/wbem/fake";
import { startTestWbem } from "@/server/protocols/wbem/testing/test-wbem";
import { InboundListener } from "@/server/runtime/inbound-listener";
import { getRuntime } from "@/server/runtime/registry";
import { type DeviceRuntime, getDeviceRuntime } from "../device-runtime";
import { listNotifications } from "../notifications";
import { endDeviceRuntime } from "../testing/end-device-runtime";
import { createWbemProfile } from "../testing/wbem-profile";
import { createSubscription, deleteSubscription, listSubscriptions } from "./subscriptions";

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
