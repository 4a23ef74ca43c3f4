/** Which addresses may be dialled at all (SEC-D2). Decided on the resolved address, which is then dialled (SEC-D3). */
import ipaddr from "ipaddr.js";

export interface AddressPolicyOptions {
  /** Networks in CIDR form. When given, only these and `allowedHosts` may be dialled. */
  allowedNetworks?: string[];
  /** Host names, or `*.suffix` for all names below one. */
  allowedHosts?: string[];
  /** The console's own endpoints: database, broker, listener. Without a port, all ports of the address. */
  ownEndpoints?: { address: string; port?: number }[];
  /** Exact exceptions from the block list, for a console whose devices run on the same machine. */
  exceptions?: { address: string; port: number }[];
}

export interface AddressTarget {
  /** As normalised by normalizeHost. */
  host: string;
  /** The resolved address. */
  address: string;
  port: number;
}

export type AddressVerdict =
  | { allowed: true }
  | { allowed: false; errorClass: "address-blocked" | "address-not-allowed"; reason: string };

export interface AddressPolicy {
  judge(target: AddressTarget): AddressVerdict;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

const blockedNetworks: readonly [string, string][] = [
  ["0.0.0.0/8", "unspecified"],
  ["127.0.0.0/8", "loopback"],
  ["169.254.0.0/16", "link-local"],
  ["224.0.0.0/4", "multicast"],
  ["240.0.0.0/4", "reserved"],
  ["100.100.100.200/32", "cloud metadata"],
  ["168.63.129.16/32", "cloud metadata"],
  ["192.0.0.192/32", "cloud metadata"],
  ["::/128", "unspecified"],
  ["::1/128", "loopback"],
  ["fe80::/10", "link-local"],
  ["fec0::/10", "site-local"],
  ["ff00::/8", "multicast"],
  ["fd00:ec2::254/128", "cloud metadata"],
  ["fd20:ce::254/128", "cloud metadata"],
];

/** Builds a policy. Throws a plain error at start when a network of the configuration cannot be read. */
export function createAddressPolicy(options: AddressPolicyOptions = {}): AddressPolicy {
  const blocked = blockedNetworks.map(([network, name]) => ({ range: parseNetwork(network), name }));
  const allowed = options.allowedNetworks?.map(parseNetwork);
  const hosts = options.allowedHosts?.map((host) => host.toLowerCase());
  const own = (options.ownEndpoints ?? []).map((entry) => ({ ...entry, address: canonical(entry.address) }));
  const exceptions = (options.exceptions ?? []).map((entry) => ({ ...entry, address: canonical(entry.address) }));

  return {
    judge({ host, address, port }) {
      if (!ipaddr.isValid(address)) return refuse("address-blocked", "The address cannot be read.");
      const forms = unwrap(ipaddr.parse(address.split("%")[0] ?? ""));
      const written = forms.map((form) => form.toNormalizedString());
      if (exceptions.some((entry) => entry.port === port && written[0] === entry.address)) return { allowed: true };
      const hit = blocked.find(({ range }) => forms.some((form) => contains(range, form)));
      if (hit !== undefined) return refuse("address-blocked", `${address} is a ${hit.name} address.`);
      const isOwn = own.some(
        (entry) => written.includes(entry.address) && (entry.port === undefined || entry.port === port),
      );
      if (isOwn) return refuse("address-blocked", `${address} port ${port} belongs to the console itself.`);
      if (allowed === undefined && hosts === undefined) return { allowed: true };
      const inNetwork = allowed?.some((range) => forms.every((form) => contains(range, form))) ?? false;
      const byName = hosts?.some((pattern) => matchesHost(pattern, host)) ?? false;
      if (inNetwork || byName) return { allowed: true };
      return refuse("address-not-allowed", `${address} is not in a network that an administrator has allowed.`);
    },
  };
}

/** The address itself and every IPv4 address that is hidden in it. */
function unwrap(address: Address): Address[] {
  if (address instanceof ipaddr.IPv4) return [address];
  const bytes = address.toByteArray();
  const embedded = (start: number, mask = 0) =>
    ipaddr.fromByteArray(bytes.slice(start, start + 4).map((octet) => octet ^ mask));
  const isZero = (from: number, to: number) => bytes.slice(from, to).every((octet) => octet === 0);
  const startsWith = (...prefix: number[]) => prefix.every((octet, index) => bytes[index] === octet);
  const mapped = isZero(0, 10) && bytes[10] === 0xff && bytes[11] === 0xff;
  const translated = isZero(0, 8) && bytes[8] === 0xff && bytes[9] === 0xff && isZero(10, 12);
  const compatible = isZero(0, 12) && !isZero(12, 15);
  if (mapped) return [embedded(12)];
  if (translated || compatible || startsWith(0, 0x64, 0xff, 0x9b)) return [address, embedded(12)];
  if (startsWith(0x20, 0x02)) return [address, embedded(2)];
  if (startsWith(0x20, 0x01, 0, 0)) return [address, embedded(4), embedded(12, 0xff)];
  return bytes[8] !== undefined && isIsatap(bytes) ? [address, embedded(12)] : [address];
}

function isIsatap(bytes: number[]): boolean {
  return ((bytes[8] ?? 1) & 0xfc) === 0 && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
}

function contains([network, bits]: [Address, number], address: Address): boolean {
  return network.kind() === address.kind() && address.match(network as ipaddr.IPv4 & ipaddr.IPv6, bits);
}

function parseNetwork(text: string): [Address, number] {
  return text.includes("/") ? ipaddr.parseCIDR(text) : parseSingle(text);
}

function parseSingle(text: string): [Address, number] {
  const address = ipaddr.parse(text);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

function canonical(address: string): string {
  return unwrap(ipaddr.parse(address))[0]?.toNormalizedString() ?? address;
}

function matchesHost(pattern: string, host: string): boolean {
  return pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern;
}

function refuse(errorClass: "address-blocked" | "address-not-allowed", reason: string): AddressVerdict {
  return { allowed: false, errorClass, reason };
}
