import ipaddr from "ipaddr.js";
import type { Env } from "@/server/env";
import { StartRefusedError } from "@/server/runtime/start-refused";

export type Scheme =
  | { kind: "http"; reason: "loopback" | "trusted-proxy" | "plain-http-allowed" }
  | { kind: "https"; certificate: "files" | "self-signed" };

/** Whether only this machine can reach the address: 127.0.0.0/8, ::1 or the name localhost. */
export function isLoopback(host: string): boolean {
  if (host === "localhost") return true;
  return ipaddr.isValid(host) && ipaddr.process(host).range() === "loopback";
}

/**
 * Decides how the console listens (SUP-4): HTTP on loopback, behind a named proxy, or by explicit consent; HTTPS with
 * its own certificate everywhere else. Certificate files mean HTTPS on any address.
 */
export function chooseScheme(listen: Env["listen"]): Scheme {
  if (listen.certificateFile !== undefined) return { kind: "https", certificate: "files" };
  if (isLoopback(listen.host)) return { kind: "http", reason: "loopback" };
  if (listen.trustedProxies.length > 0) return { kind: "http", reason: "trusted-proxy" };
  if (listen.isPlainHttpAllowed) return { kind: "http", reason: "plain-http-allowed" };
  return { kind: "https", certificate: "self-signed" };
}

/** Tells whether an address belongs to one of a list of networks. */
export type NetworkTest = (address: string) => boolean;

/**
 * Parses `10.0.0.0/8`, `192.0.2.7`, `fd00::/8`.
 * @throws StartRefusedError naming an entry that is neither an address nor a network.
 */
export function parseNetworks(entries: readonly string[]): NetworkTest {
  const networks = entries.map((entry) => {
    try {
      if (entry.includes("/")) return ipaddr.parseCIDR(entry);
      const address = ipaddr.process(entry);
      const bits = address.kind() === "ipv4" ? 32 : 128;
      return [address, bits] satisfies [ipaddr.IPv4 | ipaddr.IPv6, number];
    } catch (error) {
      throw new StartRefusedError(`SIGNALBOX_TRUSTED_PROXY: "${entry}" is neither an address nor a network.`, {
        cause: error,
      });
    }
  });
  return (address) => {
    if (!ipaddr.isValid(address)) return false;
    const candidate = ipaddr.process(address);
    return networks.some(([network, bits]) => network.kind() === candidate.kind() && candidate.match(network, bits));
  };
}
