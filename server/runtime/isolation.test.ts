import { afterEach, expect, it } from "vitest";
import type { FakeHmc, HttpFault } from "@/server/protocols/hmc/fake";
import { startTestHmc, testAuthority } from "@/server/protocols/hmc/fake/test-hmc";
import { targetOf } from "@/server/protocols/hmc/testing/connection-target";
import type { ConnectionTarget, DeviceConnection } from "@/server/protocols/kind";
import { poolOver } from "./testing/pool";

const opened: FakeHmc[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((hmc) => hmc.close()));
});

async function start(): Promise<FakeHmc> {
  const { hmc } = await startTestHmc();
  opened.push(hmc);
  return hmc;
}

const readConsole = (connection: DeviceConnection) => connection.describe("/api/console");
const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

it("devices that hang or send without end do not slow down a healthy one", { timeout: 120_000 }, async () => {
  const [healthy, hanging, flooding] = [await start(), await start(), await start()];
  const devices: [string, FakeHmc][] = [
    ["healthy", healthy],
    ["hanging", hanging],
    ["flooding", flooding],
  ];
  const options = { rootPem: testAuthority.rootPem };
  const { pool } = poolOver(
    new Map<string, ConnectionTarget>(devices.map(([id, hmc]) => [id, targetOf(hmc, options)])),
  );
  for (const [id] of devices) await pool.use(id, readConsole);

  const measure = async () => {
    const times: number[] = [];
    for (let count = 0; count < 40; count += 1) {
      const began = performance.now();
      await pool.use("healthy", readConsole);
      times.push(performance.now() - began);
    }
    return times;
  };
  const alone = await measure();

  const faults: [FakeHmc, HttpFault][] = [
    [hanging, { kind: "hang" }],
    [flooding, { kind: "oversized-body", bytes: 20_000_000 }],
  ];
  for (const [hmc, fault] of faults) hmc.faults.onRequest(fault, { path: "/api/console" });
  const abort = new AbortController();
  const ask = (id: string) =>
    pool
      .use(id, (connection) => connection.raw({ method: "GET", uri: "/api/console" }, abort.signal))
      .catch(() => undefined);
  const stuck = Array.from({ length: 50 }, () => ask("hanging"));
  const big = ask("flooding");
  await hanging.until(() => hanging.requests.count({ path: "/api/console" }) > 1);
  const beside = await measure();
  expect(pool.openSessions).toBe(3);
  abort.abort();
  await Promise.all([...stuck, big]);
  // One request may have to wait while a large answer is read; most must not notice.
  expect(median(beside)).toBeLessThan(10 * median(alone) + 100);
  await pool.stop();
});
