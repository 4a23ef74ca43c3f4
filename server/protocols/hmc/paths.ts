/** Which raw requests may reach the HMC (SEC-D5; HMC Web Services API, sections 3 and 4). */
import type { RawRequest } from "../kind";

/** Characters of a path segment: RFC 3986 without percent-encoding of anything that could change the path. */
const SEGMENT = /^(?:[A-Za-z0-9_.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+$/;
const QUERY = /^(?:[A-Za-z0-9_.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*$/;
const CONTROL_ESCAPE = /%(?:0[0-9a-f]|1[0-9a-f]|7f)/i;
/** Encoded slash, backslash, dot, percent sign, question mark, number sign, semicolon. */
const HIDING_ESCAPE = /%(?:2f|5c|2e|25|3f|23|3b)/i;
/** Escapes of unreserved characters, which servers decode before they compare (RFC 3986 section 6.2.2.2). */
const NEEDLESS_ESCAPE = /%(?:2d|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/i;
const PREFIX = "/api/";

function isPlainPath(path: string): boolean {
  if (!path.startsWith(PREFIX)) return false;
  return path
    .slice(1)
    .split("/")
    .every(
      (segment) =>
        segment !== "." &&
        segment !== ".." &&
        SEGMENT.test(segment) &&
        !HIDING_ESCAPE.test(segment) &&
        !NEEDLESS_ESCAPE.test(segment) &&
        !CONTROL_ESCAPE.test(segment) &&
        !segment.includes(";"),
    );
}

/**
 * Sessions are the console's own business: nobody logs it off, and no answer may carry a second session. Bulk requests
 * would carry any path inside their body.
 */
function isOwnBusiness(method: RawRequest["method"], path: string): boolean {
  if (path === "/api/sessions") return method !== "GET";
  if (path.startsWith("/api/services/aggregation")) return true;
  return path.startsWith("/api/sessions/");
}

/**
 * True if a raw request may go to this path: below `/api/`, without traversal, encoded separators, absolute form, matrix
 * parameters, fragments or control characters, and not to the console's own session. Escapes of characters that
 * need none are refused, because the HMC would read another path than the one judged here. The HMC has no PATCH.
 */
export function allowsHmcPath(method: RawRequest["method"], uri: string): boolean {
  if (method === "PATCH") return false;
  const [path = "", ...rest] = uri.split("?");
  const query = rest.join("?");
  if (!isPlainPath(path) || !QUERY.test(query) || CONTROL_ESCAPE.test(query)) return false;
  const decoded = decodeOnce(path);
  return decoded !== undefined && !isOwnBusiness(method, decoded.toLowerCase());
}

/** Undefined where the escapes are not UTF-8. */
function decodeOnce(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
