import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { createHttpsHarness, failureOf } from "./fake/https-harness";

const harness = createHttpsHarness();
afterEach(() => harness.end());

/** A server that answers only when told, in the order of arrival. */
async function serveOnDemand() {
  const arrived: string[] = [];
  const open: ServerResponse[] = [];
  let wake: () => void = () => undefined;
  const { port, sockets } = await harness.serve((request, response) => {
    arrived.push(request.url ?? "");
    open.push(response);
    wake();
  });
  return {
    port,
    sockets,
    arrived,
    answerAll: () => {
      for (const response of open.splice(0)) response.end("ok");
    },
    async until(condition: () => boolean) {
      while (!condition()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

const get = (path: string, signal?: AbortSignal) => ({ method: "GET", path, signal }) as const;

async function connectFor(port: number, options: { connections: number; maximumWaiting?: number }) {
  let requester = "";
  const connection = await harness.connect(port, { ...options, requester: () => requester });
  return (who: string, path: string, signal?: AbortSignal) => {
    requester = who;
    return connection.request(get(path, signal));
  };
}

describe("the queue of one endpoint", () => {
  it("does not let 500 requests of one person starve the single one of another", async () => {
    const device = await serveOnDemand();
    const ask = await connectFor(device.port, { connections: 2 });
    const many = Array.from({ length: 500 }, (_, index) => ask("ann", `/ann/${index}`));
    await device.until(() => device.arrived.length === 2);
    const single = ask("ben", "/ben");
    device.answerAll();
    await device.until(() => device.arrived.includes("/ben"));
    expect(device.arrived.indexOf("/ben")).toBeLessThan(4);
    device.answerAll();
    expect((await single).status).toBe(200);
    let isDone = false;
    const all = Promise.all(many).then(() => {
      isDone = true;
    });
    while (!isDone) {
      device.answerAll();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await all;
    expect(device.arrived).toHaveLength(501);
    expect(device.sockets.size).toBe(2);
  });

  it("deals the places out in turns among all who ask", async () => {
    const device = await serveOnDemand();
    const ask = await connectFor(device.port, { connections: 1 });
    const all = [ask("ann", "/ann/0")];
    await device.until(() => device.arrived.length === 1);
    for (const who of ["ann", "ben", "cy"]) for (const round of [1, 2, 3]) all.push(ask(who, `/${who}/${round}`));
    for (let count = 1; count <= 10; count += 1) {
      await device.until(() => device.arrived.length === count);
      device.answerAll();
    }
    await Promise.all(all);
    expect(device.arrived.slice(1)).toEqual(
      [1, 2, 3].flatMap((round) => ["ann", "ben", "cy"].map((who) => `/${who}/${round}`)),
    );
  });

  it("is bounded, and gives room to others at the cost of whoever waits most", async () => {
    const device = await serveOnDemand();
    const ask = await connectFor(device.port, { connections: 1, maximumWaiting: 3 });
    const running = ask("ann", "/ann/0");
    await device.until(() => device.arrived.length === 1);
    const waiting = [1, 2, 3].map((index) => ask("ann", `/ann/${index}`));
    expect(await failureOf(ask("ann", "/ann/4"))).toBe("queue-full");
    const other = ask("ben", "/ben");
    expect(await failureOf(waiting[2] ?? running)).toBe("queue-full");
    for (let count = 1; count <= 4; count += 1) {
      await device.until(() => device.arrived.length === count);
      device.answerAll();
    }
    await Promise.all([running, waiting[0], waiting[1], other]);
    expect(device.arrived).toEqual(["/ann/0", "/ann/1", "/ben", "/ann/2"]);
  });

  it("forgets a request whose caller has left", async () => {
    const device = await serveOnDemand();
    const ask = await connectFor(device.port, { connections: 1, maximumWaiting: 1 });
    const running = ask("ann", "/running");
    await device.until(() => device.arrived.length === 1);
    const caller = new AbortController();
    const left = failureOf(ask("ann", "/left", caller.signal));
    caller.abort();
    expect(await left).toBe("aborted");
    const next = ask("ann", "/next");
    device.answerAll();
    await device.until(() => device.arrived.length === 2);
    device.answerAll();
    await Promise.all([running, next]);
    expect(device.arrived).toEqual(["/running", "/next"]);
  });

  it("ends with its connection, and counts waiting as time of the request", async () => {
    const device = await serveOnDemand();
    const connection = await harness.connect(device.port, { connections: 1 });
    const running = failureOf(connection.request(get("/")));
    await device.until(() => device.arrived.length === 1);
    expect(await failureOf(connection.request({ ...get("/slow"), totalMs: 20 }))).toBe("total-timeout");
    const waiting = failureOf(connection.request(get("/waiting")));
    await connection.destroy();
    expect(await Promise.all([running, waiting])).toEqual(["connection-closed", "connection-closed"]);
    expect(device.arrived).toEqual(["/"]);
  });
});
