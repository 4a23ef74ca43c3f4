import { afterEach, describe, expect, it } from "vitest";
import type { TransportErrorClass } from "@/contracts/tls";
import { type ProxyFault, startFaultProxy } from "./fake/fault-proxy";
import { createHttpsHarness, failureOf } from "./fake/https-harness";
import type { HttpRequest } from "./http";

const harness = createHttpsHarness();
afterEach(() => harness.end());

const mutations = ["POST", "PUT", "PATCH", "DELETE"] as const;

/** A server that counts what reaches it, behind a proxy; the sockets of the connection have been used before. */
async function setUp() {
  const seen = new Map<string, number>();
  const { port } = await harness.serve((request, response) => {
    const key = `${request.method} ${request.url}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    request.resume().on("end", () => {
      if (request.url === "/503") response.statusCode = 503;
      response.end("an answer that is long enough to be cut off somewhere in its middle");
    });
  });
  const proxy = await startFaultProxy(port);
  harness.onEnd(() => proxy.close());
  const connection = await harness.connect(proxy.port);
  const send = (method: HttpRequest["method"], path: string) =>
    connection.request({ method, path, headersMs: 250, body: method === "GET" ? undefined : "{}" });
  await Promise.all([send("GET", "/warm"), send("GET", "/warm"), send("GET", "/warm")]);
  return { proxy, connection, send, seenOf: (method: string, path: string) => seen.get(`${method} ${path}`) ?? 0 };
}

describe("a network that fails while an answer is awaited", () => {
  const faults: [ProxyFault, TransportErrorClass, number][] = [
    ["refuse", "refused", 0],
    ["reset", "connection-lost", 1],
    ["delay", "headers-timeout", 1],
    ["half-close", "connection-lost", 1],
    ["truncate", "connection-lost", 1],
  ];

  it.each(faults)("%s: no change is sent twice", async (fault, expected, times) => {
    const { proxy, send, seenOf } = await setUp();
    await proxy.setFault(fault);
    for (const method of mutations) {
      const failure = await failureOf(send(method, `/${fault}`));
      // A socket that was open before may be found closed first.
      if (fault === "refuse") expect([expected, "connection-lost"]).toContain(failure);
      else expect(failure).toBe(expected);
      expect(seenOf(method, `/${fault}`)).toBe(times);
      // The next one is to meet a socket that has been used, too.
      if (fault !== "refuse") await proxy.setFault("none");
      await send("GET", "/warm").catch(() => undefined);
      if (fault !== "refuse") await proxy.setFault(fault);
    }
  });

  it.each(faults)("%s: a reading is tried twice more at most", async (fault, _expected, times) => {
    const { proxy, send, seenOf } = await setUp();
    await proxy.setFault(fault);
    expect(await failureOf(send("GET", `/${fault}`))).not.toBe("none");
    expect(seenOf("GET", `/${fault}`)).toBeGreaterThanOrEqual(times);
    expect(seenOf("GET", `/${fault}`)).toBeLessThanOrEqual(3);
  });

  it.each(["GET", ...mutations] as const)("5xx: a %s is not repeated", async (method) => {
    const { send, seenOf } = await setUp();
    expect((await send(method, "/503")).status).toBe(503);
    expect(seenOf(method, "/503")).toBe(1);
  });
});

describe("repeats", () => {
  /** A server that ends every used connection instead of answering `/die`. */
  async function serveDying() {
    let died = 0;
    const { port } = await harness.serve((request, response) => {
      if (request.url !== "/die") {
        response.end("ok");
        return;
      }
      died += 1;
      request.socket.destroy();
    });
    const connection = await harness.connect(port, { connections: 1 });
    return {
      ask: (path: string) => failureOf(connection.request({ method: "GET", path })),
      died: () => died,
    };
  }

  it("are made for no more than a tenth of the requests", async () => {
    const { ask, died } = await serveDying();
    const rounds = 60;
    for (let round = 0; round < rounds; round += 1) {
      expect(await ask("/ok")).toBe("none");
      expect(await ask("/die")).toBe("connection-lost");
    }
    const repeats = died() - rounds;
    expect(repeats).toBeGreaterThanOrEqual(10);
    expect(repeats).toBeLessThanOrEqual(2 + (2 * rounds) / 10);
  });

  it("are saved up for while all is well, within a limit", async () => {
    const { ask, died } = await serveDying();
    for (let count = 0; count < 200; count += 1) await ask("/ok");
    const rounds = 30;
    for (let round = 0; round < rounds; round += 1) {
      await ask("/die");
      await ask("/ok");
    }
    expect(died() - rounds).toBeLessThanOrEqual(10 + (2 * rounds) / 10);
    expect(died() - rounds).toBeGreaterThanOrEqual(10);
  });
});
