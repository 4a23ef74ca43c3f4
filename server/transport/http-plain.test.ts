import { once } from "node:events";
import http, { type RequestListener } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, expect, it } from "vitest";
import { createAddressPolicy } from "./address-policy";
import { failureOf } from "./fake/https-harness";
import { leaves, loopbackAllowed, resolveToLoopback, trusting } from "./fake/scenarios";
import { listenPlain } from "./fake/tls-listener";
import { createHttpConnection, type HttpConnection, type HttpConnectionOptions } from "./http";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(onRequest: RequestListener) {
  const server = http.createServer(onRequest);
  let connections = 0;
  server.on("connection", () => {
    connections += 1;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

async function connect(port: number, options: Partial<HttpConnectionOptions> = {}): Promise<HttpConnection> {
  const connection = await createHttpConnection({
    host: "wbem.example.com",
    port,
    scheme: "http",
    tls: trusting(),
    addressPolicy: loopbackAllowed,
    resolve: resolveToLoopback,
    ...options,
  });
  cleanups.push(() => connection.destroy());
  return connection;
}

it("sends in clear over one kept connection, and decompresses", async () => {
  const { port, connections } = await serve((request, response) => {
    const host = request.headers.host ?? "";
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(`${request.method} ${request.url} ${host}`));
  });
  const connection = await connect(port);
  for (let count = 0; count < 20; count += 1) {
    const { body } = await connection.request({ method: "POST", path: "/cimom", body: "x" });
    expect(body.toString()).toBe(`POST /cimom wbem.example.com:${port}`);
  }
  expect(connections()).toBe(1);
});

it("hands over trailers once the body has been read, to a client that asks for them", async () => {
  const { port } = await serve((request, response) => {
    response.writeHead(200, { trailer: "CIMStatusCode, CIMStatusCodeDescription" });
    response.write("part");
    if (request.headers.te === "trailers")
      response.addTrailers({ CIMStatusCode: "27", CIMStatusCodeDescription: "full" });
    response.end();
  });
  const connection = await connect(port);
  const asked = await connection.stream({ method: "POST", path: "/", headers: { te: "trailers" }, body: "x" });
  for await (const chunk of asked.body) expect(chunk.toString()).toBe("part");
  expect(Object.fromEntries(asked.trailers())).toEqual({ cimstatuscode: "27", cimstatuscodedescription: "full" });
  const other = await connection.stream({ method: "POST", path: "/", body: "x" });
  for await (const chunk of other.body) expect(chunk.toString()).toBe("part");
  expect([...other.trailers()]).toEqual([]);
});

it("dials nothing that the address policy blocks", async () => {
  const { port, connections } = await serve((_request, response) => response.end());
  const connection = await connect(port, { addressPolicy: createAddressPolicy() });
  expect(await failureOf(connection.request({ method: "GET", path: "/" }))).toBe("address-blocked");
  expect(connections()).toBe(0);
});

it("keeps the limits of size and time, and says what a time covers", async () => {
  const { port } = await serve((request, response) => {
    if (request.url === "/large") response.end("x".repeat(1_000));
    else if (request.url === "/stalled") response.write("begin");
    else if (request.url === "/moved") response.writeHead(302, { location: "https://elsewhere.example.com/" }).end();
  });
  const connection = await connect(port);
  const send = (path: string, limits: object) => connection.request({ method: "POST", path, body: "x", ...limits });
  expect(await failureOf(send("/large", { maximumResponseBytes: 100 }))).toBe("response-too-large");
  await expect(send("/silent", { headersMs: 200 })).rejects.toMatchObject({
    class: "headers-timeout",
    message: "The server did not begin its answer within 0.2 s.",
    facts: { timeoutMs: 200 },
  });
  await expect(send("/stalled", { bodyIdleMs: 200 })).rejects.toMatchObject({
    class: "body-timeout",
    message: "The server stopped in the middle of its answer: nothing came for 0.2 s.",
  });
  await expect(send("/silent", { totalMs: 200 })).rejects.toMatchObject({
    class: "total-timeout",
    message: expect.stringContaining("took more than 0.2 s"),
  });
  expect(await failureOf(send("/moved", {}))).toBe("redirect");
});

it("never repeats a POST", async () => {
  let requests = 0;
  const { port } = await serve((request, response) => {
    requests += 1;
    if (request.url === "/die") request.socket.destroy();
    else response.end();
  });
  const connection = await connect(port);
  await connection.request({ method: "POST", path: "/", body: "x" });
  expect(await failureOf(connection.request({ method: "POST", path: "/die", body: "x" }))).toBe("connection-lost");
  expect(requests).toBe(2);
});

it("recognises a port that speaks TLS", async () => {
  const server = https.createServer({ cert: leaves.good.chainPem, key: leaves.good.keyPem });
  server.on("tlsClientError", () => undefined).listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(() => server.close());
  const connection = await connect((server.address() as AddressInfo).port);
  expect(await failureOf(connection.request({ method: "POST", path: "/", body: "x" }))).toBe("tls-required");
});

it("does not take a port that merely hangs up for one that speaks TLS", async () => {
  const listener = await listenPlain((socket) => void socket.once("data", () => socket.destroy()));
  cleanups.push(listener.close);
  const connection = await connect(listener.port);
  expect(await failureOf(connection.request({ method: "POST", path: "/", body: "x" }))).toBe("connection-lost");
});
