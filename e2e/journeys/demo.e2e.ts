import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { listOrders } from "@/contracts/endpoints/certificate-orders";
import { getOverview } from "@/contracts/endpoints/console";
import { startOperation } from "@/contracts/endpoints/devices";
import { listProfiles } from "@/contracts/endpoints/profiles";
import { ConsoleClient } from "@/scripts/console-client";
import { type Demo, demoSeed, startDemo } from "@/scripts/demo-console";

let dataDirectory: string;
let demo: Demo;
test.beforeAll(async () => {
  const buildDirectory = process.env.SIGNALBOX_BUILD;
  if (buildDirectory === undefined) throw new Error("The global setup has not named a build.");
  dataDirectory = await mkdtemp(path.join(os.tmpdir(), "signalbox-demo-"));
  demo = await startDemo({ buildDirectory, dataDirectory, port: 0 });
});
test.afterAll(async () => {
  await demo.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

test("the demo has a BMC that signs, one that is off and boots, and one whose certificate is to be renewed", async () => {
  const client = new ConsoleClient(demo.url);
  const [{ email, password }] = demoSeed.people;
  await client.signIn(email, password);
  const profiles = new Map((await client.call(listProfiles, {})).items.map((profile) => [profile.name, profile]));
  expect(profiles.get("BMC1")?.tls.trust.mode).toBe("pinned");
  for (const { name } of [...demo.site.bmcs, ...demo.site.wbemServers]) {
    const reachability = async () => {
      const { items } = await client.call(listProfiles, {});
      return items.find((profile) => profile.name === name)?.reachability.state;
    };
    await expect.poll(reachability, { message: name, timeout: 20_000 }).toBe("reachable");
  }

  const { items: orders } = await client.call(listOrders, { query: {} });
  expect(orders).toMatchObject([{ state: "active", profile: { name: "BMC3" }, renewal: { urgency: "urgent" } }]);
  const { concerns } = await client.call(getOverview, {});
  const renewal = concerns.find(({ kind }) => kind === "renewal");
  expect(renewal?.href).toBe(`/certificates/orders/${orders[0]?.id}`);

  const machine = demo.site.bmcs.find(({ name }) => name === "BMC2")?.device.machine;
  expect(machine?.phase).toBe("off");
  await client.call(startOperation, {
    params: { profileId: profiles.get("BMC2")?.id ?? "", operation: "system-on" },
    body: { target: "/redfish/v1/Systems/system" },
  });
  await expect.poll(() => machine?.phase, { timeout: 20_000 }).toBe("powering-on");
});
