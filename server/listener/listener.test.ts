import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import tls from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { problemSchema } from "@/contracts/problem";
import { createSelfSignedCertificate } from "@/server/pki/self-signed";
import { getRuntime } from "@/server/runtime/registry";
import { findOrigin, LISTENER_HEADERS } from "@/server/runtime/remote-address";
import { parseNetworks } from "./bind";
import { hostTestOf } from "./host-guard";
import { createListener, type Listener, type ListenerOptions, type RequestHandler } from "./listener";
import { CONSTANT_RESPONSE_HEADERS } from "./response-headers";

const open: Listener[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
});

async function start(options: Partial<ListenerOptions> & { handler: RequestHandler }) {
  const listener = createListener({ timeoutCheckIntervalMs: 20, ...options });
  open.push(listener);
  const { port } = await listener.listen("127.0.0.1", 0);
  return { listener, port };
}

const echo: RequestHandler = (request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ url: request.url, headers: request.headers, rawHeaders: request.rawHeaders }));
};

/** A handler that reads the whole body and notes whether it ever saw its end. */
function bodyReader() {
  const seen: { calls: number; bodies: string[] } = { calls: 0, bodies: [] };
  const handler: RequestHandler = async (request, response) => {
    seen.calls += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    seen.bodies.push(Buffer.concat(chunks).toString());
    response.end("read");
  };
  return { seen, handler };
}

/** Writes bytes to the port and collects everything until the server closes. */
async function exchange(port: number, bytes: string): Promise<string> {
  const socket = net.connect(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.on("error", () => {});
  socket.write(bytes);
  await once(socket, "close");
  return Buffer.concat(chunks).toString();
}

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

function send(port: number, options: http.RequestOptions & { body?: string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { body, ...rest } = options;
    const request = http.request({ port, host: "127.0.0.1", agent: false, ...rest }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

describe("headers of a request", () => {
  it("replaces what a client claims about its address by the socket's", async () => {
    const { port } = await start({ handler: echo });
    const { body } = await send(port, {
      headers: {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        Forwarded: "for=203.0.113.9",
        "X-Real-IP": "203.0.113.9",
      },
    });
    const { headers, rawHeaders } = JSON.parse(body);
    expect(headers["x-forwarded-for"]).toBe("127.0.0.1");
    expect(headers["x-forwarded-proto"]).toBe("http");
    expect(headers["x-forwarded-host"]).toBe(`127.0.0.1:${port}`);
    expect(JSON.stringify([headers, rawHeaders])).not.toMatch(/203\.0\.113\.9|evil\.example/);
  });

  it("believes the last address that a trusted proxy added, and only from that proxy", async () => {
    const headers = { "X-Forwarded-For": "198.51.100.1, 203.0.113.9", "X-Forwarded-Proto": "https" };
    const trusting = await start({ handler: echo, isTrustedProxy: parseNetworks(["127.0.0.0/8"]) });
    const trusted = JSON.parse((await send(trusting.port, { headers })).body).headers;
    expect(findOrigin(new Headers(trusted))).toEqual({ remoteAddress: "203.0.113.9", protocol: "https" });

    const other = await start({ handler: echo, isTrustedProxy: parseNetworks(["10.0.0.0/8"]) });
    const untrusted = JSON.parse((await send(other.port, { headers })).body).headers;
    expect(findOrigin(new Headers(untrusted))).toEqual({ remoteAddress: "127.0.0.1", protocol: "http" });
  });

  it("ignores a last entry that is no address", async () => {
    const { port } = await start({ handler: echo, isTrustedProxy: parseNetworks(["127.0.0.1"]) });
    const { headers } = JSON.parse((await send(port, { headers: { "X-Forwarded-For": "unknown" } })).body);
    expect(findOrigin(new Headers(headers))?.remoteAddress).toBe("127.0.0.1");
  });

  it("marks its own headers with a token that a client cannot know", async () => {
    const { port } = await start({ handler: echo });
    const forged = { [LISTENER_HEADERS.token]: "guess", [LISTENER_HEADERS.remoteAddress]: "203.0.113.9" };
    expect(findOrigin(new Headers({ ...forged, [LISTENER_HEADERS.protocol]: "https" }))).toBeUndefined();
    const { headers } = JSON.parse((await send(port, { headers: forged })).body);
    expect(headers[LISTENER_HEADERS.token]).toBe(getRuntime().listenerToken);
    expect(findOrigin(new Headers(headers))?.remoteAddress).toBe("127.0.0.1");
  });

  it.each([
    "x-middleware-subrequest",
    "x-middleware-rewrite",
    "x-middleware-override-headers",
    "x-matched-path",
    "x-nextjs-data",
    "x-now-route-matches",
    "x-invoke-status",
    "x-prerender-revalidate",
    "next-resume",
    "x-nonce",
    "content-security-policy",
    "x-http-method-override",
  ])("drops %s", async (name) => {
    const { port } = await start({ handler: echo });
    const { headers, rawHeaders } = JSON.parse((await send(port, { headers: { [name]: "forged" } })).body);
    expect(headers).not.toHaveProperty(name);
    expect(rawHeaders).not.toContain("forged");
  });

  it("leaves the rest alone, repeated headers too", async () => {
    const { port } = await start({ handler: echo });
    const { headers } = JSON.parse(
      (await send(port, { headers: { RSC: "1", Accept: ["a/b", "c/d"], "X-Signalbox-Request": "1" } })).body,
    );
    expect(headers).toMatchObject({ rsc: "1", accept: "a/b, c/d", "x-signalbox-request": "1" });
  });
});

describe("refusals before the framework", () => {
  const origin = "Host: console\r\nConnection: close\r\n";
  it.each([
    ["absolute form", `GET http://evil.example/ HTTP/1.1\r\n${origin}\r\n`, 400],
    ["authority form", `CONNECT evil.example:443 HTTP/1.1\r\n${origin}\r\n`, 400],
    ["asterisk form", `OPTIONS * HTTP/1.1\r\n${origin}\r\n`, 400],
    ["upgrade", `GET / HTTP/1.1\r\nHost: console\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, 400],
    ["server action", `POST / HTTP/1.1\r\n${origin}Next-Action: 7f\r\nContent-Length: 0\r\n\r\n`, 404],
    ["server action on a route", `POST /api/x HTTP/1.1\r\n${origin}Next-Action: 7f\r\nContent-Length: 0\r\n\r\n`, 404],
    [
      "multipart to a page",
      `POST /profiles HTTP/1.1\r\n${origin}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 0\r\n\r\n`,
      404,
    ],
    [
      "component body to a page",
      `POST /profiles HTTP/1.1\r\n${origin}Content-Type: text/x-component\r\nContent-Length: 0\r\n\r\n`,
      404,
    ],
    ["framework data", `GET /_next/data/build/index.json HTTP/1.1\r\n${origin}\r\n`, 404],
    ["image resizer", `GET /_next/image?url=/x&w=640&q=75 HTTP/1.1\r\n${origin}\r\n`, 404],
    ["doubled slashes", `GET /api//profiles HTTP/1.1\r\n${origin}\r\n`, 400],
    ["leading doubled slash", `GET //evil.example/ HTTP/1.1\r\n${origin}\r\n`, 400],
    ["traversal", `GET /api/../admin HTTP/1.1\r\n${origin}\r\n`, 400],
    ["encoded traversal", `GET /api/%2e%2E/admin HTTP/1.1\r\n${origin}\r\n`, 400],
    ["twice encoded traversal", `GET /api/%252e%252e/admin HTTP/1.1\r\n${origin}\r\n`, 400],
    ["encoded slash", `GET /api/a%2fb HTTP/1.1\r\n${origin}\r\n`, 400],
    ["encoded backslash", `GET /api/a%5Cb HTTP/1.1\r\n${origin}\r\n`, 400],
    ["backslash", `GET /api\\admin HTTP/1.1\r\n${origin}\r\n`, 400],
    ["encoded NUL", `GET /api/a%00 HTTP/1.1\r\n${origin}\r\n`, 400],
    ["malformed escape", `GET /api/%zz HTTP/1.1\r\n${origin}\r\n`, 400],
    ["broken UTF-8", `GET /api/%ff HTTP/1.1\r\n${origin}\r\n`, 400],
    ["unknown method", `TRACE / HTTP/1.1\r\n${origin}\r\n`, 501],
    ["no host", `GET / HTTP/1.1\r\nConnection: close\r\n\r\n`, 400],
    ["not HTTP", `hello\r\n\r\n`, 400],
    [
      "two lengths",
      `POST /api/x HTTP/1.1\r\n${origin}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ["headers without end", `GET / HTTP/1.1\r\n${origin}X: ${"a".repeat(40_000)}\r\n\r\n`, 400],
  ])("%s", async (_name, bytes, status) => {
    let calls = 0;
    const { port } = await start({ handler: (_request, response) => void response.end(String(++calls)) });
    const answer = await exchange(port, bytes);
    expect(answer.split("\r\n")[0]).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(calls).toBe(0);
  });

  it("lets ordinary requests through, encoded names and API uploads included", async () => {
    const { port } = await start({ handler: echo });
    for (const path of ["/", "/overview?x=%2F..%2F", "/api/profiles/a%20b", "/_next/static/chunks/a.js"]) {
      expect((await send(port, { path })).status).toBe(200);
    }
    const upload = await send(port, {
      method: "POST",
      path: "/api/trust/inspect",
      headers: { "content-type": "multipart/form-data; boundary=x" },
      body: "--x--",
    });
    expect(upload.status).toBe(200);
  });
});

describe("limits", () => {
  it("refuses a declared length over the limit without calling the handler", async () => {
    const { seen, handler } = bodyReader();
    const { port } = await start({ handler, bodyLimit: () => 10 });
    const answer = await send(port, { method: "POST", path: "/api/x", body: "x".repeat(11) });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({
      type: "urn:signalbox:problem:payload_too_large",
      title: "The request is too large",
      status: 413,
      code: "payload_too_large",
    });
    expect(problemSchema.safeParse(JSON.parse(answer.body)).success).toBe(true);
    expect(seen.calls).toBe(0);
  });

  it("cuts a chunked body at the limit and never shows it to the handler as whole", async () => {
    const { seen, handler } = bodyReader();
    const { port, listener } = await start({ handler, bodyLimit: () => 1000 });
    const chunk = `64\r\n${"x".repeat(100)}\r\n`;
    const answer = await exchange(
      port,
      `POST /api/x HTTP/1.1\r\nHost: console\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(11)}0\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    await expect.poll(() => listener.activeRequests).toBe(0);
    expect(seen).toEqual({ calls: 1, bodies: [] });
  });

  it("passes a body of exactly the limit", async () => {
    const { seen, handler } = bodyReader();
    const { port } = await start({ handler, bodyLimit: () => 10 });
    const headers = { "transfer-encoding": "chunked" };
    expect((await send(port, { method: "POST", path: "/api/x", headers, body: "0123456789" })).status).toBe(200);
    expect(seen.bodies).toEqual(["0123456789"]);
  });

  it("answers 408 to headers that do not come", async () => {
    const { port } = await start({ handler: echo, headersTimeoutMs: 60, requestTimeoutMs: 120 });
    const answer = await exchange(port, "GET / HTTP/1.1\r\nHost: console\r\n");
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer.toLowerCase()).toContain("x-content-type-options: nosniff");
  });

  it("answers 408 to a body that does not come", async () => {
    const { seen, handler } = bodyReader();
    const { port } = await start({ handler, headersTimeoutMs: 60, requestTimeoutMs: 120 });
    const answer = await exchange(port, "POST /api/x HTTP/1.1\r\nHost: console\r\nContent-Length: 10\r\n\r\nabc");
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(seen.bodies).toEqual([]);
  });

  it("answers 429 beyond the requests that one session may have in progress", async () => {
    const waiting: http.ServerResponse[] = [];
    const { port, listener } = await start({
      handler: (_request, response) => void waiting.push(response),
      requestsPerSession: 3,
    });
    const cookie = (value: string) => ({ headers: { cookie: `theme=dark; __Host-signalbox.session_token=${value}` } });
    const held = [1, 2, 3].map(() => send(port, cookie("a")));
    await expect.poll(() => waiting.length).toBe(3);
    const refused = await send(port, cookie("a"));
    expect(refused.status).toBe(429);
    expect(refused.headers["retry-after"]).toBe("1");

    const other = send(port, cookie("b"));
    const anonymous = send(port);
    await expect.poll(() => waiting.length).toBe(5);
    for (const response of waiting.splice(0)) response.end();
    expect((await Promise.all([...held, other, anonymous])).map((answer) => answer.status)).toEqual([
      200, 200, 200, 200, 200,
    ]);

    await expect.poll(() => listener.activeRequests).toBe(0);
    const again = send(port, cookie("a"));
    await expect.poll(() => waiting.length).toBe(1);
    waiting[0]?.end();
    expect((await again).status).toBe(200);
  });

  it("gives the place back when a client leaves before the answer", async () => {
    let calls = 0;
    const { port, listener } = await start({
      handler: () => {
        calls += 1;
      },
      requestsPerSession: 1,
    });
    const headers = { cookie: "signalbox.session_token=a" };
    const request = http.get({ port, host: "127.0.0.1", headers, agent: false });
    request.on("error", () => {});
    await expect.poll(() => calls).toBe(1);
    request.destroy();
    await expect.poll(() => listener.activeRequests).toBe(0);
  });
});

describe("answers", () => {
  const failing: RequestHandler = () => Promise.reject(new Error("password=hunter2 at /srv/console/app.js:1"));

  it("have the security headers whoever writes them", async () => {
    const { port } = await start({ handler: echo });
    for (const path of ["/", "/api/x", "/_next/static/a.js", "/%2e%2e/", "/nowhere"]) {
      const { headers } = await send(port, { path });
      expect(headers).toMatchObject(CONSTANT_RESPONSE_HEADERS);
      expect(headers["content-security-policy"]).toMatch(/script-src 'nonce-[\w+/=]{24}' 'strict-dynamic'/);
      expect(headers["content-security-policy"]).not.toContain("unsafe");
      expect(headers["x-powered-by"]).toBeUndefined();
    }
  });

  it("are not stored, except files whose name is their hash", async () => {
    const { port } = await start({ handler: echo });
    expect((await send(port, { path: "/api/x" })).headers["cache-control"]).toBe("no-store");
    expect((await send(port, { path: "/_next/static/a.js" })).headers["cache-control"]).toBeUndefined();
  });

  it("have a nonce of their own", async () => {
    const { port } = await start({ handler: echo });
    const policies = await Promise.all([send(port), send(port)]);
    expect(policies[0]?.headers["content-security-policy"]).not.toBe(policies[1]?.headers["content-security-policy"]);
  });

  it("name where violations are reported, and reports arrive", async () => {
    const reports: unknown[] = [];
    const { port } = await start({
      handler: echo,
      policy: { reportUri: "/api/csp-report" },
      onPolicyReport: (report) => void reports.push(report),
    });
    expect((await send(port)).headers["content-security-policy"]).toMatch(/; report-uri \/api\/csp-report$/);
    const report = {
      "document-uri": "http://console/x",
      "effective-directive": "script-src-elem",
      "blocked-uri": "inline",
    };
    const post = (body: string) => send(port, { method: "POST", path: "/api/csp-report", body });
    for (const body of [JSON.stringify({ "csp-report": report }), "no report", "[]", "x".repeat(20_000)]) {
      expect((await post(body)).status).toBe(204);
    }
    expect(reports).toEqual([
      { documentUri: "http://console/x", directive: "script-src-elem", blockedUri: "inline", sourceFile: "", line: 0 },
    ]);
  });

  it("say nothing of a handler's failure", async () => {
    const errors: unknown[] = [];
    const { port } = await start({ handler: failing, onError: (error) => void errors.push(error) });
    const answer = await send(port);
    expect(answer.status).toBe(500);
    expect(problemSchema.parse(JSON.parse(answer.body))).toMatchObject({ code: "internal" });
    expect(answer.body).not.toMatch(/hunter2|app\.js/);
    expect(errors).toHaveLength(1);
  });
});

describe("TLS", () => {
  it("serves HTTPS from version 1.2 on and refuses older ones", async () => {
    const made = await createSelfSignedCertificate({
      commonName: "console",
      dnsNames: ["localhost"],
      addresses: ["127.0.0.1"],
      validDays: 1,
    });
    const { port } = await start({ handler: echo, tls: { key: made.keyPem, cert: made.certificatePem } });
    const answer = await new Promise<Answer>((resolve, reject) => {
      https
        .get({ port, host: "127.0.0.1", ca: made.certificatePem, agent: false }, (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString(),
            }),
          );
        })
        .on("error", reject);
    });
    expect(JSON.parse(answer.body).headers["x-forwarded-proto"]).toBe("https");

    const old = tls.connect({
      port,
      host: "127.0.0.1",
      ca: made.certificatePem,
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    const [error] = await once(old, "error");
    expect(String(error)).toMatch(/protocol version|alert/i);
  });
});

describe("the end", () => {
  it("finishes what is in progress and accepts nothing new", async () => {
    const waiting: http.ServerResponse[] = [];
    const { port, listener } = await start({ handler: (_request, response) => void waiting.push(response) });
    const held = send(port);
    await expect.poll(() => waiting.length).toBe(1);
    listener.stopAccepting();
    await expect(send(port)).rejects.toThrow(/ECONNREFUSED/);
    const drained = listener.drain(5_000);
    waiting[0]?.end("done");
    expect((await held).body).toBe("done");
    expect(await drained).toBe(true);
  });

  it("cuts what was upgraded, which the server no longer knows", async () => {
    const { port, listener } = await start({
      handler: echo,
      upgrade: (_request, socket) => void socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n"),
    });
    const socket = net.connect(port, "127.0.0.1");
    socket.write("GET /_next/hmr HTTP/1.1\r\nHost: console\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    await once(socket, "data");
    await Promise.all([once(socket, "close"), listener.close()]);
  });

  it("does not wait longer than it may", async () => {
    let calls = 0;
    const { port, listener } = await start({
      handler: () => {
        calls += 1;
      },
    });
    const held = send(port).catch((error: Error) => error);
    await expect.poll(() => calls).toBe(1);
    expect(await listener.drain(20)).toBe(false);
    await listener.close();
    expect(await held).toBeInstanceOf(Error);
  });
});

describe("host of a request", () => {
  it.each([
    ["loopback", { host: "127.0.0.1" }, "localhost:3000", 200],
    ["loopback", { host: "127.0.0.1" }, "[::1]:3000", 200],
    ["loopback", { host: "::1" }, "127.0.0.1", 200],
    ["loopback", { host: "127.0.0.1" }, "rebound.example:3000", 421],
    ["loopback", { host: "localhost" }, "localhost.evil.example", 421],
    ["loopback", { host: "127.0.0.1" }, "user@localhost", 421],
    ["a public URL", { host: "127.0.0.1", publicUrl: "https://console.example" }, "Console.Example", 200],
    ["a public URL", { host: "0.0.0.0", publicUrl: "https://console.example" }, "console.example:443", 200],
    ["a public URL", { host: "0.0.0.0", publicUrl: "https://console.example" }, "localhost:3000", 200],
    ["a public URL", { host: "0.0.0.0", publicUrl: "https://console.example" }, "rebound.example", 421],
    ["any address", { host: "0.0.0.0" }, "console.internal:3000", 200],
  ])("with %s (%j): %s is answered %i", async (_name, listen, host, status) => {
    const { port } = await start({ handler: echo, isOwnHost: hostTestOf(listen) });
    const answer = await send(port, { headers: { host } });
    expect(answer.status).toBe(status);
    if (status !== 200) expect(problemSchema.parse(JSON.parse(answer.body)).code).toBe("invalid_request");
  });
});
