import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { HmcConnection } from "@/server/protocols/hmc/connection";
import type { FakeHmc } from "@/server/protocols/hmc/fake";
import { startTestHmc, testAuthority } from "@/server/protocols/hmc/fake/test-hmc";
import { targetOf } from "@/server/protocols/hmc/testing/connection-target";
import type { ConnectionTarget } from "@/server/protocols/kind";
import { createHttpsHarness } from "@/server/transport/fake/https-harness";
import { loopbackAllowed, trusting } from "@/server/transport/fake/scenarios";
import { poolOver } from "./testing/pool";

const harness = createHttpsHarness();
let hmc: FakeHmc;
beforeEach(async () => {
  hmc = (await startTestHmc()).hmc;
});
afterEach(async () => {
  await harness.end();
  await hmc.close();
});

const mebibyte = 1024 * 1024;
const row = (index: number) => ({
  "object-uri": `/api/partitions/${index}`,
  name: `P${index}`,
  status: "active",
  type: "linux",
  "has-unacceptable-status": false,
  "cpc-name": "CPC1",
  "cpc-object-uri": "/api/cpcs/1",
  // Many small values take longest to parse.
  "virtual-functions": Array.from({ length: 50 }, (_, number) => ({
    "element-id": `${index}-${number}`,
    number,
    up: true,
  })),
});
const rows = 19_000;

/** Sends in pieces, so that the sender, which runs in this process too, does not hold it up itself. */
function send(response: ServerResponse, body: Buffer): void {
  let sent = 0;
  const next = () => {
    if (sent >= body.length) {
      response.end();
      return;
    }
    const piece = body.subarray(sent, sent + 128 * 1024);
    sent += piece.length;
    response.write(piece, () => setImmediate(next));
  };
  response.setHeader("content-type", "application/json");
  next();
}

/** As much of an HMC as is needed to be logged on to and to send too much. */
async function serveLargeAnswers(body: Buffer) {
  const answers: Record<string, unknown> = {
    "/api/version": { "api-major-version": 4, "api-minor-version": 1 },
    "/api/sessions": { "api-session": "session", "notification-topic": "topic" },
    "/api/console": { name: "HMC", "object-uri": "/api/console" },
    "/api/cpcs": { cpcs: [] },
    "/api/console/operations/list-permitted-logical-partitions": { "logical-partitions": [] },
  };
  const { port } = await harness.serve((request, response) => {
    request.resume();
    const small = answers[request.url?.split("?")[0] ?? ""];
    send(response, small === undefined ? body : Buffer.from(JSON.stringify(small)));
  });
  const target: ConnectionTarget = {
    ...targetOf(hmc, { rootPem: testAuthority.rootPem }),
    addresses: [{ host: "127.0.0.1", port }],
    tls: trusting(),
    addressPolicy: loopbackAllowed,
  };
  return target;
}

const percentile = (values: number[], share: number) =>
  values.sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;

it("a device that sends very large answers does not hold up requests to another", { timeout: 120_000 }, async () => {
  const body = Buffer.from(JSON.stringify({ partitions: Array.from({ length: rows }, (_, index) => row(index)) }));
  expect(body.length).toBeGreaterThan(40 * mebibyte);
  const { pool } = poolOver(
    new Map([
      ["large", await serveLargeAnswers(body)],
      ["healthy", targetOf(hmc, { rootPem: testAuthority.rootPem })],
    ]),
  );
  const ask = () => pool.use("healthy", (connection) => connection.describe("/api/console"));
  await ask();
  await pool.use("large", (connection) => connection.describe("/api/console"));

  /** Times of requests to the healthy device, one after the other, until the work is done. */
  const timesBeside = async (work: Promise<unknown>) => {
    let isDone = false;
    const ended = work.finally(() => {
      isDone = true;
    });
    const times: number[] = [];
    while (!isDone) {
      const began = performance.now();
      await ask();
      times.push(performance.now() - began);
    }
    await ended;
    return times;
  };
  const began = performance.now();
  JSON.parse(body.toString("utf8"));
  const inOneGo = performance.now() - began;

  const works = [
    () =>
      pool.use("large", async (connection) => {
        const { partitions } = await (connection as HmcConnection).readInventory();
        expect(partitions).toHaveLength(rows);
      }),
    () =>
      pool.use("large", async (connection) => {
        const answer = await connection.raw({ method: "GET", uri: "/api/partitions/1" });
        expect([answer.sizeBytes, answer.isTruncated]).toEqual([body.length, true]);
      }),
  ];
  for (const work of works) {
    const times = await timesBeside(work());
    expect(times.length).toBeGreaterThan(20);
    // On a machine that does nothing else: 100 ms. On a busy one everything takes longer by the same factor.
    expect(percentile(times, 0.99)).toBeLessThan(Math.max(100, inOneGo / 10));
    expect(Math.max(...times)).toBeLessThan(Math.max(100, inOneGo / 2));
  }
  await pool.stop();
});

it("an answer with more rows than any HMC has is refused before its rows are looked at", async () => {
  const body = Buffer.from(JSON.stringify({ partitions: Array.from({ length: 20_001 }, () => ({})) }));
  const { pool } = poolOver(new Map([["large", await serveLargeAnswers(body)]]));
  await expect(pool.use("large", (connection) => (connection as HmcConnection).readInventory())).rejects.toMatchObject({
    code: "device_answer_too_large",
  });
  await pool.stop();
});

it("properties of one object are not read without end", async () => {
  const body = Buffer.from(JSON.stringify({ name: "P", description: "x".repeat(5 * mebibyte) }));
  const { pool } = poolOver(new Map([["large", await serveLargeAnswers(body)]]));
  await expect(pool.use("large", (connection) => connection.describe("/api/partitions/1"))).rejects.toMatchObject({
    class: "response-too-large",
  });
  await pool.stop();
});
