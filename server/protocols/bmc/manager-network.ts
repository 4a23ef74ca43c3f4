/** The network of the BMC itself: interfaces and protocols (BMC reference, section 12; Redfish ManagerNetworkProtocol). */
import { booleanAt, lastSegment, linkAt, numberAt, textAt, textsAt } from "./properties";
import { mapBounded, type RedfishReader, type RedfishResource, readOptional } from "./resource";
import { parseVmiInterface, type VmiInterface } from "./vmi-network";

/** An interface of the BMC: what one of the VMI has, and its cable and names. */
export interface ManagerInterface extends VmiInterface {
  linkStatus: string | null;
  speedMbps: number | null;
  fullName: string | null;
  nameServers: string[];
}

export interface ManagerProtocol {
  /** Name of the manager that offers it. */
  manager: string;
  name: string;
  isEnabled: boolean;
  port: number | null;
}

export interface ManagerNetwork {
  interfaces: ManagerInterface[];
  protocols: ManagerProtocol[];
  timeServers: string[];
  warnings: string[];
}

/** Those of ManagerNetworkProtocol that open a port or tell the time. */
const protocolNames = [
  "HTTPS",
  "HTTP",
  "SSH",
  "Telnet",
  "IPMI",
  "KVMIP",
  "VirtualMedia",
  "SNMP",
  "SSDP",
  "NTP",
] as const;

function parseInterface(resource: RedfishResource): ManagerInterface {
  const { properties } = resource;
  return {
    ...parseVmiInterface(resource),
    linkStatus: textAt(properties, "LinkStatus"),
    speedMbps: numberAt(properties, "SpeedMbps"),
    fullName: textAt(properties, "FQDN"),
    nameServers: textsAt(properties, "NameServers"),
  };
}

function parseProtocols(manager: string, properties: unknown): ManagerProtocol[] {
  return protocolNames.flatMap((name) => {
    const isEnabled = booleanAt(properties, name, "ProtocolEnabled");
    return isEnabled === null ? [] : [{ manager, name, isEnabled, port: numberAt(properties, name, "Port") }];
  });
}

async function readOne(
  reader: RedfishReader,
  { uri, properties }: RedfishResource,
  signal?: AbortSignal,
): Promise<ManagerNetwork> {
  const warnings: string[] = [];
  const collection = linkAt(properties, "EthernetInterfaces");
  const protocolUri = linkAt(properties, "NetworkProtocol");
  const nothing = { members: [], warnings: [] };
  const [read, protocol] = await Promise.all([
    collection === null
      ? nothing
      : readOptional("The interfaces", reader.readMembers(collection, { signal }), nothing, warnings),
    protocolUri === null ? null : readOptional("The protocols", reader.find(protocolUri, signal), null, warnings),
  ]);
  return {
    interfaces: read.members.map(parseInterface),
    protocols: parseProtocols(textAt(properties, "Id") ?? lastSegment(uri), protocol?.properties),
    timeServers: textsAt(protocol?.properties, "NTP", "NTPServers").filter((server) => server !== ""),
    warnings: [...read.warnings, ...warnings],
  };
}

/**
 * Interfaces and protocols of all managers; nothing where the service has no managers. What one of them does not give
 * becomes a warning. @throws BmcError and DeviceError of the collection of managers, TransportError
 */
export async function readManagerNetwork(
  reader: RedfishReader,
  managersUri: string | undefined,
  signal?: AbortSignal,
): Promise<ManagerNetwork> {
  const managers = managersUri === undefined ? null : await reader.readMembers(managersUri, { signal });
  const networks = await mapBounded(managers?.members ?? [], (manager) => readOne(reader, manager, signal));
  return {
    interfaces: networks.flatMap(({ interfaces }) => interfaces),
    protocols: networks.flatMap(({ protocols }) => protocols),
    timeServers: [...new Set(networks.flatMap(({ timeServers }) => timeServers))],
    warnings: [...(managers?.warnings ?? []), ...networks.flatMap(({ warnings }) => warnings)],
  };
}
