import "server-only";
import { AppError } from "@/server/domain/app-error";
import { getEnv } from "@/server/env";
import { findOrigin } from "@/server/runtime/remote-address";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** A header that no cross-site form can send; for requests without a body. */
export const REQUEST_MARK = "x-signalbox-request";

function expectedOrigin(request: Request): string | undefined {
  const { publicUrl } = getEnv().listen;
  if (publicUrl !== undefined) return new URL(publicUrl).origin;
  const host = request.headers.get("host");
  if (host === null) return undefined;
  return `${findOrigin(request.headers)?.protocol ?? "http"}://${host}`;
}

/**
 * Refuses unsafe requests that another site could have caused (SEC-F3): they need the console's own `Origin` (or
 * `Sec-Fetch-Site: same-origin` where there is none) and JSON or the request mark.
 * Throws `cross_origin` or `unsupported_media_type`.
 */
export function requireSameOrigin(request: Request): void {
  if (SAFE_METHODS.has(request.method)) return;
  const origin = request.headers.get("origin");
  const isSame =
    origin === null ? request.headers.get("sec-fetch-site") === "same-origin" : origin === expectedOrigin(request);
  if (!isSame) throw new AppError("cross_origin", "Changes are accepted from the console's own pages only.");
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json" && request.headers.get(REQUEST_MARK) === null) {
    throw new AppError("unsupported_media_type", "Send application/json.");
  }
}
