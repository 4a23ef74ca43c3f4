/** Has OpenSSL judge a path, as the server of a TLS handshake inside this process (check 18). */
import type { KeyObject } from "node:crypto";
import { once } from "node:events";
import { duplexPair } from "node:stream";
import { connect, createServer, TLSSocket } from "node:tls";
import { exportPrivateKey } from "../key";
import type { EngineVerdict } from "./input";

const limitMs = 10_000;

export interface EngineInput {
  privateKey: KeyObject;
  /** Leaf first, then what was sent with it; without the root. */
  chainPem: string;
  rootPem: string;
}

/**
 * Shows the certificate to a TLS server that trusts the root and nothing else, over a pipe in memory. OpenSSL verifies
 * the path with the purpose of a TLS client, by the clock of this machine. The server borrows the same certificate as
 * its own, which the client does not look at. Never throws.
 */
export async function askEngine({ privateKey, chainPem, rootPem }: EngineInput): Promise<NonNullable<EngineVerdict>> {
  const [clientEnd, serverEnd] = duplexPair();
  const signal = AbortSignal.timeout(limitMs);
  try {
    const key = exportPrivateKey(privateKey);
    const options = { key, cert: chainPem, minVersion: "TLSv1.2", rejectUnauthorized: false } as const;
    const server = createServer({ ...options, ca: rootPem, requestCert: true });
    const results = [once(server, "secureConnection", { signal }), once(server, "tlsClientError", { signal })];
    server.emit("connection", serverEnd);
    const client = connect({ ...options, socket: clientEnd }).on("error", ignore);
    try {
      const [result]: unknown[] = await Promise.race(results);
      if (!(result instanceof TLSSocket)) return { result: "refused", reason: describeFailure(result) };
      return result.authorized ? { result: "accepted" } : { result: "refused", reason: nameFault(result) };
    } finally {
      client.destroy();
      serverEnd.destroy();
    }
  } catch (error) {
    return { result: "refused", reason: describeFailure(error) };
  }
}

function nameFault(socket: TLSSocket): string {
  const { authorizationError } = socket;
  const reason = typeof authorizationError === "string" ? authorizationError : authorizationError?.message;
  // Node.js has no code for what is rare, such as names that a CA may not certify.
  return reason === undefined || reason === "UNSPECIFIED" ? "a constraint of a CA is violated" : reason;
}

function ignore(): void {
  // The verdict is there; how the two ends part does not matter.
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
