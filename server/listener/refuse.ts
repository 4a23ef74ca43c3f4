import { randomUUID } from "node:crypto";
import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Problem } from "@/contracts/problem";
import type { Refusal, RefusalCode } from "./request-guard";
import { CONSTANT_RESPONSE_HEADERS } from "./response-headers";

/** As the API words them; nothing of it is loaded here. */
const titles: Record<RefusalCode, string> = {
  invalid_request: "The request has mistakes",
  not_found: "Not found",
  payload_too_large: "The request is too large",
  too_many_requests: "Too many requests",
  method_not_allowed: "This method is not offered here",
  internal: "Something went wrong in the console",
};

function problemOf(refusal: Refusal, requestId: string): string {
  return JSON.stringify({
    type: `urn:signalbox:problem:${refusal.code}`,
    title: titles[refusal.code],
    status: refusal.status,
    detail: refusal.detail,
    code: refusal.code,
    requestId,
  } satisfies Problem);
}

/**
 * Answers in place of the application with a problem body and closes the connection, because the rest of the request
 * may still be on its way.
 */
export function refuse(response: ServerResponse, refusal: Refusal): void {
  const { socket } = response;
  if (response.headersSent || response.destroyed) {
    socket?.destroy();
    return;
  }
  const requestId = randomUUID();
  const body = problemOf(refusal, requestId);
  response.writeHead(refusal.status, {
    "content-type": "application/problem+json",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-request-id": requestId,
    connection: "close",
    ...(refusal.status === 429 ? { "retry-after": "1" } : {}),
  });
  response.end(body, () => lingeringClose(socket));
}

/**
 * Closing at once would reset the connection while the client still writes, and the answer would be lost with it: give
 * it a moment to read, whatever it sends meanwhile is dropped.
 */
function lingeringClose(socket: Duplex | null, limitMs = 1_000): void {
  if (!socket || socket.destroyed) return;
  socket.end();
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), limitMs);
  timer.unref();
  socket.once("close", () => clearTimeout(timer));
}

/** Answers on a socket for which there is no response object: a broken, slow or upgrading request. */
export function refuseOnSocket(socket: Duplex, refusal: Refusal): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = problemOf(refusal, randomUUID());
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ""}`,
    ...Object.entries(CONSTANT_RESPONSE_HEADERS).map(([name, value]) => `${name}: ${value}`),
    "content-security-policy: default-src 'none'; frame-ancestors 'none'",
    "cache-control: no-store",
    "content-type: application/problem+json",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => lingeringClose(socket));
}
