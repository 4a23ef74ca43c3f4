/** Sending of HTTP answers (hmc-web-services-api.md, sections 1.1 and 5.3), ordinary and broken ones. */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { ApiReply } from "./api";
import type { Timers } from "./clock";
import type { HttpFault } from "./faults";
import { isProperties, type JsonValue } from "./model";

const CHUNK_BYTES = 16_384;
const SERVER = "Hardware management console API web server / 2.0";

const STANDARD_HEADERS: Readonly<Record<string, string>> = {
  Server: SERVER,
  "Cache-control": "no-cache",
  "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
  "X-Frame-Options": "DENY",
  "X-Content-Type-Options": "nosniff",
  "X-XSS-Protection": "1; mode=block",
  "Content-Security-Policy": "default-src 'none'",
};

let nextRequestNumber = 759;

function standardHeaders(): Record<string, string> {
  nextRequestNumber += 1;
  return {
    ...STANDARD_HEADERS,
    "x-request-id": `Sx${randomUUID()}.e Rx${nextRequestNumber}`,
    "Keep-Alive": "timeout=1",
    Connection: "keep-alive",
  };
}

function writeChunks(response: ServerResponse, bytes: Buffer): void {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    response.write(bytes.subarray(start, start + CHUNK_BYTES));
  }
}

function jsonHeaders(reply: ApiReply): Record<string, string> {
  const headers: Record<string, string> = { ...standardHeaders(), ...reply.headers };
  if (reply.status !== 204) headers["Transfer-Encoding"] = "chunked";
  if (reply.body !== undefined) headers["Content-Type"] = "application/json;charset=UTF-8";
  return headers;
}

/** Sends an ordinary answer: chunked, with the headers of section 1.1. */
export function sendReply(response: ServerResponse, reply: ApiReply): void {
  response.writeHead(reply.status, jsonHeaders(reply));
  if (reply.body !== undefined) writeChunks(response, Buffer.from(JSON.stringify(reply.body)));
  response.end();
}

const HTML_DISABLED = `<html><head><title>Error 500</title></head><body><h1>Error 500</h1>
<h2>Details:</h2>
<pre>javax.servlet.ServletException: Web Services are not enabled.
\tat com.ibm.hwmca.fw.api.WebServicesServlet.service(WebServicesServlet.java)</pre></body></html>`;

const HTML_STARTING = `<html><head><title>Console Starting</title></head><body><h1>503 Service Unavailable</h1>
<h2>Details:</h2>
<p>The console is starting. Try again later.</p></body></html>`;

const HTML_PROXY_LOGIN = `<html><head><title>Proxy Authentication</title></head><body>Authorization Required</body></html>`;
const HTML_PROXY_FORBIDDEN = `<html><head><title>Access Denied</title></head><body>Blocked by policy.</body></html>`;

function sendForeign(response: ServerResponse, status: number, html: string, headers: Record<string, string>): void {
  response.writeHead(status, { "Content-Type": "text/html;charset=UTF-8", ...headers });
  response.end(html);
}

/** Answers with a fault that needs no operation; false where the fault is not of that sort. */
export function sendForeignAnswer(response: ServerResponse, fault: HttpFault): boolean {
  switch (fault.kind) {
    case "html-disabled":
      sendForeign(response, 500, HTML_DISABLED, standardHeaders());
      return true;
    case "html-starting":
      sendForeign(response, 503, HTML_STARTING, standardHeaders());
      return true;
    case "proxy-401":
      sendForeign(response, 401, HTML_PROXY_LOGIN, { Server: "squid/5.7", "WWW-Authenticate": 'Basic realm="proxy"' });
      return true;
    case "proxy-403":
      sendForeign(response, 403, HTML_PROXY_FORBIDDEN, { Server: "squid/5.7", "X-Squid-Error": "ERR_ACCESS_DENIED 0" });
      return true;
    case "redirect":
      response.writeHead(302, { ...standardHeaders(), Location: fault.location });
      response.end();
      return true;
    case "hang":
      return true;
    case "reset":
      response.socket?.destroy();
      return true;
    default:
      return false;
  }
}

function enlarge(body: JsonValue | undefined, bytes: number): JsonValue {
  const filler = "x".repeat(bytes);
  return isProperties(body) ? { ...body, description: filler } : [body ?? null, filler];
}

function sendBytes(response: ServerResponse, reply: ApiReply, bytes: Buffer): void {
  response.writeHead(reply.status, jsonHeaders({ ...reply, body: reply.body ?? null }));
  writeChunks(response, bytes);
  response.end();
}

/** Writes the first half of an answer, then calls what breaks it off. */
function breakOff(response: ServerResponse, reply: ApiReply, andThen: () => void): void {
  const bytes = Buffer.from(JSON.stringify(reply.body ?? { unfinished: true }));
  response.writeHead(reply.status === 204 ? 200 : reply.status, jsonHeaders({ status: 200, body: null }));
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), andThen);
}

/** Sends an answer piece by piece; stops where the client is gone. */
function drip(response: ServerResponse, reply: ApiReply, pieces: number, everyMs: number, timers: Timers): void {
  const bytes = Buffer.from(JSON.stringify(reply.body ?? null));
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  response.writeHead(reply.status, jsonHeaders({ ...reply, body: reply.body ?? null }));
  response.flushHeaders();
  const next = (start: number) => {
    if (response.destroyed) return;
    if (start >= bytes.length) {
      response.end();
      return;
    }
    response.write(bytes.subarray(start, start + size));
    timers.after(everyMs, () => next(start + size));
  };
  timers.after(everyMs, () => next(0));
}

/** Sends the answer of an operation the way the fault has it. */
export function sendFaultyReply(response: ServerResponse, reply: ApiReply, fault: HttpFault, timers: Timers): void {
  switch (fault.kind) {
    case "drip":
      drip(response, reply, fault.pieces, fault.everyMs, timers);
      return;
    case "reset-after-operation":
      response.socket?.destroy();
      return;
    case "reset-mid-body":
      breakOff(response, reply, () => response.socket?.destroy());
      return;
    case "half-close":
      breakOff(response, reply, () => response.socket?.end());
      return;
    case "not-json":
      sendBytes(response, reply, Buffer.from("Hello, this is not JSON."));
      return;
    case "truncated-json": {
      const bytes = Buffer.from(JSON.stringify(reply.body ?? { unfinished: true }));
      sendBytes(response, reply, bytes.subarray(0, -1));
      return;
    }
    case "replace-body":
      sendReply(response, { ...reply, status: fault.status ?? reply.status, body: fault.body });
      return;
    case "rewrite-body":
      sendReply(response, { ...reply, body: fault.rewrite(structuredClone(reply.body ?? null)) });
      return;
    case "oversized-body":
      sendReply(response, { ...reply, body: enlarge(reply.body, fault.bytes) });
      return;
    default:
      sendReply(response, reply);
  }
}
