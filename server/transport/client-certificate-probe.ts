/**
 * Finds out what a TLS 1.3 server thinks of our client certificate: it says so only after the handshake, and HTTP
 * clients see no more than a closed connection (tls-profile-options, class client-cert-required).
 */
import type tls from "node:tls";
import { findCertificateVerdict, type TransportError, transportError } from "./errors";
import { connectVerified, type TlsTarget } from "./tls";
import type { TlsContext } from "./tls-context";

const quietMs = 1_500;
const settledMs = 250;

/**
 * Connects with all checks, writes one line end, and waits for an alert. Returns the server's objection, or null when it
 * has none. Throws {@link TransportError} when the connection itself fails.
 */
export async function probeClientCertificate(target: TlsTarget, context: TlsContext): Promise<TransportError | null> {
  const { socket, address } = await connectVerified(target, context);
  const facts = { phase: "handshake", host: target.host, address, port: target.port } as const;
  try {
    const ended = await waitForEnd(socket);
    if (ended === "quiet") return null;
    const errorClass = findCertificateVerdict(ended.error, context.sendsClientCertificate);
    if (errorClass !== null) return transportError(errorClass, facts, ended.error);
    // A server without objections may also close on a byte it does not expect, so silence proves nothing here.
    return context.sendsClientCertificate && !ended.answered ? transportError("client-cert-rejected", facts) : null;
  } finally {
    socket.destroy();
  }
}

function waitForEnd(socket: tls.TLSSocket): Promise<"quiet" | { error: Error | undefined; answered: boolean }> {
  return new Promise((resolve) => {
    let answered = false;
    let error: Error | undefined;
    let timer = setTimeout(() => resolve("quiet"), quietMs);
    socket.on("data", () => {
      answered = true;
    });
    // A ticket is sent after the handshake is complete (RFC 8446 section 4.6.1); an objection follows at once or never.
    socket.on("session", () => {
      clearTimeout(timer);
      timer = setTimeout(() => resolve("quiet"), settledMs);
    });
    socket.on("error", (cause) => {
      error = cause;
    });
    socket.on("close", () => {
      clearTimeout(timer);
      resolve({ error, answered });
    });
    socket.write("\n");
  });
}
