/** The network of the BMC itself: interfaces and protocols (BMC reference, section 12; Redfish ManagerNetworkProtocol). */
import { booleanAt, lastSegment, linkAt, numberAt, textAt, textsAt } from "./properties";
import { mapBounded, type RedfishReader, type RedfishResource } from "./resource";
import { readAddresses, type VmiAddress } from "./vmi-network";

export interface ManagerInterface {
  uri: string;
  name: string;
  isEnabled: boolean | null;
  linkStatus: string | null;
  speedMbps: number | null;
  hostName: string | null;
  fullName: string | null;
  macAddress: string | null;
  isDhcpV4: boolean | null;
  nameServers: string[];
  addresses: VmiAddress[];
}

export interface ManagerProtocol {
  name: string;
  isEnabled: boolean | null;
  port: number | null;
}

export interface ManagerNetwork {
  interfaces: ManagerInterface[];
  protocols: ManagerProtocol[];
  timeServers: string[];
  warnings: string[];
}

const protocolNames = ["HTTPS", "HTTP", "SSH", "IPMI", "NTP", "SNMP"] as const;

function parseInterface({ uri, properties }: RedfishResource): ManagerInterface {
  const gateway = textAt(properties, "IPv6DefaultGateway");
  return {
    uri,
    name: textAt(properties, "Id") ?? lastSegment(uri),
    isEnabled: booleanAt(properties, "InterfaceEnabled"),
    linkStatus: textAt(properties, "LinkStatus"),
    speedMbps: numberAt(properties, "SpeedMbps"),
    hostName: textAt(properties, "HostName"),
    fullName: textAt(properties, "FQDN"),
    macAddress: textAt(properties, "MACAddress"),
    isDhcpV4: booleanAt(properties, "DHCPv4", "DHCPEnabled"),
    nameServers: textsAt(properties, "NameServers"),
    addresses: [
      ...readAddresses(properties, "ipv4", null),
      ...readAddresses(properties, "ipv6", gateway === "::" ? null : gateway),
    ],
  };
}

function parseProtocols(properties: unknown): ManagerProtocol[] {
  return protocolNames.flatMap((name) => {
    const isEnabled = booleanAt(properties, name, "ProtocolEnabled");
    return isEnabled === null ? [] : [{ name, isEnabled, port: numberAt(properties, name, "Port") }];
  });
}

/** Interfaces and protocols of all managers. @throws BmcError and DeviceError of the managers, TransportError */
export async function readManagerNetwork(
  reader: RedfishReader,
  managersUri: string,
  signal?: AbortSignal,
): Promise<ManagerNetwork> {
  const managers = await reader.readMembers(managersUri, { signal });
  const network: ManagerNetwork = { interfaces: [], protocols: [], timeServers: [], warnings: [...managers.warnings] };
  await mapBounded(managers.members, async ({ properties }) => {
    const collection = linkAt(properties, "EthernetInterfaces");
    if (collection !== null) {
      const { members, warnings } = await reader.readMembers(collection, { signal });
      network.interfaces.push(...members.map(parseInterface));
      network.warnings.push(...warnings);
    }
    const protocolUri = linkAt(properties, "NetworkProtocol");
    const protocol = protocolUri === null ? null : await reader.find(protocolUri, signal);
    network.protocols.push(...parseProtocols(protocol?.properties));
    network.timeServers.push(...textsAt(protocol?.properties, "NTP", "NTPServers"));
  });
  return network;
}
