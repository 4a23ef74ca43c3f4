/** Opens TLS connections that are handed over only after every check has passed (SEC-C1, SEC-C6). */
import type { X509Certificate } from "node:crypto";
import type net from "node:net";
import tls from "node:tls";
import type { TlsPolicy } from "@/contracts/tls";
import { checkChain } from "@/server/pki/chain-checks";
import { findNameFault } from "@/server/pki/name-check";
import type { AddressPolicy } from "./address-policy";
import { abortError, dial, type ResolveAddresses, type Route } from "./dial";
import {
  errorCode,
  findCertificateVerdict,
  TransportError,
  type TransportFacts,
  toTransportError,
  transportError,
} from "./errors";
import { requestsClientCertificate } from "./handshake-observation";
import { type NormalizedHost, normalizeHost } from "./host";
import { announcePresented, closeOnChange, type WatchedPeer } from "./peer-watch";
import type { ProxyAddress } from "./proxy";
import { requireTrustInForce, type TlsContext } from "./tls-context";

export type { ResolvedTlsPolicy } from "./tls-context";

export interface TlsTarget {
  host: string;
  port: number;
  addressPolicy: AddressPolicy;
  /** TLS goes through its tunnel from end to end: every check is the same. */
  proxy?: ProxyAddress;
  resolve?: ResolveAddresses;
  signal?: AbortSignal;
}

/** A connection on which all checks have passed and no byte has been sent yet. */
export interface VerifiedConnection {
  socket: tls.TLSSocket;
  /** Through a proxy, the name. */
  address: string;
  protocol: string;
  cipher: string;
  /** The peer's leaf as PEM. */
  peerCertificatePem: string;
  connectMs: number;
  handshakeMs: number;
}

/**
 * Dials, shakes hands and checks. Never resumes a session, because that would skip the checks (4.4). Throws
 * {@link TransportError} with a class of tls-profile-options section 5, `address-*`, `insecure-expired` or `aborted`.
 * The socket is destroyed as soon as a later handshake shows that the endpoint presents what would be refused (SEC-C5).
 */
export async function connectVerified(target: TlsTarget, context: TlsContext): Promise<VerifiedConnection> {
  const host = normalizeHost(target.host);
  requireTrustInForce(context.policy);
  const { timeouts } = context.policy;
  const started = performance.now();
  const { socket: raw, address, route } = await dial({ ...target, host, connectMs: timeouts.connectMs });
  const connected = performance.now();
  const facts: TransportFacts = { phase: "handshake", host: host.name, address, port: target.port };
  const { port, proxy } = target;
  const watched = { host: host.name, port, proxy, name: expectedName(host, context.policy).name, context };
  try {
    const { socket, presented } = await shakeHands(raw, host, watched, facts, target.signal);
    closeOnChange(socket, watched, presented[0]);
    return {
      socket,
      address,
      protocol: socket.getProtocol() ?? "unknown",
      cipher: socket.getCipher().name,
      peerCertificatePem: presented[0]?.toString() ?? "",
      connectMs: connected - started,
      handshakeMs: performance.now() - connected,
    };
  } catch (error) {
    throw await refine(toTransportError(error, facts), route, context, target.signal);
  }
}

/** The name that SNI carries and the certificate must have: the profile's expected name, or the dialled host. */
export function expectedName(host: NormalizedHost, policy: TlsContext["policy"]): NormalizedHost {
  return policy.expectedName === "" ? host : normalizeHost(policy.expectedName);
}

function shakeHands(
  raw: net.Socket,
  host: NormalizedHost,
  watched: WatchedPeer,
  facts: TransportFacts,
  signal: AbortSignal | undefined,
): Promise<{ socket: tls.TLSSocket; presented: X509Certificate[] }> {
  const { context } = watched;
  const { policy } = context;
  const name = expectedName(host, policy);
  const presented: X509Certificate[] = [];
  const allFacts = (): TransportFacts => ({ ...facts, presented: presented.map(String) });
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      socket: raw,
      secureContext: context.secureContext,
      servername: name.isAddress ? "" : name.name,
      ALPNProtocols: undefined,
      rejectUnauthorized: policy.trust.mode !== "insecure",
      checkServerIdentity: () => findOwnFault(presented, name.name, context, allFacts()),
    });
    // Runs before Node.js judges the chain and destroys the socket, while the certificates can still be read.
    socket.prependListener("secure", () => {
      presented.push(...readPresented(socket));
      announcePresented(watched, presented);
    });
    const timer = setTimeout(() => {
      fail(transportError("handshake-timeout", { ...allFacts(), timeoutMs: policy.timeouts.handshakeMs }));
    }, policy.timeouts.handshakeMs);
    const onAbort = () => fail(abortError(allFacts()));
    const onError = (error: Error) => fail(nameVerifyFault(error, presented, context, name, allFacts()));
    const onClose = () => fail(transportError("reset", allFacts()));
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      socket.off("error", onError).off("close", onClose).off("secureConnect", onSecure);
    };
    const fail = (error: TransportError) => {
      settle();
      socket.on("error", () => undefined).destroy();
      raw.destroy();
      reject(error);
    };
    const onSecure = () => {
      settle();
      resolve({ socket, presented });
    };
    if (signal?.aborted) {
      fail(abortError(allFacts()));
      return;
    }
    signal?.addEventListener("abort", onAbort, { once: true });
    socket.once("error", onError).once("close", onClose).once("secureConnect", onSecure);
  });
}

/** The checks that OpenSSL does not make: name, pin and strength. Called by Node.js once the chain is valid. */
function findOwnFault(
  presented: X509Certificate[],
  name: string,
  context: TlsContext,
  facts: TransportFacts,
): TransportError | undefined {
  if (context.policy.trust.mode === "insecure") return undefined;
  try {
    return findNamePinOrStrengthFault(presented, name, context, facts);
  } catch (error) {
    // Node.js calls this from the socket's event: an exception would reach nobody who could handle it.
    return new TransportError("cert-unreadable", "The server's certificate has malformed contents.", facts, error);
  }
}

function findNamePinOrStrengthFault(
  presented: X509Certificate[],
  name: string,
  { policy, anchors }: TlsContext,
  facts: TransportFacts,
): TransportError | undefined {
  const [leaf] = presented;
  if (leaf === undefined) return new TransportError("cert-unreadable", "The server sent no certificate.", facts);
  if (policy.trust.mode === "pinned") {
    const pinFault = findPinFault(leaf, policy.trust.pin?.fingerprint256 ?? "", facts);
    if (pinFault !== null) return pinFault;
  } else {
    const fault = findNameFault(leaf, name, policy);
    if (fault !== null) return new TransportError(fault.errorClass, fault.finding, { ...facts, expected: name });
  }
  const { checks } = checkChain({ presented, anchors, host: name, policy });
  const strength = checks.find((check) => check.id === "strength" && check.status === "fail");
  return strength === undefined ? undefined : new TransportError("weak-key", strength.finding, facts);
}

function findPinFault(leaf: X509Certificate, accepted: string, facts: TransportFacts): TransportError | null {
  if (leaf.fingerprint256 === accepted) return null;
  return new TransportError("pin-mismatch", "The certificate changed since it was accepted.", {
    ...facts,
    expected: accepted,
    found: leaf.fingerprint256,
  });
}

/** Says which certificate is at fault, and that a pin no longer fits, where OpenSSL gives only a code. */
function nameVerifyFault(
  error: Error,
  presented: X509Certificate[],
  { policy, anchors }: TlsContext,
  name: NormalizedHost,
  facts: TransportFacts,
): TransportError {
  if (error instanceof TransportError) return error;
  const [leaf] = presented;
  if (leaf !== undefined && policy.trust.mode === "pinned") {
    const pinFault = findPinFault(leaf, policy.trust.pin?.fingerprint256 ?? "", facts);
    if (pinFault !== null) return pinFault;
  }
  const plain = toTransportError(error, facts);
  if (leaf === undefined) return plain;
  const checks = runChecks(presented, anchors, name.name, policy);
  const same = checks.find((check) => check.errorClass === plain.class);
  return same === undefined ? plain : new TransportError(plain.class, same.finding, plain.facts, error);
}

function runChecks(presented: X509Certificate[], anchors: X509Certificate[], host: string, policy: TlsPolicy) {
  try {
    return checkChain({ presented, anchors, host, policy }).checks;
  } catch {
    // OpenSSL has already refused this chain; contents it could not read add nothing to that.
    return [];
  }
}

/** Certificates the peer has sent as far as they form a chain, leaf first. */
export function readPresented(socket: tls.TLSSocket): X509Certificate[] {
  const presented: X509Certificate[] = [];
  let certificate = socket.getPeerX509Certificate();
  while (certificate !== undefined && presented.length < 20) {
    const current = certificate;
    if (presented.some((known) => known.fingerprint256 === current.fingerprint256)) break;
    presented.push(current);
    certificate = current.issuerCertificate;
  }
  return presented;
}

/**
 * Tells apart what looks the same: before TLS 1.3 a server that misses a client certificate sends the alert of one that
 * finds no common cipher, and one that dislikes the certificate may just hang up. The handshake is repeated and watched.
 */
async function refine(
  error: TransportError,
  route: Route,
  context: TlsContext,
  signal: AbortSignal | undefined,
): Promise<TransportError> {
  const isAmbiguous = context.sendsClientCertificate
    ? error.class === "reset"
    : errorCode(error.cause) === "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE";
  const verdict = findCertificateVerdict(error.cause, context.sendsClientCertificate);
  if (verdict !== null && verdict !== error.class) return transportError(verdict, error.facts, error.cause);
  if (!isAmbiguous) return error;
  const name = expectedName(route.host, context.policy);
  const requested = await requestsClientCertificate({
    ...route,
    servername: name.isAddress ? "" : name.name,
    timeouts: context.policy.timeouts,
    signal,
  }).catch(() => false);
  if (!requested) return error;
  const errorClass = context.sendsClientCertificate ? "client-cert-rejected" : "client-cert-required";
  return transportError(errorClass, error.facts, error.cause);
}
