import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import { createTestAuthority } from "@/server/pki/fake/test-authority";
import { DEFAULT_USER, type FakeHmc } from "@/server/protocols/hmc/fake";
import { startTestHmc, testAuthority } from "@/server/protocols/hmc/fake/test-hmc";
import { getRuntime } from "@/server/runtime/registry";
import { startDeviceLife } from "./device-life";
import type { DeviceRuntime } from "./device-runtime";
import { getInventory } from "./hmc";
import { acceptCertificate } from "./profile-trust";
import { getProfile, setKeepListening } from "./profiles";
import { endDeviceRuntime } from "./testing/end-device-runtime";
import { createHmcProfile } from "./testing/hmc-profile";

const QUICK = {
  hub: { reconnectMs: 5, reconnectLimitMs: 20, lingerMs: 5 },
  prober: { intervalMs: 60_000, spreadMs: 1 },
};
const host = { names: ["localhost"], ips: ["127.0.0.1"] };

let stored: TestDatabase;
let team: TestTeam;
let hmc: FakeHmc;
let runtime: DeviceRuntime;
let profileId: string;

beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  const pinned = createTestAuthority().issueServerCertificate(host);
  hmc = (await startTestHmc({ tls: { certPem: pinned.chainPem, keyPem: pinned.keyPem } })).hmc;
  const pin = {
    fingerprint256: pinned.certificate.fingerprint256,
    certificatePem: pinned.certificatePem,
  };
  profileId = (await createHmcProfile(team.administrator, hmc, { tls: { trust: { mode: "pinned", pin } } })).id;
  runtime = await startDeviceLife(QUICK);
  await setKeepListening(team.operator, profileId, true, testContext);
  await hmc.until(() => hmc.subscribedTopics.length === 4);
  await getInventory(team.viewer, profileId, { refresh: true });
});
afterEach(async () => {
  await endDeviceRuntime();
  const { services } = getRuntime();
  delete services.profileListeners;
  delete services.hmcInventories;
  delete services.lastInventories;
  delete services.deviceStatus;
  await hmc.close();
  await stored.close();
});

/** Another certificate for the same names, from an authority the profile would not even have to distrust by name. */
function swapCertificate(): void {
  const other = testAuthority.issueServerCertificate(host);
  hmc.faults.swapCertificate(other.chainPem, other.keyPem);
}

test.each<[string, () => void]>([
  ["the notification stream reconnects", () => hmc.faults.dropStompConnections()],
  ["the device is looked at again", () => runtime.prober.watch(profileId)],
])(
  "a pinned certificate that changes blocks what was open before too: found when %s",
  { timeout: 60_000 },
  async (_when, notice) => {
    expect(hmc.connections.https.open).toBeGreaterThan(0);
    swapCertificate();
    notice();
    await hmc.until(() => hmc.connections.https.open === 0 && hmc.stompConnections.length === 0);
    const requests = hmc.requests.total;
    // After five refused handshakes the circuit breaker answers, and gives the same reason.
    for (let attempt = 0; attempt < 7; attempt += 1) {
      await expect(getInventory(team.viewer, profileId, { refresh: true })).rejects.toMatchObject({
        code: "device_tls",
        errorClass: "pin-mismatch",
      });
    }
    expect(runtime.pool.isBreakerOpen(profileId)).toBe(true);
    expect(hmc.requests.total).toBe(requests);
    expect(hmc.stompConnections).toEqual([]);
    expect((await getProfile(team.viewer, profileId)).listener.state).not.toBe("connected");
  },
);

test("a changed pin cuts open connections at once", { timeout: 60_000 }, async () => {
  const other = testAuthority.issueServerCertificate(host);
  const { revision } = await getProfile(team.administrator, profileId);
  const requests = hmc.requests.total;
  const accepted = await acceptCertificate(
    team.administrator,
    profileId,
    {
      action: "pin-certificate",
      revision,
      certificatePem: other.certificatePem,
      fingerprint256: other.certificate.fingerprint256,
      confirmation: other.certificate.fingerprint256.replaceAll(":", "").slice(-8),
      secrets: { password: DEFAULT_USER.password },
    },
    testContext,
  );
  expect(accepted.revision).toBeGreaterThan(revision);
  await hmc.until(() => hmc.connections.https.open === 0 && hmc.stompConnections.length === 0);
  await expect(getInventory(team.viewer, profileId, { refresh: true })).rejects.toMatchObject({
    errorClass: "pin-mismatch",
  });
  expect(hmc.requests.total).toBe(requests);
});
