import "server-only";
import { AppError } from "@/server/domain/app-error";
import { getEnv } from "@/server/env";
import { findOrigin } from "@/server/runtime/remote-address";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** A header that no cross-site form can send; for a POST without a body. */
export const REQUEST_MARK = "x-signalbox-request";

function expectedOrigin(request: Request): string | undefined {
  const { publicUrl } = getEnv().listen;
  if (publicUrl !== undefined) return new URL(publicUrl).origin;
  const host = request.headers.get("host");
  if (host === null) return undefined;
  return `${findOrigin(request.headers)?.protocol ?? "http"}://${host}`;
}

/** True if the head of the request announces a body (RFC 9112 section 6.3). */
function announcesBody(headers: Headers): boolean {
  return headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0;
}

/**
 * Refuses unsafe requests that another site could have caused (SEC-F3): they need the console's own `Origin` (or
 * `Sec-Fetch-Site: same-origin` where there is none) and something that no form can send: JSON, or without a body the
 * request mark or a method other than POST.
 * Throws `cross_origin` or `unsupported_media_type`.
 */
export function requireSameOrigin(request: Request): void {
  const { headers, method } = request;
  if (SAFE_METHODS.has(method)) return;
  const origin = headers.get("origin");
  const isSame = origin === null ? headers.get("sec-fetch-site") === "same-origin" : origin === expectedOrigin(request);
  if (!isSame) throw new AppError("cross_origin", "Changes are accepted from the console's own pages only.");
  if (headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() === "application/json") return;
  if (announcesBody(headers)) throw new AppError("unsupported_media_type", "Send the body as application/json.");
  if (method === "POST" && !headers.has(REQUEST_MARK)) {
    throw new AppError(
      "unsupported_media_type",
      `Send application/json, or without a body the header ${REQUEST_MARK}.`,
    );
  }
}
