import { domainToASCII } from "node:url";
import ipaddr from "ipaddr.js";
import { TransportError } from "./errors";

/** A host in the one form that is used for resolution, SNI and the certificate check (tls-profile-options 4.7). */
export interface NormalizedHost {
  /** Lower-case ASCII name without final dot, or a canonical address without zone. */
  name: string;
  /** What is handed to the resolver; differs from `name` only by an IPv6 zone. */
  dial: string;
  isAddress: boolean;
}

/**
 * Normalises what an operator typed as host. Throws {@link TransportError} `invalid-address` for anything that is
 * neither a name nor an address in its usual spelling; octal, hexadecimal and short IPv4 forms are refused (SEC-D2).
 */
export function normalizeHost(input: string): NormalizedHost {
  const text = input.trim();
  const bracketed = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  const [unzoned = "", zone, ...more] = bracketed.split("%");
  if (unzoned.includes(":")) {
    if (more.length > 0 || !ipaddr.IPv6.isValid(unzoned) || (zone !== undefined && !/^[\w.-]{1,32}$/.test(zone))) {
      throw invalid(input);
    }
    const name = ipaddr.IPv6.parse(unzoned).toRFC5952String();
    return { name, dial: zone === undefined ? name : `${name}%${zone}`, isAddress: true };
  }
  if (zone !== undefined || !/^[^\s/\\@?#:[\]%]{1,255}$/.test(text)) throw invalid(input);
  const name = domainToASCII(text.replace(/[.\u3002\uff0e\uff61]$/u, "")).toLowerCase();
  // Without a letter in its last label a name is an IPv4 address to resolvers, in whatever base it is written.
  const last = name.split(".").at(-1) ?? "";
  if (/^(\d+|0x[0-9a-f]*)$/.test(last)) {
    if (!ipaddr.IPv4.isValidFourPartDecimal(text.replace(/\.$/, ""))) throw invalid(input);
    return { name, dial: name, isAddress: true };
  }
  const isName =
    name.length <= 253 && name.split(".").every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label));
  if (!isName) throw invalid(input);
  return { name, dial: name, isAddress: false };
}

/** Whether a name is loopback by definition (RFC 6761 section 6.3), so that it can be judged before anybody resolves it. */
export function isLoopbackName({ name }: NormalizedHost): boolean {
  return /^(.+\.)?localhost$/.test(name);
}

function invalid(input: string): TransportError {
  return new TransportError("invalid-address", "This is not a host name or an IP address.", {
    phase: "policy",
    host: input.slice(0, 255),
  });
}
