import { afterEach, describe, expect, it } from "vitest";
import type { DiagnosisStep } from "@/contracts/diagnosis";
import { hmcKind } from "@/server/protocols/hmc/connector";
import type { FakeHmc } from "@/server/protocols/hmc/fake";
import { startTestHmc, testAuthority } from "@/server/protocols/hmc/fake/test-hmc";
import { targetOf } from "@/server/protocols/hmc/testing/connection-target";
import { diagnoseTransport } from "@/server/transport/diagnose";
import { ensureTinyproxy, startTinyproxy, type TinyproxyOptions } from "./tinyproxy";

const unavailable = ensureTinyproxy();
if (unavailable !== null) process.stderr.write(`The tinyproxy tests are skipped. ${unavailable}\n`);

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function begin(options: (hmc: FakeHmc) => TinyproxyOptions) {
  const { hmc } = await startTestHmc();
  cleanups.push(() => hmc.close());
  const proxy = await startTinyproxy(options(hmc));
  cleanups.push(proxy.stop);
  return { hmc, target: targetOf(hmc, { rootPem: testAuthority.rootPem, proxyPort: proxy.port }) };
}

const portsOf = (hmc: FakeHmc) => [hmc.httpsPort, hmc.stompPort];
const ignored = { onNotification: () => undefined, onLoss: () => undefined, onEnd: () => undefined };

describe.skipIf(unavailable !== null)("tinyproxy", () => {
  it("tunnels requests and notifications, with the device's certificate checked at their end", async () => {
    const { hmc, target } = await begin((device) => ({ connectPorts: portsOf(device) }));
    const connection = await hmcKind.signOn(target);
    const subscription = await connection.subscribe(ignored);
    expect(hmc.subscribedTopics).toHaveLength(4);
    const objects = await Promise.all(Array.from({ length: 12 }, () => connection.listObjects()));
    expect(objects.at(-1)?.length).toBeGreaterThan(0);
    await subscription.close();
    await connection.signOff();
    expect(hmc.connections.https.tlsFailures).toEqual([]);
    const distrusting = { ...target, tls: { ...target.tls, anchors: [testAuthority.otherRootPem] } };
    await expect(hmcKind.signOn(distrusting)).rejects.toMatchObject({
      class: expect.stringMatching(/unknown-ca|chain/),
    });
  });

  it.each<[string, (hmc: FakeHmc) => TinyproxyOptions, string]>([
    ["a port it does not connect to", () => ({ connectPorts: [443] }), "proxy-refused"],
    [
      "a client without the password it asks for",
      (hmc) => ({ connectPorts: portsOf(hmc), credentials: { userName: "u", password: "p" } }),
      "proxy-auth-required",
    ],
  ])("is told apart when it refuses %s", async (_what, options, expected) => {
    const { hmc, target } = await begin(options);
    await expect(hmcKind.signOn(target)).rejects.toMatchObject({ class: expected });
    const { tls, addressPolicy, proxy } = target;
    const steps: DiagnosisStep[] = [];
    const run = diagnoseTransport({ host: hmc.host, port: hmc.httpsPort, tls, addressPolicy, proxy });
    for await (const step of run) steps.push(step);
    expect(steps.find(({ status }) => status === "fail")).toMatchObject({ id: "proxy", errorClass: expected });
    expect(hmc.requests.total).toBe(0);
  });

  it("is told from the device when that is away", async () => {
    const { hmc, target } = await begin((device) => ({ connectPorts: portsOf(device) }));
    await hmc.close();
    cleanups.shift();
    await expect(hmcKind.signOn(target)).rejects.toMatchObject({ class: "proxy-no-route" });
  });
});
