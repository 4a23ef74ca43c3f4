import { afterEach, beforeEach, expect, test } from "vitest";
import type { Profile } from "@/contracts/profile";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import { DEFAULT_USER, type FakeHmc } from "@/server/protocols/hmc/fake";
import { startTestHmc } from "@/server/protocols/hmc/fake/test-hmc";
import { getRuntime } from "@/server/runtime/registry";
import { createAddressPolicy } from "@/server/transport/address-policy";
import { startDeviceLife } from "./device-life";
import { getInventory } from "./hmc";
import { replaceProfile, setKeepListening } from "./profiles";
import { endDeviceRuntime } from "./testing/end-device-runtime";
import { createHmcProfile } from "./testing/hmc-profile";
import { editOf } from "./testing/profile-input";

let stored: TestDatabase;
let team: TestTeam;
let first: FakeHmc;
let second: FakeHmc;
let profile: Profile;

beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  first = (await startTestHmc()).hmc;
  second = (await startTestHmc()).hmc;
  profile = await createHmcProfile(team.administrator, first);
  const ports = [first, second].flatMap(({ httpsPort, stompPort }) => [httpsPort, stompPort]);
  getRuntime().services.addressPolicy = createAddressPolicy({
    exceptions: ports.map((port) => ({ address: "127.0.0.1", port })),
  });
  await startDeviceLife({
    hub: { reconnectMs: 5, reconnectLimitMs: 50 },
    prober: { intervalMs: 60_000, spreadMs: 1 },
  });
  await setKeepListening(team.operator, profile.id, true, testContext);
  await first.until(() => first.subscribedTopics.length === 4);
});
afterEach(async () => {
  await endDeviceRuntime();
  const { services } = getRuntime();
  delete services.profileListeners;
  delete services.hmcInventories;
  delete services.lastInventories;
  await Promise.all([first.close(), second.close()]);
  await stored.close();
});

test("a profile led to another machine without its secrets connects to neither, with them to the new one only", {
  timeout: 60_000,
}, async () => {
  const elsewhere = { port: second.httpsPort, settings: { stompPort: second.stompPort } };
  const sessions = first.sessions.map(({ id }) => id);
  const changes = [
    elsewhere,
    { alternates: [{ host: "127.0.0.1", port: second.httpsPort }] },
    { userName: "somebody-else" },
    { tls: { trust: { mode: "system" as const } } },
  ];
  for (const change of changes) {
    const refused = replaceProfile(team.administrator, profile.id, editOf(profile, change), testContext);
    await expect(refused).rejects.toMatchObject({ code: "secret_reentry_required" });
  }
  await getInventory(team.viewer, profile.id, { refresh: true });
  expect(first.sessions.map(({ id }) => id)).toEqual(sessions);
  const { https, stomp } = second.connections;
  expect([https.handshakes, https.open, https.tlsFailures, stomp.handshakes, stomp.open]).toEqual([0, 0, [], 0, 0]);

  const secrets = { password: DEFAULT_USER.password };
  const whole = editOf(profile, { ...elsewhere, secrets, keepListening: true });
  await replaceProfile(team.administrator, profile.id, whole, testContext);
  await second.until(() => second.subscribedTopics.length === 4);
  await first.until(() => first.stompConnections.length === 0 && first.connections.https.open === 0);
});
