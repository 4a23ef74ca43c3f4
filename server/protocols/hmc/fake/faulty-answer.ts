/** HTTP answers that go wrong, and those that do not come from the API (hmc-web-services-api.md, section 5.3). */
import type { ServerResponse } from "node:http";
import type { ApiReply } from "./api";
import type { Timers } from "./clock";
import type { HttpFault } from "./faults";
import { jsonHeaders, sendReply, standardHeaders, writeChunks } from "./http-answer";
import { isProperties, type JsonValue } from "./model";

/** One answer to be given, and the means to break its connection. */
export interface Exchange {
  readonly response: ServerResponse;
  readonly timers: Timers;
  /** Ends the connection with a TCP reset. */
  readonly reset: () => void;
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
export function sendForeignAnswer({ response, reset }: Exchange, fault: HttpFault): boolean {
  switch (fault.kind) {
    case "html-disabled":
      sendForeign(response, 500, HTML_DISABLED, standardHeaders(response));
      return true;
    case "html-starting":
      sendForeign(response, 503, HTML_STARTING, standardHeaders(response));
      return true;
    case "proxy-401":
      sendForeign(response, 401, HTML_PROXY_LOGIN, { Server: "squid/5.7", "WWW-Authenticate": 'Basic realm="proxy"' });
      return true;
    case "proxy-403":
      sendForeign(response, 403, HTML_PROXY_FORBIDDEN, { Server: "squid/5.7", "X-Squid-Error": "ERR_ACCESS_DENIED 0" });
      return true;
    case "redirect":
      response.writeHead(302, { ...standardHeaders(response), Location: fault.location });
      response.end();
      return true;
    case "hang":
      return true;
    case "reset":
      reset();
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
  response.writeHead(reply.status, jsonHeaders(response, { ...reply, body: reply.body ?? null }));
  writeChunks(response, bytes);
  response.end();
}

/** Writes the first half of an answer, then calls what breaks it off. */
function breakOff(response: ServerResponse, reply: ApiReply, andThen: () => void): void {
  const bytes = Buffer.from(JSON.stringify(reply.body ?? { unfinished: true }));
  response.writeHead(reply.status === 204 ? 200 : reply.status, jsonHeaders(response, { status: 200, body: null }));
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), andThen);
}

/** Sends an answer piece by piece; stops where the client is gone. */
function drip(response: ServerResponse, reply: ApiReply, pieces: number, everyMs: number, timers: Timers): void {
  const bytes = Buffer.from(JSON.stringify(reply.body ?? null));
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  response.writeHead(reply.status, jsonHeaders(response, { ...reply, body: reply.body ?? null }));
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
export function sendFaultyReply({ response, timers, reset }: Exchange, reply: ApiReply, fault: HttpFault): void {
  switch (fault.kind) {
    case "drip":
      drip(response, reply, fault.pieces, fault.everyMs, timers);
      return;
    case "reset-after-operation":
      reset();
      return;
    case "reset-mid-body":
      breakOff(response, reply, reset);
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
