/** Which paths may be followed and which raw requests may reach the BMC (SEC-D5; BMC reference, sections 3 and 8). */
import type { RawRequest } from "../kind";

const SEGMENT = /^(?:[A-Za-z0-9_.~!$&'()*+,=:@-]|%[0-9A-Fa-f]{2})*$/;
const QUERY = /^(?:[A-Za-z0-9_.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*$/;
const CONTROL_ESCAPE = /%(?:0[0-9a-f]|1[0-9a-f]|7f)/i;
/** Encoded slash, backslash, dot, percent sign, question mark, number sign, semicolon. */
const HIDING_ESCAPE = /%(?:2f|5c|2e|25|3f|23|3b)/i;
/** Escapes of unreserved characters, which servers decode before they compare (RFC 3986 section 6.2.2.2). */
const NEEDLESS_ESCAPE = /%(?:2d|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/i;
const LONGEST = 2_000;

function isPlainPath(path: string): boolean {
  const isBelow = path === "/redfish" || path.startsWith("/redfish/") || path.startsWith("/ibm/v1/");
  if (!isBelow || path.length > LONGEST) return false;
  const segments = path.slice(1).split("/");
  return segments.every(
    (segment, index) =>
      (segment !== "" || index === segments.length - 1) &&
      segment !== "." &&
      segment !== ".." &&
      SEGMENT.test(segment) &&
      !HIDING_ESCAPE.test(segment) &&
      !NEEDLESS_ESCAPE.test(segment) &&
      !CONTROL_ESCAPE.test(segment),
  );
}

/**
 * A link of the BMC's as a path that may be requested, or null: below `/redfish/` or `/ibm/v1/` of the same BMC, without
 * traversal or hidden separators. A fragment, which points into the resource, is cut off.
 */
export function followable(link: unknown): string | null {
  if (typeof link !== "string") return null;
  const [target = ""] = link.split("#");
  const [path = "", ...rest] = target.split("?");
  const query = rest.join("?");
  return isPlainPath(path) && QUERY.test(query) && !CONTROL_ESCAPE.test(query) ? target : null;
}

/** The path without its final slash and query, as links are compared. */
export function samePath(uri: string): string {
  return (uri.split(/[?#]/, 1)[0] ?? uri).replace(/\/+$/, "");
}

const SESSIONS = /\/sessionservice\/sessions(?:\/|$)/i;
/** Routes of consoles, media and files, which carry no JSON. */
const NOT_DATA = /\/(?:eventservice\/sse|attachment)\/?$/i;

/**
 * True if a raw request may go to this path. Sessions may be looked at but neither made nor ended here, the event stream
 * never ends, and the lists of privileges of `$metadata` are harmless.
 */
export function allowsBmcPath(method: RawRequest["method"], uri: string): boolean {
  if (uri.includes("#") || followable(uri) === null) return false;
  const path = samePath(uri);
  if (NOT_DATA.test(path)) return false;
  return method === "GET" || !SESSIONS.test(path);
}
