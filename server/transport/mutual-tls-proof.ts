/** Proves a client certificate by a mutual TLS connection (BMC reference, section 13.5). */

import { X509Certificate } from "node:crypto";
import type tls from "node:tls";
import { tlsPolicySchema } from "@/contracts/tls";
import { hostAndPort } from "@/contracts/url-host";
import type { AddressPolicy } from "./address-policy";
import { findCertificateVerdict, TransportError } from "./errors";
import { connectVerified, type VerifiedConnection } from "./tls";
import { createTlsContext, type ResolvedTlsPolicy } from "./tls-context";

export interface MutualTlsTarget {
  host: string;
  port: number;
  addressPolicy: AddressPolicy;
  /** Leaf first. */
  chainPem: string;
  /** Unencrypted PKCS#8. */
  keyPem: string;
  /** The one authority the peer's certificate must come from. */
  rootPem: string;
  connectMs?: number;
  /** How long a peer has to object; under TLS 1.3 it does so after the handshake. */
  quietMs?: number;
  signal?: AbortSignal;
}

export interface MutualTlsProof {
  result:
    | "accepted"
    | "no_route"
    | "refused"
    | "timed_out"
    | "tls_failed"
    | "wrong_authority"
    | "name_mismatch"
    | "client_certificate_refused";
  /** `host:port` as asked for. */
  address: string;
  shownBy: "application_data" | "quiet_second" | null;
  protocol: string | null;
  /** Null where no valid chain was seen. */
  isNameRight: boolean | null;
  finding: string;
  remedy: string | null;
}

const QUIET_MS = 1_000;
const CONNECT_MS = 10_000;

const nameClasses = new Set(["hostname-mismatch", "ip-san-mismatch", "no-san"]);
const authorityClasses = new Set([
  "self-signed",
  "unknown-ca",
  "unknown-ca-root-sent",
  "chain-incomplete",
  "root-missing-in-bundle",
  "untrusted",
]);

const remedies: Record<MutualTlsProof["result"], string | null> = {
  accepted: null,
  no_route:
    "The network of the VMI is often a private one: give the console's server a route to it, or test from elsewhere.",
  refused: "The host is there, but nothing listens on the port: look whether the VMI is up and the port is right.",
  timed_out: "A firewall may drop the packets, or the VMI is not up: look at the host's state, then test again.",
  tls_failed: "Test again; where it stays, the service at this address may not be the VMI.",
  wrong_authority:
    "The VMI shows a certificate of another authority than the one the BMC gave: repeat the order, the VMI may be a new one.",
  name_mismatch:
    "The VMI accepts the certificate, but its own is for another name. Compare the address with the one the BMC shows before you go on.",
  client_certificate_refused:
    "The VMI does not accept the certificate: have it signed again, and look at the clocks of console and host.",
};

/**
 * Connects with the certificate and waits for application data or a quiet time without objection: under TLS 1.3 the
 * handshake alone proves nothing, and some servers refuse a certificate by closing without an alert. The chain of the peer is checked strictly against `rootPem`; a wrong name
 * is a finding of its own. Throws {@link TransportError} `address-*`, `invalid-address`, `aborted`, and PkiError for
 * material that does not fit together.
 */
export async function proveMutualTls(target: MutualTlsTarget): Promise<MutualTlsProof> {
  const address = hostAndPort(target);
  const fail = (error: unknown): MutualTlsProof => {
    if (!(error instanceof TransportError) || isNoFinding(error)) throw error;
    const result = resultOf(error);
    return {
      result,
      address,
      shownBy: null,
      protocol: error.facts.protocol ?? null,
      isNameRight: nameClasses.has(error.class) ? false : null,
      finding: error.message,
      remedy: remedies[result],
    };
  };
  try {
    const { connection, nameFault } = await connect(target);
    const shown = await waitForVerdict(connection.socket, target);
    const result = nameFault === null ? "accepted" : "name_mismatch";
    return {
      result,
      address,
      shownBy: shown,
      protocol: connection.protocol,
      isNameRight: nameFault === null,
      finding: [acceptance[shown], ...(nameFault === null ? [] : [nameFault.message])].join(" "),
      remedy: remedies[result],
    };
  } catch (error) {
    return fail(error);
  }
}

const acceptance = {
  application_data: "The VMI accepted the certificate and sent data.",
  quiet_second: "The VMI completed the handshake and had no objection to the certificate.",
} as const;

function isNoFinding({ class: errorClass }: TransportError): boolean {
  return (
    errorClass === "aborted" ||
    errorClass === "address-blocked" ||
    errorClass === "address-not-allowed" ||
    errorClass === "invalid-address"
  );
}

function resultOf({ class: errorClass }: TransportError): MutualTlsProof["result"] {
  if (errorClass.startsWith("client-cert-")) return "client_certificate_refused";
  if (authorityClasses.has(errorClass)) return "wrong_authority";
  if (nameClasses.has(errorClass)) return "name_mismatch";
  if (errorClass === "refused") return "refused";
  if (errorClass === "connect-timeout" || errorClass === "handshake-timeout") return "timed_out";
  return errorClass === "unreachable" || errorClass === "dns" ? "no_route" : "tls_failed";
}

function policyOf(target: MutualTlsTarget, pinned: X509Certificate | null): ResolvedTlsPolicy {
  const ms = target.connectMs ?? CONNECT_MS;
  const trust =
    pinned === null
      ? { mode: "bundle" as const, bundleIds: ["authority"] }
      : {
          mode: "pinned" as const,
          pin: { fingerprint256: pinned.fingerprint256, certificatePem: pinned.toString() },
        };
  return {
    policy: tlsPolicySchema.parse({ trust, timeouts: { connectMs: ms, handshakeMs: ms } }),
    anchors: [target.rootPem],
    clientIdentity: { chainPem: target.chainPem, keyPem: target.keyPem },
  };
}

/** A wrong name is found only after the chain was found good; then the same certificate is held to by its fingerprint. */
async function connect(
  target: MutualTlsTarget,
): Promise<{ connection: VerifiedConnection; nameFault: TransportError | null }> {
  const { host, port, addressPolicy, signal } = target;
  const peer = { host, port, addressPolicy, signal };
  try {
    return { connection: await connectVerified(peer, await createTlsContext(policyOf(target, null))), nameFault: null };
  } catch (error) {
    const leaf = error instanceof TransportError ? error.facts.presented?.[0] : undefined;
    if (!(error instanceof TransportError) || !nameClasses.has(error.class) || leaf === undefined) throw error;
    const context = await createTlsContext(policyOf(target, new X509Certificate(leaf)));
    return { connection: await connectVerified(peer, context), nameFault: error };
  }
}

function waitForVerdict(
  socket: tls.TLSSocket,
  { host, port, quietMs = QUIET_MS, signal }: MutualTlsTarget,
): Promise<"application_data" | "quiet_second"> {
  const facts = { phase: "handshake", host, port } as const;
  return new Promise((resolve, reject) => {
    let failure: Error | undefined;
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      socket.removeAllListeners("close");
      socket.on("error", () => undefined).destroy();
      finish();
    };
    const timer = setTimeout(() => settle(() => resolve("quiet_second")), quietMs);
    const onAbort = () => settle(() => reject(new TransportError("aborted", "The test was cancelled.", facts)));
    const onClose = () => {
      const verdict = findCertificateVerdict(failure, true) ?? "client-cert-rejected";
      const message =
        verdict === "client-cert-rejected"
          ? "The VMI closed the connection right after the handshake: it refused the client certificate."
          : `The VMI refused the client certificate (${verdict.replace("client-cert-", "")}).`;
      settle(() => reject(new TransportError(verdict, message, facts, failure)));
    };
    if (signal?.aborted) {
      onAbort();
      return;
    }
    signal?.addEventListener("abort", onAbort, { once: true });
    socket.once("data", () => settle(() => resolve("application_data")));
    socket.on("error", (error) => {
      failure = error;
    });
    socket.once("close", onClose);
    socket.once("end", () => socket.end());
  });
}
