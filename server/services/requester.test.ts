import { afterEach, expect, it } from "vitest";
import type { FakeHmc } from "@/server/protocols/hmc/fake";
import { startTestHmc, testAuthority } from "@/server/protocols/hmc/fake/test-hmc";
import { targetOf } from "@/server/protocols/hmc/testing/connection-target";
import type { ConnectionTarget } from "@/server/protocols/kind";
import { currentRequester, runAs } from "@/server/runtime/requester";
import { poolOver } from "@/server/runtime/testing/pool";
import { withDeviceErrors } from "./device-errors";

let hmc: FakeHmc;
afterEach(() => hmc.close());

async function setUp() {
  hmc = (await startTestHmc()).hmc;
  const target = { ...targetOf(hmc, { rootPem: testAuthority.rootPem }), requester: currentRequester };
  const { pool } = poolOver(new Map<string, ConnectionTarget>([["p", target]]));
  await pool.use("p", (connection) => connection.describe("/api/console"));
  const ask = (who: string, uri: string, signal?: AbortSignal) =>
    runAs(who, () =>
      withDeviceErrors(() => pool.use("p", (connection) => connection.raw({ method: "GET", uri }, signal))),
    );
  return { pool, ask };
}

it("gives each console session its turn at a device, however many requests another has waiting", async () => {
  const { pool, ask } = await setUp();
  hmc.faults.onRequest({ kind: "delay", delayMs: 10 }, { path: "/api/console" });
  const many = Array.from({ length: 100 }, () => ask("ann", "/api/console"));
  const arrivedBefore = await ask("ben", "/api/cpcs").then(() => hmc.requests.count({ path: "/api/console" }));
  expect(arrivedBefore).toBeLessThan(50);
  await Promise.all(many);
  expect(hmc.requests.count({ path: "/api/console" })).toBe(101);
  await pool.stop();
});

it("refuses with a stable code what the queue of a device has no room for", async () => {
  const { pool, ask } = await setUp();
  hmc.faults.onRequest({ kind: "hang" }, { path: "/api/console" });
  const leave = new AbortController();
  const waiting = Array.from({ length: 8 + 1_024 }, () => ask("ann", "/api/console", leave.signal));
  const settled = Promise.allSettled(waiting);
  await hmc.until(() => hmc.requests.count({ path: "/api/console" }) === 9);
  await expect(ask("ann", "/api/console")).rejects.toMatchObject({
    code: "too_many_requests",
    errorClass: "queue-full",
    retryAfterSeconds: 5,
  });
  expect(pool.isBreakerOpen("p")).toBe(false);
  leave.abort();
  await settled;
  expect(hmc.requests.count({ path: "/api/console" })).toBe(9);
  await pool.stop();
});
