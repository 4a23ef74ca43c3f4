import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import type { WbemAnswer } from "./exchange";
import { requestHello } from "./hello";
import { logOn, reachWbem } from "./reach";
import {
  type Answer,
  challenge,
  emptyAnswer,
  type ScriptedServer,
  type ScriptedTargetOptions,
  sendCim,
  startScriptedServer,
  targetOf,
  testUser,
} from "./testing/scripted-server";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** A server that admits everybody and then answers as told. */
async function serve(answer: Answer): Promise<ScriptedServer> {
  let isFirst = true;
  const server = await startScriptedServer((request, response) => {
    if (isFirst) sendCim(response);
    else answer(request, response);
    isFirst = false;
  });
  open.push(server);
  return server;
}

async function send(server: ScriptedServer, options?: ScriptedTargetOptions): Promise<WbemAnswer> {
  const { exchange, http } = await logOn(targetOf(server, options));
  open.push({ close: () => http.destroy() });
  return exchange({ ...requestHello(), operation: "GetInstance" });
}

async function read(answer: WbemAnswer): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** A head without a length, after which nothing comes and the connection stays open. */
const hanging =
  (...lines: string[]): Answer =>
  (_request, response) =>
    void response.socket?.write(`${["HTTP/1.1 ", ...lines].join("\r\n").replace("\r\n", "")}\r\n\r\n`);

describe("the head of a request", () => {
  it("has what DSP0200 demands", async () => {
    const server = await serve((_request, response) => sendCim(response));
    await send(server);
    const { method, url, headers } = server.seen[1]?.message ?? {};
    expect([method, url]).toEqual(["POST", "/cimom"]);
    expect(headers).toMatchObject({
      "content-type": 'application/xml; charset="utf-8"',
      "content-length": String(Buffer.byteLength(requestHello().body)),
      cimoperation: "MethodCall",
      cimmethod: "EnumerateInstanceNames",
      cimobject: "interop",
      te: "trailers",
      accept: "text/xml, application/xml",
    });
  });
});

describe("answers that end with their head", () => {
  it("takes a 400 without length on an open connection for what it says, at once", async () => {
    const server = await serve(
      hanging("400 Bad Request", "CIMError: header-mismatch", "PGErrorDetail: CIMObject%20says%20%C3%A4"),
    );
    const started = performance.now();
    await expect(send(server)).rejects.toMatchObject({
      family: "http",
      code: "device_request_rejected",
      status: 400,
      cimError: "header-mismatch",
      message: "The WBEM server finds that headers and body of the request contradict each other.",
      device: { message: "header-mismatch: CIMObject says \u00e4" },
    });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("takes such a 401 for what it says", async () => {
    const server = await startScriptedServer(hanging("401 Unauthorized", 'WWW-Authenticate: Basic realm="x"'));
    open.push(server);
    const started = performance.now();
    await expect(send(server)).rejects.toMatchObject({ family: "authentication", errorClass: "auth-failed" });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("closes their connections and uses the next", async () => {
    let refusals = 0;
    const server = await serve((request, response) => {
      refusals += 1;
      if (refusals <= 10) hanging("400 Bad Request", "CIMError: request-not-valid")(request, response);
      else sendCim(response);
    });
    const { exchange, http } = await logOn(targetOf(server));
    open.push({ close: () => http.destroy() });
    for (let count = 0; count < 10; count += 1) {
      await expect(exchange(requestHello())).rejects.toMatchObject({ cimError: "request-not-valid" });
    }
    expect(await read(await exchange(requestHello()))).toBe(emptyAnswer);
    expect(server.connections()).toBe(11);
  });
});

describe("statuses", () => {
  it.each([
    [403, "device_authorization"],
    [404, "device_protocol"],
    [405, "device_protocol"],
    [409, "device_request_rejected"],
    [500, "device_unavailable"],
    [501, "device_protocol"],
    [503, "device_busy"],
    [204, "device_protocol"],
  ])("%i is %s", async (status, code) => {
    const server = await serve((_request, response) => void response.writeHead(status).end());
    await expect(send(server)).rejects.toMatchObject({ family: "http", status, code });
  });

  it("leaves a detail that is not percent-encoded as it is, bounded and without the password", async () => {
    const echo = Buffer.from(`${testUser.userName}:${testUser.password}`).toString("base64");
    const server = await serve((_request, response) => {
      response.writeHead(400, { pgerrordetail: `100% ${echo} ${encodeURIComponent("x").repeat(2_000)}` }).end();
    });
    const error: unknown = await send(server).catch((caught: unknown) => caught);
    const message = (error as { device: { message: string } }).device.message;
    expect(message).toMatch(/^100% \*{8} x+/);
    expect(message.length).toBeLessThan(510);
  });

  it("never follows a redirect", async () => {
    const server = await serve(
      (_request, response) => void response.writeHead(307, { location: "https://elsewhere.example.com/cimom" }).end(),
    );
    await expect(send(server)).rejects.toMatchObject({
      class: "redirect",
      facts: { location: "https://elsewhere.example.com/cimom" },
    });
    expect(server.seen).toHaveLength(2);
  });
});

describe("types", () => {
  it.each([
    "application/xml",
    "text/xml",
    "Text/XML; charset=UTF-8",
    'application/xml ; charset="utf-8"',
    "application/xml;charset=iso-8859-1;x",
    undefined,
  ])("takes %s", async (type) => {
    const server = await serve(
      (_request, response) =>
        void response.writeHead(200, type === undefined ? {} : { "content-type": type }).end(emptyAnswer),
    );
    expect(await read(await send(server))).toBe(emptyAnswer);
  });

  it.each([
    ["text/html; charset=utf-8", "What answers is a web page, not a WBEM server."],
    ["application/json", "The answer is not CIM-XML."],
    ["application/xml+soap", "The answer is not CIM-XML."],
    ["", "The answer is not CIM-XML."],
  ])("refuses %j", async (type, message) => {
    const server = await serve(
      (_request, response) => void response.writeHead(200, { "content-type": type }).end("<html>"),
    );
    await expect(send(server)).rejects.toMatchObject({ family: "header-parse", code: "device_protocol", message });
  });

  it("tells at the first look that XML is not CIM-XML", async () => {
    const server = await startScriptedServer(
      (_request, response) => void response.writeHead(200, { "content-type": "text/xml" }).end("<soap:Envelope/>"),
    );
    open.push(server);
    await expect(send(server)).rejects.toMatchObject({ family: "cim-xml-parse" });
  });

  it("decompresses", async () => {
    const server = await serve(
      (_request, response) =>
        void response
          .writeHead(200, { "content-type": "text/xml", "content-encoding": "gzip" })
          .end(gzipSync(emptyAnswer)),
    );
    expect(await read(await send(server))).toBe(emptyAnswer);
  });
});

describe("bad days", () => {
  const xml = { "content-type": "text/xml" };

  it("hands over trailers after the body", async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { ...xml, trailer: "CIMStatusCode" });
      response.write(emptyAnswer);
      response.addTrailers({ CIMStatusCode: "27" });
      response.end();
    });
    const answer = await send(server);
    await read(answer);
    expect([...answer.trailers()]).toEqual([["cimstatuscode", "27"]]);
  });

  it("takes a length with leading zeros", async () => {
    const server = await serve(
      (_request, response) =>
        void response.socket?.write(
          `HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 0000${emptyAnswer.length}\r\n\r\n${emptyAnswer}`,
        ),
    );
    expect(await read(await send(server))).toBe(emptyAnswer);
  });

  it.each<[string, Answer, string]>([
    ["says nothing", () => undefined, "headers-timeout"],
    ["hangs up", ({ message }) => message.socket.destroy(), "connection-lost"],
    ["does not speak HTTP", (_request, response) => void response.socket?.end("220 mail\r\n"), "http-protocol"],
  ])("a server that %s fails the operation, which is sent once", async (_what, answer, errorClass) => {
    const server = await serve(answer);
    await expect(send(server, { timeouts: { headersMs: 300 } })).rejects.toMatchObject({ class: errorClass });
    expect(server.seen).toHaveLength(2);
  });

  it.each<[string, Answer, string]>([
    ["stalls", (_request, response) => void response.writeHead(200, xml).write("<CIM"), "body-timeout"],
    [
      "breaks off",
      (_request, response) => {
        response.writeHead(200, { ...xml, "content-length": "1000" });
        response.write("<CIM", () => response.socket?.destroy());
      },
      "connection-lost",
    ],
  ])("an answer that %s fails its reader", async (_what, answer, errorClass) => {
    const server = await serve(answer);
    const arriving = await send(server, { timeouts: { bodyIdleMs: 300 } });
    await expect(read(arriving)).rejects.toMatchObject({ class: errorClass });
  });

  it("lets the asker leave", async () => {
    const server = await serve((_request, response) => void response.writeHead(200, xml).write("<CIM"));
    const { exchange, http } = await logOn(targetOf(server));
    open.push({ close: () => http.destroy() });
    const leaving = new AbortController();
    const answer = await exchange({ ...requestHello(), signal: leaving.signal });
    leaving.abort();
    await expect(read(answer)).rejects.toMatchObject({ class: "aborted" });
    await expect(exchange({ ...requestHello(), signal: leaving.signal })).rejects.toMatchObject({ class: "aborted" });
  });

  it("tries the next address of a server that is away", async () => {
    const away = await startScriptedServer((_request, response) => void response.writeHead(503).end());
    const server = await startScriptedServer((_request, response) => sendCim(response));
    open.push(away, server);
    const target = targetOf(server);
    const addresses = [{ host: "127.0.0.1", port: away.port }, ...target.addresses];
    const { addressPolicy } = target;
    const both = { ...target, addresses, addressPolicy: { judge: () => ({ allowed: true }) as const } };
    expect(addressPolicy.judge({ host: "127.0.0.1", address: "127.0.0.1", port: away.port }).allowed).toBe(false);
    const { http } = await logOn(both);
    open.push({ close: () => http.destroy() });
    expect(http.address.port).toBe(server.port);
  });
});

describe("looking without a user", () => {
  it("shows no body of what answers and is no WBEM server (SEC-D8)", async () => {
    const server = await startScriptedServer(
      (_request, response) => void response.writeHead(200, { "content-type": "text/html" }).end("canary in a page"),
    );
    open.push(server);
    const error: unknown = await reachWbem(targetOf(server)).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ family: "header-parse" });
    expect(JSON.stringify(error) + String(error)).not.toContain("canary");
  });

  it("keeps a challenge that goes on for ever from waiting", async () => {
    const server = await startScriptedServer((_request, response) => {
      challenge(response, "Basic");
    });
    const endless = await startScriptedServer((_request, response) => {
      response.writeHead(401, { "www-authenticate": "Basic", "content-length": "1000" }).write("x");
    });
    open.push(server, endless);
    for (const one of [server, endless]) {
      const { http, offered } = await reachWbem(targetOf(one));
      open.push({ close: () => http.destroy() });
      expect(offered).toEqual(["Basic"]);
    }
  });
});
