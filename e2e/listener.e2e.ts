import { mkdtemp, readFile, rm } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { allEndpoints } from "@/contracts/endpoints";
import { ConsoleProcess } from "@/scripts/console-process";
import { ensureMasterKey } from "@/scripts/master-key.mjs";
import { CONSTANT_RESPONSE_HEADERS } from "@/server/listener/response-headers";

/** Nobody signs in here: what the console answers to strangers, whoever writes the answer. */
let running: ConsoleProcess;
let directory: string;

async function startConsole(): Promise<ConsoleProcess> {
  const buildDirectory = process.env.SIGNALBOX_BUILD ?? "";
  return ConsoleProcess.start({ buildDirectory, dataDirectory: directory, env: ensureMasterKey(directory) });
}

test.beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "signalbox-listener-"));
  running = await startConsole();
});
test.afterAll(async () => {
  await running.stop();
  await rm(directory, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** Sends a request exactly as written: no client that tidies up paths or headers. */
function send(method: string, target: string, headers: Record<string, string> = {}, body = ""): Promise<Answer> {
  const { hostname, port } = new URL(running.url);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path: target, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

const apiTargets = allEndpoints
  .filter(({ format }) => format !== "event-stream")
  .map(({ method, path: template }) => ({ method, target: template.replace(/:[A-Za-z]+/g, "unknown-id") }));

test("every answer has the security headers", async () => {
  const page = await send("GET", "/first-run");
  const asset = /\/_next\/static\/[^"?]+/.exec(page.body)?.[0];
  expect(asset, "a script of the page").toBeDefined();
  const targets = [
    ...apiTargets,
    ...[
      "/",
      "/sign-in",
      "/overview",
      "/nowhere",
      "/healthz",
      "/readyz",
      "/api",
      "/api/nowhere",
      asset ?? "",
      "/a//b",
    ].map((target) => ({ method: "GET", target })),
    { method: "POST", target: "/sign-in" },
  ];
  for (const { method, target } of targets) {
    const { headers } = await send(method, target);
    const where = `${method} ${target}`;
    expect(headers, where).toMatchObject(CONSTANT_RESPONSE_HEADERS);
    const policy = String(headers["content-security-policy"]);
    expect(policy, where).toMatch(/script-src 'nonce-[\w+/=]{24}' 'strict-dynamic'(;|$)/);
    for (const directive of [
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "form-action 'self'",
      "connect-src 'self'",
    ]) {
      expect(policy, where).toContain(directive);
    }
    expect(policy, where).not.toContain("unsafe");
    expect(headers["x-powered-by"], where).toBeUndefined();
    expect(headers.server, where).toBeUndefined();
    if (target !== asset) expect(headers["cache-control"], where).toContain("no-store");
  }
});

test("a page's scripts carry the nonce of its own policy, another one each time", async () => {
  const nonces = await Promise.all(
    [1, 2].map(async () => {
      const { headers, body } = await send("GET", "/first-run");
      const nonce = /'nonce-([^']+)'/.exec(String(headers["content-security-policy"]))?.[1];
      const scripts = body.match(/<script[^>]*>/g) ?? [];
      expect(scripts.length).toBeGreaterThan(0);
      for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
      return nonce;
    }),
  );
  expect(nonces[0]).not.toBe(nonces[1]);
});

test("headers and forms of address that belong to the framework change no answer", async () => {
  const forged: Record<string, string>[] = [
    { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
    { "x-middleware-subrequest": "src/proxy" },
    { "x-middleware-next": "1", "x-middleware-rewrite": "/overview" },
    { "x-middleware-override-headers": "cookie", "x-middleware-request-cookie": "signalbox.session_token=x" },
    { "x-matched-path": "/overview", "x-now-route-matches": "1=x" },
    { "x-nextjs-data": "1" },
    { "x-forwarded-host": "evil.example", "x-forwarded-for": "127.0.0.1" },
    { "x-signalbox-listener": "x", "x-signalbox-remote-address": "127.0.0.1" },
  ];
  for (const target of ["/overview", "/profiles", "/api/session", "/api/profiles", "/api/users"]) {
    const plain = await send("GET", target);
    expect(plain.status, target).not.toBe(200);
    for (const headers of forged) {
      const answer = await send("GET", target, headers);
      expect(answer.status, `${target} ${JSON.stringify(headers)}`).toBe(plain.status);
      expect(answer.headers.location).toBe(plain.headers.location);
    }
  }
});

test("what only server actions use never reaches the framework", async () => {
  const forms: [string, Record<string, string>][] = [
    ["/sign-in", { "next-action": "7f0000", "content-type": "text/plain" }],
    ["/sign-in", { "content-type": "multipart/form-data; boundary=x" }],
    ["/sign-in", { "content-type": "text/x-component" }],
    ["http://evil.example/sign-in", {}],
  ];
  for (const [target, headers] of forms) {
    const answer = await send("POST", target, headers, "0");
    expect([400, 404]).toContain(answer.status);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
  }
});

test("redirects stay on the console, and requests that name another host are refused", async () => {
  const refused = await send("GET", "/overview?x=1", { host: "evil.example" });
  expect(refused.status).toBe(421);
  expect(refused.headers.location).toBeUndefined();
  const answer = await send("GET", "/overview?x=1");
  expect(answer.status).toBe(307);
  expect(answer.headers.location).toBe("/sign-in?next=%2Foverview%3Fx%3D1");
});

test("no signal opens the inspector", async () => {
  if (running.pid === undefined) throw new Error("The console has no process id.");
  process.kill(running.pid, "SIGUSR1");
  await expect.poll(() => running.output).toContain("SIGUSR1 ignored");
  expect((await send("GET", "/healthz")).status).toBe(200);
  expect(running.output).not.toContain("Debugger listening");
});

test("on any other address than loopback the console serves HTTPS itself", async () => {
  const other = await ConsoleProcess.start({
    buildDirectory: process.env.SIGNALBOX_BUILD ?? "",
    dataDirectory: directory,
    env: { ...ensureMasterKey(directory), SIGNALBOX_HOST: "0.0.0.0" },
  });
  try {
    const url = new URL(other.url);
    expect(url.protocol).toBe("https:");
    const ca = await readFile(path.join(directory, "listener", "certificate.pem"), "utf8");
    const status = await new Promise((resolve, reject) => {
      https
        .get({ host: "127.0.0.1", port: url.port, path: "/healthz", ca, servername: "localhost" }, (response) => {
          response.resume().on("end", () => resolve(response.statusCode));
        })
        .on("error", reject);
    });
    expect(status).toBe(200);
    const plain = await new Promise((resolve) => {
      http.get(`http://127.0.0.1:${url.port}/healthz`, resolve).on("error", (error) => resolve(error));
    });
    expect(plain).toBeInstanceOf(Error);
  } finally {
    await other.stop();
  }
});

test("a signal ends the console at once when nothing is in progress, with code 0", async () => {
  const other = await startConsole();
  const agent = new http.Agent({ keepAlive: true });
  await new Promise<void>((resolve, reject) => {
    http.get(`${other.url}/sign-in`, { agent }, (response) => response.resume().on("end", resolve)).on("error", reject);
  });
  const started = performance.now();
  expect(await other.stop()).toBe(0);
  expect(performance.now() - started).toBeLessThan(5_000);
  agent.destroy();
});
