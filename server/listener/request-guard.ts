import type { IncomingMessage } from "node:http";
import type { ErrorCode } from "@/contracts/errors";
import { isDeclaredTooLarge } from "./counted-request";

/** An answer given before the framework sees the request. */
export interface Refusal {
  status: 400 | 404 | 408 | 413 | 421 | 429 | 500 | 501;
  code: RefusalCode;
  /** One sentence for the reader. */
  detail: string;
}

/** Codes of the API that a refusal may carry. */
export type RefusalCode = Extract<
  ErrorCode,
  "invalid_request" | "not_found" | "payload_too_large" | "too_many_requests" | "method_not_allowed" | "internal"
>;

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const ENCODED_SLASH = /%(2f|5c)/i;
const ENCODED_CONTROL = /%([01][0-9a-f]|7f)/i;
const MALFORMED_ESCAPE = /%(?![0-9a-f]{2})/i;

/** The path of the request target without its query, or undefined unless it is in origin form. */
export function pathOf(target: string | undefined): string | undefined {
  if (target === undefined || !target.startsWith("/")) return undefined;
  const end = target.search(/[?#]/);
  return end === -1 ? target : target.slice(0, end);
}

function refusePath(path: string): Refusal | undefined {
  const refusal: Refusal = {
    status: 400,
    code: "invalid_request",
    detail: "The path of this request is not acceptable.",
  };
  if (path.includes("//") || path.includes("\\")) return refusal;
  if (ENCODED_SLASH.test(path) || ENCODED_CONTROL.test(path) || MALFORMED_ESCAPE.test(path)) return refusal;
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return refusal;
  }
  // A second escape that decodes to a separator or a dot would be read differently by whoever decodes twice.
  if (/%(2e|2f|5c|25)/i.test(decoded)) return refusal;
  return decoded.split("/").some((segment) => segment === "." || segment === "..") ? refusal : undefined;
}

function isFrameworkData(path: string): boolean {
  return path === "/_next/data" || path.startsWith("/_next/data/") || path.startsWith("/_next/image");
}

/**
 * Judges a request by its head alone: form of the target, path, method, framework decoders, declared size (SEC-F4,
 * SEC-F5, SEC-G9). Whatever passes may be given to the framework.
 */
export function judgeRequest(
  request: IncomingMessage,
  bodyLimitBytes: number,
  isDevelopment = false,
): Refusal | undefined {
  const path = pathOf(request.url);
  if (path === undefined) {
    return { status: 400, code: "invalid_request", detail: "Only paths of this server can be requested." };
  }
  const pathRefusal = refusePath(path);
  if (pathRefusal) return pathRefusal;
  if (!METHODS.has(request.method ?? "")) {
    return { status: 501, code: "method_not_allowed", detail: "This server does not know that method." };
  }
  const { headers } = request;
  if (headers.upgrade !== undefined) {
    return { status: 400, code: "invalid_request", detail: "This server does not change protocols." };
  }
  if (headers["next-action"] !== undefined) {
    return { status: 404, code: "not_found", detail: "There is nothing here." };
  }
  if (isFrameworkData(path)) {
    return { status: 404, code: "not_found", detail: "There is nothing here." };
  }
  const isApi = path === "/api" || path.startsWith("/api/") || (isDevelopment && path.startsWith("/__nextjs"));
  const isRead = request.method === "GET" || request.method === "HEAD" || request.method === "OPTIONS";
  // Pages answer reads only: their POST decoders belong to server actions and forms, which are not used.
  if (!isRead && !isApi) {
    return { status: 404, code: "not_found", detail: "There is nothing here." };
  }
  if (isDeclaredTooLarge(headers["content-length"], bodyLimitBytes)) {
    return { status: 413, code: "payload_too_large", detail: `A request may carry at most ${bodyLimitBytes} bytes.` };
  }
  return undefined;
}
