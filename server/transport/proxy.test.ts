import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createAddressPolicy } from "./address-policy";
import { dial } from "./dial";
import { TransportError } from "./errors";
import { type ConnectProxyOptions, startConnectProxy } from "./fake/connect-proxy";
import { createHttpsHarness, failureOf } from "./fake/https-harness";
import { authority, leaves, loopbackAllowed, resolveToLoopback, tlsScenarios, trusting } from "./fake/scenarios";
import { findClosedPort, listenPlain, listenTls } from "./fake/tls-listener";
import { normalizeHost } from "./host";
import { parseProxyAddress, showProxy } from "./proxy";
import { connectVerified } from "./tls";
import { createTlsContext } from "./tls-context";

const { serve, connect, onEnd, end } = createHttpsHarness();
afterEach(end);

const device = "hmc.example.com";
const secret = "Basic c2VjcmV0OnNlY3JldA==";

async function startProxy(options: ConnectProxyOptions = {}) {
  const proxy = await startConnectProxy(options);
  onEnd(proxy.close);
  return { ...proxy, address: parseProxyAddress(`127.0.0.1:${proxy.port}`) };
}

/** One verified handshake through a proxy; resolves with the class of its failure. */
async function handshake(port: number, proxyPort: number, overrides: object = {}) {
  const options = { tls: trusting(), host: device, ...overrides };
  const context = await createTlsContext(options.tls);
  const target = {
    port,
    addressPolicy: loopbackAllowed,
    resolve: resolveToLoopback,
    proxy: parseProxyAddress(`127.0.0.1:${proxyPort}`),
    ...options,
  };
  return failureOf(connectVerified(target, context).then(({ socket }) => socket.destroy()));
}

describe("the address of a proxy", () => {
  it.each([
    ["proxy.example.com:3128", "proxy.example.com:3128"],
    [" http://Proxy.Example.COM.:8080/ ", "proxy.example.com:8080"],
    ["10.1.2.3:80", "10.1.2.3:80"],
    ["[FD00:0::1]:3128", "[fd00::1]:3128"],
  ])("%j is %s", (text, expected) => {
    const once = showProxy(parseProxyAddress(text));
    expect([once, showProxy(parseProxyAddress(once))]).toEqual([expected, expected]);
  });

  it.each([
    ["proxy.example.com", /host and port/],
    ["proxy.example.com:0", /host and port/],
    ["proxy.example.com:70000", /host and port/],
    ["proxy.example.com:3128/path", /host and port/],
    [":3128", /host and port/],
    ["fd00::1:3128", /host and port/],
    ["https://proxy.example.com:3128", /without TLS/],
    ["socks5://proxy.example.com:1080", /without TLS/],
    ["0x7f.1:3128", /not a host name/],
    ["a\r\nb:3128", /host and port|not a host name/],
  ])("refuses %j", (text, message) => {
    expect(() => parseProxyAddress(text)).toThrow(message);
  });

  it("refuses a password without repeating it", () => {
    const parse = () => parseProxyAddress("http://user:hunter2@proxy.example.com:3128");
    expect(parse).toThrow("A proxy that asks for user and password is not supported; enter only its host and port.");
  });
});

describe("a tunnel", () => {
  it("carries TLS from end to end: the proxy sees the name and port of the device and nothing else", async () => {
    const { port } = await serve((request, response) => response.end(request.headers.authorization));
    const proxy = await startProxy();
    const connection = await connect(port, { proxy: proxy.address });
    for (let count = 0; count < 3; count += 1) {
      const answer = await connection.request({ method: "GET", path: "/x", headers: { authorization: secret } });
      expect(answer.body.toString()).toBe(secret);
    }
    expect(proxy.heads).toEqual([`CONNECT ${device}:${port} HTTP/1.1\r\nHost: ${device}:${port}\r\n\r\n`]);
    // A TLS record of type handshake; nothing readable follows.
    expect(proxy.tunnelled().subarray(0, 2)).toEqual(Buffer.from([22, 3]));
    expect(proxy.tunnelled().includes("authorization")).toBe(false);
    await connection.destroy();
    await expect.poll(proxy.open).toBe(0);
  });

  it("carries plain HTTP too, and never in the absolute form", async () => {
    const urls: unknown[] = [];
    const server = http.createServer((request, response) => {
      urls.push([request.url, request.headers.host]);
      response.end("clear");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onEnd(() => server.close().closeAllConnections());
    const { port } = server.address() as AddressInfo;
    const proxy = await startProxy();
    const connection = await connect(port, { proxy: proxy.address, scheme: "http" });
    const answer = await connection.request({ method: "GET", path: "/cimom", headers: { authorization: secret } });
    expect(answer.body.toString()).toBe("clear");
    expect(urls).toEqual([["/cimom", `${device}:${port}`]]);
    expect(proxy.heads.join()).not.toContain("uthorization");
  });

  const told =
    /^(good by|pinned|pin that|expected name|self-signed$|root sent|unknown CA|intermediate|expired$|other host|address without|nothing verified|TLS 1.2 only|client certificate required, TLS 1.2)/;
  it.each(tlsScenarios.filter(({ name }) => told.test(name)))(
    "$name: the verdict through it is the verdict without it ($expected)",
    async (scenario) => {
      const listener = await listenTls(scenario.server);
      onEnd(listener.close);
      const proxy = await startProxy();
      const { host, client: tls, expected, afterHandshake } = scenario;
      const verdict = await handshake(listener.port, proxy.port, { host, tls }).catch(
        (error: TransportError) => error.class,
      );
      expect(verdict).toBe(expected === "trusted" || afterHandshake === true ? "none" : expected);
    },
  );

  it("asks for the client certificate that is missing, as TLS 1.3 tells only after the handshake", async () => {
    const { port, server } = await serve((_request, response) => response.end());
    server.setSecureContext({ cert: leaves.good.chainPem, key: leaves.good.keyPem, ca: authority.rootPem });
    Object.assign(server, { requestCert: true, rejectUnauthorized: true });
    const proxy = await startProxy();
    const connection = await connect(port, { proxy: proxy.address });
    const failure = await failureOf(connection.request({ method: "GET", path: "/" }));
    expect(failure).toBe("client-cert-required");
  });

  it("is not opened because of the environment", async () => {
    const proxy = await startProxy();
    for (const name of ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "ALL_PROXY"]) {
      vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`);
    }
    try {
      const { port } = await serve((_request, response) => response.end("direct"));
      const answer = await (await connect(port)).request({ method: "GET", path: "/" });
      expect([answer.body.toString(), proxy.heads]).toEqual(["direct", []]);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("gives the device's first bytes to the client although they came with the proxy's answer", async () => {
    const silent = await listenPlain(() => undefined);
    onEnd(silent.close);
    const proxy = await startProxy({ greeting: "HTTP/1.1 200 OK\r\nVia: 1.1 x\r\n\r\nfirst bytes" });
    const { socket } = await dial({
      host: normalizeHost(device),
      port: silent.port,
      addressPolicy: loopbackAllowed,
      proxy: proxy.address,
      connectMs: 5_000,
    });
    const [chunk] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    expect(chunk.toString()).toBe("first bytes");
  });
});

describe("a proxy that opens no tunnel", () => {
  const status = (line: string) => ({ answer: () => `HTTP/1.1 ${line}\r\nContent-Length: 6\r\n\r\nsecret` });

  it.each<[string, ConnectProxyOptions, string, RegExp]>([
    [
      "refuses the port",
      status("403 Filtered"),
      "proxy-refused",
      /refuses to connect to hmc.example.com:9: it answered 403/,
    ],
    [
      "wants a password",
      status("407 Proxy Authentication Required"),
      "proxy-auth-required",
      /asks for user and password/,
    ],
    [
      "cannot reach the device",
      status("503 Service Unavailable"),
      "proxy-no-route",
      /could not connect to hmc.example.com:9/,
    ],
    ["answers with a redirect", status("302 Found"), "proxy-refused", /answered 302/],
    ["speaks something else", { answer: () => "SSH-2.0-OpenSSH_9.2\r\n" }, "proxy-protocol", /is no HTTP proxy/],
    ["has no status", { answer: () => "HTTP/1.1 OK\r\n\r\n" }, "proxy-protocol", /is no HTTP proxy/],
    ["hangs up", { answer: () => "" }, "proxy-protocol", /closed the connection without an answer/],
    ["hangs up in its head", { answer: () => "HTTP/1.1 200 OK\r\nVia: " }, "proxy-protocol", /without an answer/],
    [
      "never ends its head",
      { answer: () => `HTTP/1.1 200 OK\r\nX: ${"x".repeat(64 * 1024)}` },
      "proxy-protocol",
      /is no HTTP/,
    ],
    ["says nothing", { answer: () => undefined }, "proxy-timeout", /did not say within 0.2 s that it is connected/],
  ])("%s: %s %s", async (_name, options, expected, message) => {
    const proxy = await startProxy(options);
    const connection = await connect(9, { proxy: proxy.address, tls: trusting({ timeouts: { connectMs: 200 } }) });
    const error = await connection.request({ method: "GET", path: "/" }).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ class: expected, message: expect.stringMatching(message) });
    expect(error).toMatchObject({ facts: { host: device, port: 9, proxy: `127.0.0.1:${proxy.port}` } });
    // What answers there may be anything: at most its first line is told (SEC-D8).
    expect(JSON.stringify(error)).not.toContain("secret");
    await expect.poll(proxy.open).toBe(0);
  });

  it("is told from a device that is away", async () => {
    const port = await findClosedPort();
    expect(await handshake(9, port)).toBe("proxy-unreachable");
    const { port: proxyPort } = await startProxy();
    expect(await handshake(port, proxyPort)).toBe("proxy-no-route");
    const proxy = parseProxyAddress("proxy.example.com:3128");
    expect(await handshake(9, 1, { proxy, resolve: async () => [] })).toBe("proxy-unreachable");
  });

  it("lets go at once of a caller who leaves", async () => {
    const proxy = await startProxy({ answer: () => undefined });
    const connection = await connect(9, { proxy: proxy.address });
    const request = connection.request({ method: "GET", path: "/" });
    await expect.poll(() => proxy.heads.length).toBe(1);
    await connection.destroy();
    await expect(request).rejects.toMatchObject({ class: "connection-closed" });
    await expect.poll(proxy.open).toBe(0);
  });
});

describe("the address policy", () => {
  it.each(["127.0.0.1", "::ffff:127.0.0.1", "169.254.169.254", "localhost", "x.localhost"])(
    "asks no proxy for %s",
    async (host) => {
      const proxy = await startProxy();
      const exceptions = [{ address: "127.0.0.1", port: proxy.port }];
      const overrides = { host, addressPolicy: createAddressPolicy({ exceptions }) };
      expect(await handshake(443, proxy.port, overrides)).toBe("address-blocked");
      expect([proxy.heads, proxy.open()]).toEqual([[], 0]);
    },
  );

  it("judges the proxy by the address its name resolves to, and dials that", async () => {
    const proxy = await startProxy();
    const address = parseProxyAddress(`proxy.example.com:${proxy.port}`);
    const blocked = { proxy: address, addressPolicy: createAddressPolicy() };
    const attempt = connectVerified(
      { host: device, port: 443, resolve: resolveToLoopback, ...blocked },
      await createTlsContext(trusting()),
    );
    await expect(attempt).rejects.toMatchObject({
      class: "address-blocked",
      message: "The proxy may not be dialled: 127.0.0.1 is a loopback address.",
    });
    expect(proxy.heads).toEqual([]);
  });

  it("has the proxy resolve the device's name, and nobody else", async () => {
    const { port } = await serve((_request, response) => response.end("ok"));
    const proxy = await startProxy();
    const asked: string[] = [];
    const resolve = async (name: string) => {
      asked.push(name);
      return ["127.0.0.1"];
    };
    const proxyAddress = parseProxyAddress(`proxy.example.com:${proxy.port}`);
    const connection = await connect(port, { proxy: proxyAddress, resolve });
    await connection.request({ method: "GET", path: "/" });
    expect(asked).toEqual(["proxy.example.com"]);
    expect(proxy.heads).toHaveLength(1);
  });
});

it("an error of the proxy is an error of the way: nothing was sent to the device", async () => {
  const proxy = await startProxy({ answer: () => "HTTP/1.1 403 Forbidden\r\n\r\n" });
  const error = await connectVerified(
    { host: device, port: 9, addressPolicy: loopbackAllowed, proxy: proxy.address },
    await createTlsContext(trusting()),
  ).catch((failure: unknown) => failure);
  expect(error instanceof TransportError && error.facts.phase).toBe("connect");
});
