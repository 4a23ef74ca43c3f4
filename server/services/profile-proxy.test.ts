import { afterEach, beforeEach, expect, test } from "vitest";
import type { DiagnosisStep } from "@/contracts/diagnosis";
import type { Profile } from "@/contracts/profile";
import { getDatabase } from "@/server/data/client";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { createTestTeam, type TestTeam, testContext } from "@/server/data/testing/team";
import { DEFAULT_WBEM_USER, type FakeWbem } from "@/server/protocols/wbem/fake";
import { startTestWbem } from "@/server/protocols/wbem/testing/test-wbem";
import { getRuntime } from "@/server/runtime/registry";
import { createAddressPolicy } from "@/server/transport/address-policy";
import { type ConnectProxy, startConnectProxy } from "@/server/transport/fake/connect-proxy";
import { startDeviceLife } from "./device-life";
import { diagnoseProfile } from "./diagnosis";
import { exportProfiles, importProfiles } from "./profile-transfer";
import { getProfile, replaceProfile } from "./profiles";
import { endDeviceRuntime } from "./testing/end-device-runtime";
import { editOf } from "./testing/profile-input";
import { createWbemProfile } from "./testing/wbem-profile";
import { getServer } from "./wbem/server";

let stored: TestDatabase;
let team: TestTeam;
let wbem: FakeWbem;
let proxy: ConnectProxy;
let profile: Profile;

beforeEach(async () => {
  stored = await createTestDatabase();
  team = await createTestTeam();
  wbem = await startTestWbem();
  proxy = await startConnectProxy();
  profile = await createWbemProfile(team.administrator, wbem);
  getRuntime().services.addressPolicy = createAddressPolicy({
    exceptions: [wbem.httpsPort, proxy.port].map((port) => ({ address: "127.0.0.1", port })),
  });
  await startDeviceLife({ prober: { intervalMs: 60_000, spreadMs: 1 } });
});
afterEach(async () => {
  await endDeviceRuntime();
  delete getRuntime().services.profileListeners;
  await Promise.all([wbem.close(), proxy.close()]);
  await stored.close();
});

const secrets = { password: DEFAULT_WBEM_USER.password };
const edit = (change: Parameters<typeof editOf>[1]) =>
  replaceProfile(team.administrator, profile.id, editOf(profile, change), testContext);

async function diagnose(): Promise<DiagnosisStep[]> {
  const steps: DiagnosisStep[] = [];
  const run = await diagnoseProfile(team.administrator, profile.id, testContext, new AbortController().signal);
  for await (const step of run) if (step.status !== "running") steps.push(step);
  return steps;
}

test("a proxy is a new destination: it needs the secrets again, and from then on everything goes through it", async () => {
  await getServer(team.viewer, profile.id);
  const settings = { ...profile.settings, proxyAddress: `http://127.0.0.1:${proxy.port}/` };
  await expect(edit({ settings })).rejects.toMatchObject({
    code: "secret_reentry_required",
    message: expect.stringContaining("proxy would change"),
  });
  expect(proxy.heads).toEqual([]);

  profile = await edit({ settings, secrets });
  expect(profile.settings.proxyAddress).toBe(`127.0.0.1:${proxy.port}`);
  const event = await getDatabase().auditEvent.findFirstOrThrow({ where: { action: "profile.replace" } });
  expect(JSON.parse(event.details)).toMatchObject({
    before: { settings: expect.not.objectContaining({ proxyAddress: expect.anything() }) },
    after: { settings: { proxyAddress: `127.0.0.1:${proxy.port}` } },
  });
  await expect.poll(() => wbem.openSockets).toBe(0);
  expect((await getServer(team.viewer, profile.id)).brand).not.toBeNull();
  expect(proxy.heads).not.toEqual([]);
  expect(proxy.open()).toBe(wbem.openSockets);
  expect(new Set(proxy.heads.map((head) => head.split("\r\n")[0]))).toEqual(
    new Set([`CONNECT 127.0.0.1:${wbem.httpsPort} HTTP/1.1`]),
  );

  const asked = proxy.heads.length;
  profile = await edit({ settings: { ...profile.settings, proxyAddress: "" }, secrets });
  expect(profile.settings).not.toHaveProperty("proxyAddress");
  await expect.poll(proxy.open).toBe(0);
  await getServer(team.viewer, profile.id);
  expect(proxy.heads).toHaveLength(asked);
});

test("a test of the connection shows the tunnel, and a proxy that refuses it", async () => {
  profile = await edit({ settings: { proxyAddress: `127.0.0.1:${proxy.port}` }, secrets });
  const good = await diagnose();
  expect(good.filter(({ status }) => status !== "ok")).toEqual([]);
  expect(good.find(({ id }) => id === "proxy")?.finding).toContain("opened a tunnel");
  const strict = await startConnectProxy({ answer: () => "HTTP/1.1 403 Forbidden\r\n\r\n" });
  try {
    getRuntime().services.addressPolicy = createAddressPolicy({
      exceptions: [wbem.httpsPort, strict.port].map((port) => ({ address: "127.0.0.1", port })),
    });
    profile = await edit({ settings: { proxyAddress: `127.0.0.1:${strict.port}` }, secrets });
    const bad = await diagnose();
    expect(bad.find(({ status }) => status === "fail")).toMatchObject({ id: "proxy", errorClass: "proxy-refused" });
    await expect(getServer(team.viewer, profile.id)).rejects.toMatchObject({
      code: "device_unreachable",
      errorClass: "proxy-refused",
    });
  } finally {
    await strict.close();
  }
});

test("a proxy is exported and imported with its profile, and judged like every address", async () => {
  profile = await edit({ settings: { proxyAddress: `127.0.0.1:${proxy.port}` }, secrets });
  const document = await exportProfiles(team.administrator, profile.id, testContext);
  expect(document.profiles[0]?.settings.proxyAddress).toBe(`127.0.0.1:${proxy.port}`);
  const imported = await importProfiles(team.administrator, { document, apply: true }, testContext);
  const copy = await getProfile(team.administrator, imported.entries[0]?.profileId ?? "");
  expect(copy.settings).toEqual(profile.settings);
  getRuntime().services.addressPolicy = createAddressPolicy({
    exceptions: [{ address: "127.0.0.1", port: wbem.httpsPort }],
  });
  const refused = await importProfiles(team.administrator, { document, apply: true }, testContext);
  expect(refused.entries).toMatchObject([{ outcome: "reject", message: "127.0.0.1 is a loopback address." }]);
  await expect(getServer(team.viewer, profile.id)).rejects.toMatchObject({ code: "address_not_allowed" });
});
