/** How the sockets of an HTTP connection are made: over verified TLS, or in clear where the profile says so. */

import type net from "node:net";
import type { Timeouts } from "@/contracts/tls";
import { hostAndPort } from "@/contracts/url-host";
import type { AddressPolicy } from "./address-policy";
import { probeClientCertificate } from "./client-certificate-probe";
import { dial, type ResolveAddresses } from "./dial";
import { TransportError, transportError } from "./errors";
import { normalizeHost } from "./host";
import { openHandshake } from "./open-handshake";
import type { ProxyAddress } from "./proxy";
import { connectVerified, type VerifiedConnection } from "./tls";
import { createTlsContext, type ResolvedTlsPolicy } from "./tls-context";

export type HttpScheme = "https" | "http";

export interface HttpWayOptions {
  host: string;
  port: number;
  /** `http` encrypts and verifies nothing; of the TLS policy only the times then count. Default `https`. */
  scheme?: HttpScheme;
  tls: ResolvedTlsPolicy;
  addressPolicy: AddressPolicy;
  /** Tunnels to the host, in clear as well as over TLS: it is never sent a request. */
  proxy?: ProxyAddress;
  resolve?: ResolveAddresses;
  /** Told about every completed handshake. */
  onConnect?: (connection: Omit<VerifiedConnection, "socket">) => void;
}

export interface HttpWay {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly timeouts: Timeouts;
  readonly sendsClientCertificate: boolean;
  /** Dials within the address policy. Throws {@link TransportError}. */
  connect(signal: AbortSignal): Promise<net.Socket>;
  /** True for a failure behind which another may hide that `findObjection` can name. */
  mayHideObjection(error: TransportError): boolean;
  /** What the peer has against us, asked on a connection of its own; null when it has nothing. */
  findObjection(signal: AbortSignal): Promise<TransportError | null>;
}

/** Prepares the way; nothing is dialled. Throws what createTlsContext and normalizeHost throw. */
export async function prepareWay(options: HttpWayOptions): Promise<HttpWay> {
  return options.scheme === "http" ? clearWay(options) : verifiedWay(options);
}

async function verifiedWay(options: HttpWayOptions): Promise<HttpWay> {
  const context = await createTlsContext(options.tls);
  return {
    origin: originOf("https", options),
    timeouts: context.policy.timeouts,
    sendsClientCertificate: context.sendsClientCertificate,
    async connect(signal) {
      const { socket, ...facts } = await connectVerified({ ...options, signal }, context);
      options.onConnect?.(facts);
      return socket;
    },
    mayHideObjection: (error) => error.class === "connection-lost",
    findObjection: (signal) => probeClientCertificate({ ...options, signal }, context),
  };
}

function clearWay(options: HttpWayOptions): HttpWay {
  const host = normalizeHost(options.host);
  const { timeouts } = options.tls.policy;
  const dialOnce = (signal: AbortSignal) => dial({ ...options, host, connectMs: timeouts.connectMs, signal });
  return {
    origin: originOf("http", options),
    timeouts,
    sendsClientCertificate: false,
    connect: async (signal) => (await dialOnce(signal)).socket,
    // A TLS server hangs up on plain text, or answers with an alert, which is no HTTP (class tls-required).
    mayHideObjection: (error) => error.class === "connection-lost" || error.class === "http-protocol",
    async findObjection(signal) {
      const { socket, address, route } = await dialOnce(signal);
      socket.destroy();
      const facts = { phase: "exchange", host: host.name, address, port: options.port } as const;
      const target = {
        ...route,
        servername: host.isAddress ? "" : host.name,
        timeouts,
        signal,
      };
      try {
        await openHandshake(target, { minVersion: "TLSv1", maxVersion: "TLSv1.3" });
      } catch (error) {
        if (error instanceof TransportError) return null;
        throw error;
      }
      return transportError("tls-required", facts);
    },
  };
}

function originOf(scheme: HttpScheme, { host, port }: HttpWayOptions): string {
  const { name } = normalizeHost(host);
  return `${scheme}://${hostAndPort({ host: name, port })}`;
}
