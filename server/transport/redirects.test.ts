import http, { type IncomingMessage } from "node:http";
import { afterEach, expect, it } from "vitest";
import { leaves, loopbackAllowed, resolveToLoopback, trusting } from "./fake/scenarios";
import { type FakeListener, listenTls } from "./fake/tls-listener";
import { createHttpConnection } from "./http";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A trusted server that redirects every request with this status to wherever it is told. */
async function redirecting(status: number, location: () => string) {
  const requests: IncomingMessage[] = [];
  const parser = http.createServer((request, response) => {
    requests.push(request);
    response.writeHead(status, { location: location(), "set-cookie": "a=b" }).end("moved");
  });
  const identity = { cert: leaves.good.chainPem, key: leaves.good.keyPem };
  const listener = await listenTls(identity, (socket) => void parser.emit("connection", socket));
  cleanups.push(listener.close);
  return { port: listener.port, requests };
}

/** Where a redirect would lead: as good a server as the first one, so that nothing but the rule keeps requests from it. */
async function target(): Promise<FakeListener> {
  const listener = await listenTls({ cert: leaves.good.chainPem, key: leaves.good.keyPem });
  cleanups.push(listener.close);
  return listener;
}

const places: [string, (port: number, own: number) => string][] = [
  ["another port", (port) => `https://hmc.example.com:${port}/api/x`],
  ["another host", (port) => `https://other.example.com:${port}/api/x`],
  ["plain HTTP", (port) => `http://hmc.example.com:${port}/api/x`],
  ["a host without scheme", (port) => `//other.example.com:${port}/api/x`],
  ["the same origin", (_port, own) => `https://hmc.example.com:${own}/api/y`],
  ["a path", () => "/api/y"],
];

it.each([301, 302, 303, 307, 308].flatMap((status) => places.map(([place, at]) => ({ status, place, at }))))(
  "a $status to $place is shown and never followed, and no credential leaves for it",
  async ({ status, at }) => {
    const elsewhere = await target();
    let location = "";
    const server = await redirecting(status, () => location);
    location = at(elsewhere.port, server.port);
    const connection = await createHttpConnection({
      host: "hmc.example.com",
      port: server.port,
      tls: trusting(),
      addressPolicy: loopbackAllowed,
      resolve: resolveToLoopback,
    });
    cleanups.push(() => connection.destroy());
    for (const method of ["GET", "POST"] as const) {
      const body = method === "POST" ? "{}" : undefined;
      const headers = { "x-api-session": "canary-session" };
      await expect(connection.request({ method, path: "/api/x", headers, body })).rejects.toMatchObject({
        class: "redirect",
        facts: { location },
      });
    }
    expect(server.requests.map(({ url }) => url)).toEqual(["/api/x", "/api/x"]);
    expect([elsewhere.connections(), elsewhere.bytesReceived()]).toEqual([0, 0]);
  },
);
