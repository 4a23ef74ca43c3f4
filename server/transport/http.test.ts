import { once } from "node:events";
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import type { TransportErrorClass } from "@/contracts/tls";
import {
  authority,
  leaves,
  loopbackAllowed,
  pinning,
  resolveToLoopback,
  tlsScenarios,
  trusting,
} from "./fake/scenarios";
import { listenPlain, listenTls } from "./fake/tls-listener";
import { createHttpConnection, type HttpConnection, type HttpConnectionOptions } from "./http";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(onRequest: RequestListener) {
  const sockets = new Set<Socket>();
  const server = https.createServer(
    { cert: leaves.good.chainPem, key: leaves.good.keyPem, keepAlive: true },
    onRequest,
  );
  let handshakes = 0;
  let resumed = 0;
  server.on("secureConnection", (socket) => {
    handshakes += 1;
    if (socket.isSessionReused()) resumed += 1;
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, server, sockets, handshakes: () => handshakes, resumed: () => resumed };
}

async function connect(port: number, options: Partial<HttpConnectionOptions> = {}): Promise<HttpConnection> {
  const connection = await createHttpConnection({
    host: "hmc.example.com",
    port,
    tls: trusting(),
    addressPolicy: loopbackAllowed,
    resolve: resolveToLoopback,
    ...options,
  });
  cleanups.push(() => connection.destroy());
  return connection;
}

const failure = async (attempt: Promise<unknown>): Promise<TransportErrorClass | "none"> =>
  attempt.then(
    () => "none" as const,
    (error: { class: TransportErrorClass }) => error.class,
  );

const shortKeepAlive = (_request: IncomingMessage, response: ServerResponse) => {
  response.setHeader("Connection", "keep-alive");
  response.setHeader("Keep-Alive", "timeout=1");
  response.setHeader("Content-Type", "application/json;charset=UTF-8");
  response.write('{"ok":');
  response.end("true}");
};

describe("connection reuse", () => {
  it("makes one handshake for 100 sequential requests whatever the peer hints", async () => {
    const { port, handshakes } = await serve(shortKeepAlive);
    const connection = await connect(port);
    for (let count = 0; count < 100; count += 1) {
      const { status, body } = await connection.request({ method: "GET", path: "/api/version" });
      expect([status, body.toString()]).toEqual([200, '{"ok":true}']);
    }
    expect(handshakes()).toBe(1);
  });

  it("never resumes a session", async () => {
    const { port, handshakes, resumed } = await serve((_request, response) => {
      response.setHeader("Connection", "close");
      response.end();
    });
    const connection = await connect(port);
    for (let count = 0; count < 5; count += 1) await connection.request({ method: "GET", path: "/" });
    expect([handshakes(), resumed()]).toEqual([5, 0]);
  });

  it("repeats a GET that died on a reused socket, and only that", async () => {
    const seen: string[] = [];
    const { port, handshakes } = await serve((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      if (request.url === "/die" && seen.filter((entry) => entry === seen.at(-1)).length === 1)
        request.socket.destroy();
      else response.end("answer");
    });
    const connection = await connect(port);
    await connection.request({ method: "GET", path: "/" });
    expect((await connection.request({ method: "GET", path: "/die" })).body.toString()).toBe("answer");
    expect(await failure(connection.request({ method: "POST", path: "/die", body: "{}" }))).toBe("connection-lost");
    expect(seen).toEqual(["GET /", "GET /die", "GET /die", "POST /die"]);
    expect(handshakes()).toBe(2);
  });

  it("does not repeat a GET that died on a fresh socket", async () => {
    let requests = 0;
    const { port } = await serve((request) => {
      requests += 1;
      request.socket.destroy();
    });
    const connection = await connect(port);
    expect(await failure(connection.request({ method: "GET", path: "/" }))).toBe("connection-lost");
    expect(requests).toBe(1);
  });
});

describe("ending", () => {
  it("drops open sockets at once when destroyed", async () => {
    const { port, sockets } = await serve((request, response) => {
      if (request.url === "/hang") response.writeHead(200).write("begun");
      else response.end("ok");
    });
    const connection = await connect(port);
    await connection.request({ method: "GET", path: "/" });
    const [idle] = sockets;
    const hanging = await connection.stream({ method: "GET", path: "/hang" });
    const closed = idle === undefined ? Promise.resolve() : once(idle, "close");
    const ended = failure(once(hanging.body.resume(), "end"));
    await connection.destroy();
    await closed;
    expect(await ended).toBe("connection-closed");
    expect(await failure(connection.request({ method: "GET", path: "/" }))).toBe("connection-closed");
  });

  it("lets the caller's signal reach the socket", async () => {
    let arrive: (request: IncomingMessage) => void = () => undefined;
    const arrived = new Promise<IncomingMessage>((resolve) => {
      arrive = resolve;
    });
    const { port } = await serve((request) => arrive(request));
    const connection = await connect(port);
    const caller = new AbortController();
    const answer = failure(connection.request({ method: "GET", path: "/", signal: caller.signal }));
    const request = await arrived;
    const closed = once(request.socket, "close");
    caller.abort();
    await closed;
    expect(await answer).toBe("aborted");
  });

  it("frees the socket when a stream is left half-way", async () => {
    const { port } = await serve((request, response) => {
      if (request.url === "/big") response.write(Buffer.alloc(1024 * 1024));
      else response.end("small");
    });
    const connection = await connect(port, { connections: 1 });
    for (let count = 0; count < 10; count += 1) {
      const { body } = await connection.stream({ method: "GET", path: "/big" });
      await once(body, "data");
      body.destroy();
    }
    expect((await connection.request({ method: "GET", path: "/small" })).body.toString()).toBe("small");
  });
});

describe("limits", () => {
  const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024));
  const cases: Record<string, { answer: (response: ServerResponse) => void; expected: TransportErrorClass }> = {
    "a redirect": {
      answer: (response) => response.writeHead(307, { location: "https://evil.example/" }).end(),
      expected: "redirect",
    },
    "large headers": {
      answer: (response) => response.setHeader("x-fill", "x".repeat(70_000)).end(),
      expected: "headers-too-large",
    },
    "an endless body": {
      answer: (response) => {
        const fill = () => {
          while (response.write(Buffer.alloc(65_536))) if (response.destroyed) return;
        };
        response.on("drain", fill);
        fill();
      },
      expected: "response-too-large",
    },
    "a bomb": {
      answer: (response) => response.setHeader("content-encoding", "gzip").end(bomb),
      expected: "decompression-ratio",
    },
    "damaged gzip": {
      answer: (response) => response.setHeader("content-encoding", "gzip").end("plain"),
      expected: "http-protocol",
    },
    "gzip cut off": {
      answer: (response) => response.setHeader("content-encoding", "gzip").end(gzipSync("hello world").subarray(0, 15)),
      expected: "http-protocol",
    },
    "an encoding not offered": {
      answer: (response) => response.setHeader("content-encoding", "br").end("x"),
      expected: "content-encoding",
    },
    silence: { answer: () => undefined, expected: "headers-timeout" },
    "a body that stops": { answer: (response) => response.writeHead(200).write("x"), expected: "body-timeout" },
    "a short body": {
      answer: (response) => {
        response.writeHead(200, { "content-length": "10" });
        response.write("abc", () => response.destroy());
      },
      expected: "connection-lost",
    },
    "something else than HTTP": {
      answer: (response) => response.socket?.end("SSH-2.0-OpenSSH_9\r\n"),
      expected: "http-protocol",
    },
  };

  it.each(Object.entries(cases))("ends %s", async (_name, { answer, expected }) => {
    const { port } = await serve((_request, response) => answer(response));
    const connection = await connect(port, { maximumResponseBytes: 64 * 1024 * 1024 });
    const request = { method: "GET", path: "/", headersMs: 300, bodyIdleMs: 300 } as const;
    expect(await failure(connection.request({ ...request, maximumResponseBytes: 48 * 1024 * 1024 }))).toBe(expected);
  });

  it("shows where a refused redirect leads", async () => {
    const { port } = await serve((_request, response) =>
      response.writeHead(302, { location: "https://evil.example/x" }).end(),
    );
    const connection = await connect(port);
    await expect(connection.request({ method: "GET", path: "/" })).rejects.toMatchObject({
      class: "redirect",
      facts: { location: "https://evil.example/x" },
    });
  });

  it("limits the whole time", async () => {
    const { port } = await serve((_request, response) => {
      response.writeHead(200).write("x");
      const drip = setInterval(() => response.write("x"), 20);
      response.on("close", () => clearInterval(drip));
    });
    const connection = await connect(port);
    expect(await failure(connection.request({ method: "GET", path: "/", totalMs: 200 }))).toBe("total-timeout");
  });

  it("reads compressed answers", async () => {
    const text = JSON.stringify(Array.from({ length: 5_000 }, (_, index) => ({ name: `LPAR ${index}` })));
    const { port } = await serve((request, response) => {
      expect(request.headers["accept-encoding"]).toBe("gzip");
      response.setHeader("content-encoding", "gzip").end(gzipSync(text));
    });
    const { body } = await (await connect(port)).request({ method: "GET", path: "/" });
    expect(body.toString()).toBe(text);
  });

  it.each(["relative", "//evil.example/", "https://evil.example/", "/a b", "/a\r\nx: y", ""])(
    "refuses the path %j before anything is dialled",
    async (path) => {
      const { port, handshakes } = await serve(shortKeepAlive);
      expect(await failure((await connect(port)).request({ method: "GET", path }))).toBe("invalid-request");
      expect(handshakes()).toBe(0);
    },
  );

  it("refuses header injection", async () => {
    const { port } = await serve(shortKeepAlive);
    const headers = { "x-a": "1\r\nx-b: 2" };
    expect(await failure((await connect(port)).request({ method: "GET", path: "/", headers }))).toBe("invalid-request");
  });
});

describe("verification", () => {
  it.each(tlsScenarios)("$name: $expected", async ({ host, server, client, expected, afterHandshake }) => {
    const parser = http.createServer((_request, response) => response.end("ok"));
    const listener = await listenTls(server, (socket) => void parser.emit("connection", socket));
    cleanups.push(listener.close);
    const connection = await connect(listener.port, { host, tls: client });
    const outcome = await failure(connection.request({ method: "GET", path: "/" }));
    expect(outcome).toBe(expected === "trusted" ? "none" : expected);
    if (expected !== "trusted" && afterHandshake !== true) expect(listener.bytesReceived()).toBe(0);
  });

  it("names a port that does not speak TLS", async () => {
    const listener = await listenPlain((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    cleanups.push(listener.close);
    expect(await failure((await connect(listener.port)).request({ method: "GET", path: "/" }))).toBe("not-tls");
  });

  it("blocks a pinned certificate that changes, and what was open before is dropped with the connection", async () => {
    const { port, server, handshakes } = await serve(shortKeepAlive);
    const connection = await connect(port, { tls: pinning(leaves.good) });
    await connection.request({ method: "GET", path: "/" });
    server.setSecureContext({ cert: leaves.selfSigned.chainPem, key: leaves.selfSigned.keyPem });
    let requests = 0;
    server.on("request", () => {
      requests += 1;
    });
    await connection.destroy();
    const next = await connect(port, { tls: pinning(leaves.good) });
    expect(await failure(next.request({ method: "GET", path: "/" }))).toBe("pin-mismatch");
    expect([requests, handshakes()]).toEqual([0, 1]);
  });

  it("fails with a rogue CA in the default roots", async () => {
    const { port } = await serve(shortKeepAlive);
    const connection = await connect(port, { tls: trusting({}, [authority.otherRootPem]) });
    expect(await failure(connection.request({ method: "GET", path: "/" }))).toBe("unknown-ca");
  });
});
