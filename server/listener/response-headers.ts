import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";

/** Headers of SEC-F7 that are the same for every answer, whoever writes it. */
export const CONSTANT_RESPONSE_HEADERS = {
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(self), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(self), usb=(), xr-spatial-tracking=()",
  "x-frame-options": "DENY",
} as const;

export interface PolicyOptions {
  /** The development server evaluates code and opens a web socket. */
  isDevelopment?: boolean;
  reportUri?: string;
}

/** A nonce of 128 random bits for one answer. */
export function createNonce(): string {
  return randomBytes(16).toString("base64");
}

/** The content security policy of SEC-F7 for one answer. */
export function contentSecurityPolicy(nonce: string, { isDevelopment = false, reportUri }: PolicyOptions = {}): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws: wss:" : ""}`,
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    ...(reportUri === undefined ? [] : [`report-uri ${reportUri}`]),
  ].join("; ");
}

/** Whether the path names a build output whose name contains the hash of its content. */
export function isImmutableAsset(path: string): boolean {
  return path.startsWith("/_next/static/");
}

/**
 * Sets the headers before anyone answers, so that static files, errors and refusals have them too. Whoever answers may
 * replace the policy by one with its own nonce and `Cache-Control` by a stricter one.
 */
export function setResponseHeaders(response: ServerResponse, path: string, policy: PolicyOptions): void {
  for (const [name, value] of Object.entries(CONSTANT_RESPONSE_HEADERS)) response.setHeader(name, value);
  response.setHeader("content-security-policy", contentSecurityPolicy(createNonce(), policy));
  if (isImmutableAsset(path)) return;
  if (path.startsWith("/api/")) forbidStoringByDefault(response);
  else response.setHeader("cache-control", "no-store");
}

/**
 * Data routes decide for themselves, and the framework does not replace a header that is there already: a stream needs
 * `no-transform`, or it is compressed and held back.
 */
function forbidStoringByDefault(response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  response.writeHead = (...args: unknown[]) => {
    if (!response.hasHeader("cache-control")) response.setHeader("cache-control", "no-store");
    return writeHead(...args);
  };
}
