/**
 * Closes open connections once a new handshake with the same endpoint shows a certificate they would not accept (SEC-C5).
 * A socket cannot see by itself that its peer has been replaced; the next handshake of anybody can.
 */
import type { X509Certificate } from "node:crypto";
import { channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { checkChain } from "@/server/pki/chain-checks";
import { TransportError, type TransportFacts } from "./errors";
import { type ProxyAddress, showProxy } from "./proxy";
import type { TlsContext } from "./tls-context";

/** By name and process-wide: the framework compiles this module more than once in one process. */
const CHANNEL = "signalbox:tls:presented";
const shown = channel(CHANNEL);

interface Presented {
  endpoint: string;
  certificates: X509Certificate[];
}

export interface WatchedPeer {
  host: string;
  port: number;
  /** Behind another proxy the same name may be another machine. */
  proxy: ProxyAddress | undefined;
  /** The name the certificate must have. */
  name: string;
  context: TlsContext;
}

/** Servers may choose their certificate by what the client offers: only handshakes that offer the same are compared. */
function endpointOf({ host, port, proxy, name, context }: WatchedPeer): string {
  const { minVersion, maxVersion, ciphers } = context.policy;
  const way = proxy === undefined ? null : showProxy(proxy);
  return JSON.stringify([host, port, way, name, minVersion, maxVersion, ciphers]);
}

/** Tells every open connection to this endpoint what it presents now, leaf first. */
export function announcePresented(peer: WatchedPeer, certificates: X509Certificate[]): void {
  if (shown.hasSubscribers) shown.publish({ endpoint: endpointOf(peer), certificates } satisfies Presented);
}

/** Destroys the socket as soon as its endpoint presents a certificate that the socket's own policy refuses. */
export function closeOnChange(socket: Socket, peer: WatchedPeer, accepted: X509Certificate | undefined): void {
  const endpoint = endpointOf(peer);
  const onPresented = (message: unknown) => {
    const presented = message as Presented;
    if (presented.endpoint !== endpoint) return;
    const [leaf] = presented.certificates;
    if (leaf === undefined || leaf.fingerprint256 === accepted?.fingerprint256) return;
    const fault = findFault(peer, presented.certificates);
    if (fault !== null) socket.destroy(fault);
  };
  subscribe(CHANNEL, onPresented);
  socket.once("close", () => unsubscribe(CHANNEL, onPresented));
}

function findFault({ host, port, name, context }: WatchedPeer, presented: X509Certificate[]): TransportError | null {
  const { policy, anchors } = context;
  if (policy.trust.mode === "insecure") return null;
  const facts: TransportFacts = { phase: "handshake", host, port, presented: presented.map(String) };
  try {
    const { checks } = checkChain({ presented, anchors, host: name, policy });
    const failed = checks.find(({ status }) => status === "fail");
    if (failed === undefined) return null;
    return new TransportError(failed.errorClass ?? "untrusted", failed.finding, facts);
  } catch (error) {
    return new TransportError("cert-unreadable", "The server's certificate has malformed contents.", facts, error);
  }
}
