/** Sending of HTTP answers (hmc-web-services-api.md, section 1.1). */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { ApiReply } from "./api";

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

/** The headers of every answer of the HMC, HTML ones included. */
export function standardHeaders(response: ServerResponse): Record<string, string> {
  nextRequestNumber += 1;
  const isLast = /\bclose\b/i.test(response.req.headers.connection ?? "");
  return {
    ...STANDARD_HEADERS,
    "x-request-id": `Sx${randomUUID()}.e Rx${nextRequestNumber}`,
    ...(isLast ? { Connection: "close" } : { "Keep-Alive": "timeout=1", Connection: "keep-alive" }),
  };
}

/** Writes the bytes in portions, as the HMC does. */
export function writeChunks(response: ServerResponse, bytes: Buffer): void {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    response.write(bytes.subarray(start, start + CHUNK_BYTES));
  }
}

/** The headers of an answer in JSON, or of an empty one. */
export function jsonHeaders(response: ServerResponse, reply: ApiReply): Record<string, string> {
  const headers: Record<string, string> = { ...standardHeaders(response), ...reply.headers };
  if (reply.status !== 204) headers["Transfer-Encoding"] = "chunked";
  if (reply.body !== undefined) headers["Content-Type"] = "application/json;charset=UTF-8";
  return headers;
}

/** Sends an ordinary answer: chunked, with the headers of section 1.1. */
export function sendReply(response: ServerResponse, reply: ApiReply): void {
  response.writeHead(reply.status, jsonHeaders(response, reply));
  if (reply.body !== undefined) writeChunks(response, Buffer.from(JSON.stringify(reply.body)));
  response.end();
}
