/** Addresses of the VMI, read and set (BMC reference, section 9.3). */
import ipaddr from "ipaddr.js";
import { DeviceError } from "../errors";
import { booleanAt, lastSegment, linkAt, listAt, numberAt, textAt } from "./properties";
import { type ChangeResult, changeResource, type RedfishReader, type RedfishResource, requireType } from "./resource";

export interface VmiAddress {
  family: "ipv4" | "ipv6";
  address: string;
  /** Static, DHCP, SLAAC, as the BMC names it. */
  origin: string | null;
  subnetMask: string | null;
  prefixLength: number | null;
  gateway: string | null;
  /** False for 0.0.0.0 and the like, which stand there before DHCP has answered. */
  isUsable: boolean;
}

export interface VmiInterface {
  uri: string;
  name: string;
  /** Whether the host really uses its addresses: with false none is reachable. */
  isEnabled: boolean | null;
  hostName: string | null;
  macAddress: string | null;
  isDhcpV4: boolean | null;
  isDhcpV6: boolean | null;
  isAutoConfigV6: boolean | null;
  gatewayV6: string | null;
  addresses: VmiAddress[];
  etag: string | null;
  isPartial: boolean;
}

export interface VmiNetwork {
  interfaces: VmiInterface[];
  /** Addresses that can be dialled now, IPv4 first. */
  reachable: string[];
  warnings: string[];
}

function isUsable(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const range = ipaddr.process(address).range();
  return range !== "unspecified" && range !== "multicast" && range !== "broadcast";
}

/** Addresses of one family, with what is known of each. */
export function readAddresses(properties: unknown, family: VmiAddress["family"], gateway: string | null): VmiAddress[] {
  const list = family === "ipv4" ? "IPv4Addresses" : "IPv6Addresses";
  return listAt(properties, list).flatMap((entry) => {
    const address = textAt(entry, "Address");
    if (address === null) return [];
    return [
      {
        family,
        address,
        origin: textAt(entry, "AddressOrigin"),
        subnetMask: textAt(entry, "SubnetMask"),
        prefixLength: numberAt(entry, "PrefixLength"),
        gateway: textAt(entry, "Gateway") ?? gateway,
        isUsable: isUsable(address),
      },
    ];
  });
}

/** One interface of the VMI. */
export function parseVmiInterface({ uri, properties, etag, isPartial }: RedfishResource): VmiInterface {
  const gateway = textAt(properties, "IPv6DefaultGateway");
  const gatewayV6 = gateway === "::" ? null : gateway;
  const operatingMode = textAt(properties, "DHCPv6", "OperatingMode");
  return {
    uri,
    name: textAt(properties, "Id") ?? lastSegment(uri),
    isEnabled: booleanAt(properties, "InterfaceEnabled"),
    hostName: textAt(properties, "HostName"),
    macAddress: textAt(properties, "MACAddress"),
    isDhcpV4: booleanAt(properties, "DHCPv4", "DHCPEnabled"),
    isDhcpV6: operatingMode === null ? null : operatingMode === "Enabled" || operatingMode === "Stateful",
    isAutoConfigV6: booleanAt(properties, "StatelessAddressAutoConfig", "IPv6AutoConfigEnabled"),
    gatewayV6,
    addresses: [...readAddresses(properties, "ipv4", null), ...readAddresses(properties, "ipv6", gatewayV6)],
    etag,
    isPartial,
  };
}

/** Link-local addresses mean nothing without the interface of this machine, which nobody here knows. */
function isDialable(entry: VmiAddress): boolean {
  return entry.isUsable && ipaddr.process(entry.address).range() !== "linkLocal";
}

/** All interfaces of the hypervisor. @throws BmcError, DeviceError, TransportError */
export async function readVmiNetwork(
  reader: RedfishReader,
  hypervisorUri: string,
  signal?: AbortSignal,
): Promise<VmiNetwork> {
  const hypervisor = await reader.read(hypervisorUri, signal);
  const collection = linkAt(hypervisor.properties, "EthernetInterfaces") ?? `${hypervisorUri}/EthernetInterfaces`;
  const { members, warnings } = await reader.readMembers(collection, { signal });
  const interfaces = members.map(parseVmiInterface);
  const dialable = interfaces.filter(({ isEnabled }) => isEnabled !== false).flatMap(({ addresses }) => addresses);
  const byFamily = (family: VmiAddress["family"]) =>
    dialable.filter((entry) => entry.family === family && isDialable(entry)).map(({ address }) => address);
  return { interfaces, reachable: [...new Set([...byFamily("ipv4"), ...byFamily("ipv6")])], warnings };
}

/** A change of one interface; the host takes it when it runs. */
export type VmiAddressChange =
  | { kind: "static-v4"; address: string; subnetMask: string; gateway: string }
  | { kind: "no-static-v4" }
  | { kind: "dhcp-v4"; isEnabled: boolean }
  | { kind: "static-v6"; address: string; prefixLength: number; gateway?: string }
  | { kind: "no-static-v6" }
  | { kind: "dhcp-v6"; isEnabled: boolean }
  | { kind: "auto-config-v6"; isEnabled: boolean };

function requireAddress(value: string, family: "ipv4" | "ipv6", what: string): string {
  const isValid = family === "ipv4" ? ipaddr.IPv4.isValidFourPartDecimal(value) : ipaddr.IPv6.isValid(value);
  if (!isValid)
    throw new DeviceError("invalid_request", `${what} is not an ${family === "ipv4" ? "IPv4" : "IPv6"} address.`);
  return value;
}

function requireMask(value: string): string {
  const mask = ipaddr.IPv4.parse(requireAddress(value, "ipv4", "The subnet mask"));
  const length = mask.prefixLengthFromSubnetMask();
  if (length === null || length === 0) throw new DeviceError("invalid_request", "The subnet mask is not a mask.");
  return value;
}

/**
 * The properties to send: only the first static address counts, it needs all three parts, and null deletes it.
 * @throws DeviceError `invalid_request` for what is no address
 */
export function vmiChanges(change: VmiAddressChange): Record<string, unknown> {
  switch (change.kind) {
    case "static-v4": {
      const Address = requireAddress(change.address, "ipv4", "The address");
      if (!isUsable(Address) || ipaddr.process(Address).range() === "loopback")
        throw new DeviceError("invalid_request", "The address cannot belong to a host.");
      const Gateway = requireAddress(change.gateway, "ipv4", "The gateway");
      return { IPv4StaticAddresses: [{ Address, SubnetMask: requireMask(change.subnetMask), Gateway }] };
    }
    case "no-static-v4":
      return { IPv4StaticAddresses: [null] };
    case "dhcp-v4":
      return { DHCPv4: { DHCPEnabled: change.isEnabled } };
    case "static-v6": {
      const Address = requireAddress(change.address, "ipv6", "The address");
      const { prefixLength, gateway } = change;
      if (!Number.isInteger(prefixLength) || prefixLength < 1 || prefixLength > 128) {
        throw new DeviceError("invalid_request", "The prefix length must be between 1 and 128.");
      }
      const gateways =
        gateway === undefined
          ? {}
          : { IPv6StaticDefaultGateways: [{ Address: requireAddress(gateway, "ipv6", "The gateway") }] };
      return { IPv6StaticAddresses: [{ Address, PrefixLength: prefixLength }], ...gateways };
    }
    case "no-static-v6":
      return { IPv6StaticAddresses: [null] };
    case "dhcp-v6":
      return { DHCPv6: { OperatingMode: change.isEnabled ? "Enabled" : "Disabled" } };
    case "auto-config-v6":
      return { StatelessAddressAutoConfig: { IPv6AutoConfigEnabled: change.isEnabled } };
  }
}

/**
 * Changes an interface. Accepted is not done: the result arrives as an event of the resource.
 * @throws DeviceError `invalid_request`, BmcError with the property that was refused
 */
export async function changeVmiAddress(
  reader: RedfishReader,
  interfaceUri: string,
  change: VmiAddressChange,
  signal?: AbortSignal,
): Promise<ChangeResult> {
  const changes = vmiChanges(change);
  await requireType(reader, interfaceUri, "EthernetInterface", signal);
  return changeResource(reader.api, interfaceUri, changes, { signal });
}
