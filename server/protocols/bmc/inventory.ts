/** Parts of the machine: processors, memory, cards, assemblies, fans, supplies (BMC reference, section 12). */
import { DeviceError } from "../errors";
import { booleanAt, lastSegment, linkAt, linksAt, listAt, numberAt, statusOf, textAt } from "./properties";
import type { RedfishReader, RedfishResource } from "./resource";

export const partKinds = [
  "processor",
  "memory",
  "pcie-device",
  "fabric-adapter",
  "fan",
  "power-supply",
  "assembly",
] as const;
export type PartKind = (typeof partKinds)[number];

export interface InventoryPart {
  uri: string;
  kind: PartKind;
  name: string;
  /** System or chassis it belongs to. */
  owner: string;
  manufacturer: string | null;
  model: string | null;
  partNumber: string | null;
  serialNumber: string | null;
  sparePartNumber: string | null;
  locationCode: string | null;
  state: string | null;
  health: string | null;
  isLocating: boolean | null;
  /** Capacity, cores and the like, as label and value. */
  facts: { label: string; value: string }[];
}

export interface PartsInventory {
  parts: InventoryPart[];
  warnings: string[];
}

const factNames: Readonly<Record<PartKind, readonly (readonly [label: string, ...path: string[]])[]>> = {
  processor: [
    ["Cores", "TotalCores"],
    ["Threads", "TotalThreads"],
    ["Type", "ProcessorType"],
  ],
  memory: [
    ["Capacity in MiB", "CapacityMiB"],
    ["Type", "MemoryDeviceType"],
    ["Speed in MHz", "OperatingSpeedMhz"],
  ],
  "pcie-device": [
    ["Device type", "DeviceType"],
    ["Lanes", "PCIeInterface", "LanesInUse"],
    ["PCIe", "PCIeInterface", "PCIeType"],
  ],
  "fabric-adapter": [],
  fan: [["Speed in percent", "SpeedPercent", "Reading"]],
  "power-supply": [
    ["Capacity in W", "PowerCapacityWatts"],
    ["Firmware", "FirmwareVersion"],
  ],
  assembly: [],
};

function factsOf(kind: PartKind, properties: unknown): InventoryPart["facts"] {
  return factNames[kind].flatMap(([label, ...path]) => {
    const value = textAt(properties, ...path) ?? numberAt(properties, ...path);
    return value === null ? [] : [{ label, value: String(value) }];
  });
}

function parsePart(kind: PartKind, uri: string, properties: unknown, owner: string): InventoryPart {
  const { state, health } = statusOf(properties);
  return {
    uri,
    kind,
    name: textAt(properties, "Name") ?? textAt(properties, "Id") ?? lastSegment(uri),
    owner,
    manufacturer: textAt(properties, "Manufacturer") ?? textAt(properties, "Producer"),
    model: textAt(properties, "Model"),
    partNumber: textAt(properties, "PartNumber"),
    serialNumber: textAt(properties, "SerialNumber"),
    sparePartNumber: textAt(properties, "SparePartNumber"),
    locationCode:
      textAt(properties, "Location", "PartLocation", "ServiceLabel") ??
      textAt(properties, "PhysicalLocation", "PartLocation", "ServiceLabel"),
    state,
    health,
    isLocating: booleanAt(properties, "LocationIndicatorActive"),
    facts: factsOf(kind, properties),
  };
}

interface Source {
  kind: PartKind;
  /** Link to a collection, or to a resource with a list inside. */
  path: readonly string[];
  list?: string;
}

const systemSources: readonly Source[] = [
  { kind: "processor", path: ["Processors"] },
  { kind: "memory", path: ["Memory"] },
  { kind: "fabric-adapter", path: ["FabricAdapters"] },
];
const chassisSources: readonly Source[] = [
  { kind: "pcie-device", path: ["PCIeDevices"] },
  { kind: "fan", path: ["ThermalSubsystem", "Fans"] },
  { kind: "power-supply", path: ["PowerSubsystem", "PowerSupplies"] },
  { kind: "assembly", path: ["Assembly"], list: "Assemblies" },
];

/** Collects parts and turns what cannot be read into warnings. */
class PartsReader {
  readonly inventory: PartsInventory = { parts: [], warnings: [] };
  readonly #reader: RedfishReader;
  readonly #signal: AbortSignal | undefined;

  constructor(reader: RedfishReader, signal: AbortSignal | undefined) {
    this.#reader = reader;
    this.#signal = signal;
  }

  async readAll(owner: RedfishResource, sources: readonly Source[]): Promise<void> {
    const name = textAt(owner.properties, "Name") ?? lastSegment(owner.uri);
    for (const source of sources) {
      try {
        this.inventory.parts.push(...(await this.#readSource(owner, source, name)));
      } catch (error) {
        if (!(error instanceof DeviceError) || error.code === "device_authentication") throw error;
        this.inventory.warnings.push(`${source.path.join("/")} of ${name} could not be read: ${error.message}`);
      }
    }
  }

  async #readSource(owner: RedfishResource, { kind, path, list }: Source, name: string): Promise<InventoryPart[]> {
    // PCIe devices of a machine stand as a list of links in older services.
    const links = linksAt(owner.properties, ...path);
    if (links.length > 0) {
      const found = await Promise.all(links.map((link) => this.#reader.find(link, this.#signal)));
      return found.flatMap((part) => (part === null ? [] : [parsePart(kind, part.uri, part.properties, name)]));
    }
    const uri = await this.#follow(owner, path);
    if (uri === null) return [];
    if (list !== undefined) {
      const found = await this.#reader.find(uri, this.#signal);
      return listAt(found?.properties, list).map((entry, index) =>
        parsePart(kind, textAt(entry, "@odata.id") ?? `${uri}#/${list}/${index}`, entry, name),
      );
    }
    const { members, warnings } = await this.#reader.readMembers(uri, { signal: this.#signal });
    this.inventory.warnings.push(...warnings);
    return members.map((part) => parsePart(kind, part.uri, part.properties, name));
  }

  async #follow(owner: RedfishResource, path: readonly string[]): Promise<string | null> {
    let link: string | null = null;
    let properties: unknown = owner.properties;
    for (const [index, name] of path.entries()) {
      link = linkAt(properties, name);
      if (link === null) return null;
      if (index < path.length - 1) properties = (await this.#reader.find(link, this.#signal))?.properties;
    }
    return link;
  }
}

/** All parts of all machines and chassis. @throws BmcError of the lists of machines and chassis themselves */
export async function readParts(
  reader: RedfishReader,
  owners: { systemUris: readonly string[]; chassisCollection: string | undefined },
  signal?: AbortSignal,
): Promise<PartsInventory> {
  const parts = new PartsReader(reader, signal);
  for (const uri of owners.systemUris) await parts.readAll(await reader.read(uri, signal), systemSources);
  if (owners.chassisCollection !== undefined) {
    const { members, warnings } = await reader.readMembers(owners.chassisCollection, { signal });
    parts.inventory.warnings.push(...warnings);
    for (const chassis of members) await parts.readAll(chassis, chassisSources);
  }
  return parts.inventory;
}

/** Switches the identify light of a part on or off. @throws BmcError, TransportError */
export async function setLocating(
  reader: RedfishReader,
  uri: string,
  isLocating: boolean,
  signal?: AbortSignal,
): Promise<void> {
  await reader.api.send({ method: "PATCH", uri, body: { LocationIndicatorActive: isLocating } }, signal);
}
