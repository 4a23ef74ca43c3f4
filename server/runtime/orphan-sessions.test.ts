import { afterEach, expect, it } from "vitest";
import type { FakeHmc } from "@/server/protocols/hmc/fake";
import { startTestHmc, testAuthority } from "@/server/protocols/hmc/fake/test-hmc";
import { targetOf } from "@/server/protocols/hmc/testing/connection-target";
import type { ConnectionTarget } from "@/server/protocols/kind";
import { getKind } from "@/server/protocols/registry";
import { OrphanSessions } from "./orphan-sessions";
import { ManualClock, poolOver, rememberingLog } from "./testing/pool";

const opened: FakeHmc[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((hmc) => hmc.close()));
});

async function setUp() {
  const { hmc } = await startTestHmc();
  opened.push(hmc);
  const target: ConnectionTarget = targetOf(hmc, { rootPem: testAuthority.rootPem });
  const held = poolOver(new Map([["p", target]]));
  const clock = new ManualClock();
  const attempts: string[] = [];
  const orphans = new OrphanSessions({
    async end(rowId) {
      attempts.push(rowId);
      const handle = held.rows.get(rowId);
      if (handle === undefined || !(await getKind("hmc").signOffLeftBehind(target, handle))) return false;
      held.rows.delete(rowId);
      return true;
    },
    clock,
    log: rememberingLog(),
    timings: { firstMs: 1_000, longestMs: 4_000 },
  });
  return { hmc, target, held, clock, attempts, orphans };
}

/** Moves the clock to just before the next attempt is due, then to it, and waits for its end. */
async function expectAttemptAfter(
  { clock, attempts, orphans }: Awaited<ReturnType<typeof setUp>>,
  ms: number,
): Promise<void> {
  const before = attempts.length;
  clock.advance(ms - 1);
  expect(attempts.length).toBe(before);
  clock.advance(1);
  expect(attempts.length).toBe(before + 1);
  await orphans.attempt("p");
}

it("tries a session left on a device again, with growing pauses, until the device takes the logoff", async () => {
  const set = await setUp();
  const { hmc, held, attempts, orphans } = set;
  await held.pool.use("p", (connection) => connection.describe("/api/console"));
  const [rowId] = held.rows.keys();
  hmc.faults.onRequest({ kind: "reset" }, { method: "DELETE" });
  orphans.add("p", [rowId ?? ""]);
  expect(attempts).toEqual([]);
  for (const pauseMs of [1_000, 1_000, 2_000, 4_000, 4_000]) await expectAttemptAfter(set, pauseMs);
  expect([hmc.sessions.length, orphans.size]).toEqual([1, 1]);
  hmc.faults.clear();
  await expectAttemptAfter(set, 4_000);
  expect([hmc.sessions.length, orphans.size, held.rows.size]).toEqual([0, 0, 0]);
  set.clock.advance(60_000);
  expect(attempts).toHaveLength(6);
});

it("ends one after the other, and asks no further where one fails", async () => {
  const { hmc, held, attempts, orphans } = await setUp();
  for (const rowId of ["a", "b", "c"]) {
    const connection = await getKind("hmc").signOn(targetOf(hmc, { rootPem: testAuthority.rootPem }));
    held.rows.set(rowId, connection.handle);
    connection.destroy();
  }
  hmc.faults.onRequest({ kind: "error", status: 503, reason: 1 }, { method: "DELETE", times: 1 });
  orphans.add("p", ["a", "b", "c"]);
  expect(await orphans.attempt("p")).toBe(0);
  expect(attempts).toEqual(["a"]);
  expect(await orphans.attempt("p")).toBe(3);
  expect(hmc.sessions).toEqual([]);
  await orphans.stop();
});

it("is handed what the pool could not log off", async () => {
  const { hmc, held } = await setUp();
  await held.pool.use("p", (connection) => connection.describe("/api/console"));
  const [rowId] = held.rows.keys();
  hmc.faults.onRequest({ kind: "reset" }, { method: "DELETE" });
  await held.pool.signOff("p");
  expect(held.abandoned).toEqual([rowId]);
});
