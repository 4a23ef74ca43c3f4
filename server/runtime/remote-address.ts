import { getRuntime } from "./registry";

/** Headers the listener adds to a request after dropping what a client sent under the same names (SEC-G4). */
export const LISTENER_HEADERS = {
  token: "x-signalbox-listener",
  remoteAddress: "x-signalbox-remote-address",
  protocol: "x-signalbox-protocol",
  /** Path and query of the page being rendered; set by `proxy.ts`. */
  pagePath: "x-signalbox-page-path",
} as const;

/** Where a request came from, as the listener saw it. */
export interface Origin {
  /** The socket's address, or the last address that a trusted proxy added. */
  remoteAddress: string;
  /** The scheme the browser used. */
  protocol: "http" | "https";
}

/**
 * Reads where a request came from out of the listener's own headers. Without this process's token the headers are
 * somebody else's and nothing is returned.
 */
export function findOrigin(headers: Pick<Headers, "get">): Origin | undefined {
  if (headers.get(LISTENER_HEADERS.token) !== getRuntime().listenerToken) return undefined;
  const remoteAddress = headers.get(LISTENER_HEADERS.remoteAddress);
  const protocol = headers.get(LISTENER_HEADERS.protocol);
  if (!remoteAddress || (protocol !== "http" && protocol !== "https")) return undefined;
  return { remoteAddress, protocol };
}
