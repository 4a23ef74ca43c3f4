import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";
import { getRuntime } from "@/server/runtime/registry";
import { LISTENER_HEADERS, type Origin } from "@/server/runtime/remote-address";
import type { NetworkTest } from "./bind";

/**
 * Names and prefixes that only this process or its framework may set. A client that sends them is trying to be taken
 * for the framework, a proxy, or this listener (SEC-F4, SEC-G4).
 */
const DROPPED = new Set<string>([
  ...Object.values(LISTENER_HEADERS),
  "forwarded",
  "x-real-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "x-original-url",
  "x-rewrite-url",
  "x-http-method-override",
  "x-method-override",
  "x-http-method",
  "x-matched-path",
  "x-nonce",
  "content-security-policy",
  "content-security-policy-report-only",
  "next-resume",
  "next-hmr-refresh",
  "x-edge-purpose",
  "x-invoke-path",
]);
const DROPPED_PREFIXES = [
  "x-forwarded-",
  "x-middleware-",
  "x-nextjs-",
  "x-next-",
  "x-now-",
  "x-vercel-",
  "x-invoke-",
  "x-prerender-",
  "x-action-",
  "x-opennext-",
];

function isDropped(name: string): boolean {
  return DROPPED.has(name) || DROPPED_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/**
 * Removes every header that a client may not set. Node fills `headers`, `headersDistinct` and `rawHeaders` from one
 * parse, and readers of the request use any of them, so all of them are rewritten.
 */
export function dropForgeableHeaders(request: IncomingMessage): void {
  for (const name of Object.keys(request.headers)) {
    if (isDropped(name)) {
      delete request.headers[name];
      delete request.headersDistinct[name];
    }
  }
  const kept: string[] = [];
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? "";
    if (!isDropped(name.toLowerCase())) kept.push(name, request.rawHeaders[index + 1] ?? "");
  }
  request.rawHeaders = kept;
}

function lastEntry(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header.join(",") : header;
  const last = text?.split(",").at(-1)?.trim();
  return last === "" ? undefined : last;
}

function plainAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}

/**
 * Where the request really comes from (SEC-G4): the socket, or the address a trusted proxy added last. Read before
 * `dropForgeableHeaders`.
 */
export function originOf(
  headers: IncomingHttpHeaders,
  socketAddress: string | undefined,
  isTls: boolean,
  isTrustedProxy: NetworkTest,
): Origin {
  const peer = plainAddress(socketAddress ?? "unknown");
  const protocol = isTls ? "https" : "http";
  if (!isTrustedProxy(peer)) return { remoteAddress: peer, protocol };
  const added = lastEntry(headers["x-forwarded-for"]);
  const scheme = lastEntry(headers["x-forwarded-proto"]);
  return {
    remoteAddress: added !== undefined && ipaddr.isValid(added) ? plainAddress(added) : peer,
    protocol: scheme === "https" || scheme === "http" ? scheme : protocol,
  };
}

/** Adds the listener's own headers. The framework would otherwise derive protocol and host from what it guesses. */
export function addListenerHeaders(request: IncomingMessage, origin: Origin): void {
  const added = {
    [LISTENER_HEADERS.token]: getRuntime().listenerToken,
    [LISTENER_HEADERS.remoteAddress]: origin.remoteAddress,
    [LISTENER_HEADERS.protocol]: origin.protocol,
    "x-forwarded-for": origin.remoteAddress,
    "x-forwarded-proto": origin.protocol,
    "x-forwarded-host": request.headers.host ?? "",
  };
  for (const [name, value] of Object.entries(added)) {
    request.headers[name] = value;
    request.rawHeaders.push(name, value);
  }
}
