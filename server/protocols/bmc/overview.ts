/** Systems, chassis and managers of a BMC in one reading (BMC reference, sections 9.1 and 12). */
import { type ClockSkew, judgeClock } from "./clock";
import { systemState } from "./host-readiness";
import { operationsFor, type TargetClass } from "./operations";
import { findReset } from "./power";
import { booleanAt, dateAt, lastSegment, linkAt, numberAt, type ResourceStatus, statusOf, textAt } from "./properties";
import { type RedfishReader, type RedfishResource, readOptional } from "./resource";
import type { ServiceRoot } from "./service-root";
import { findSystems } from "./systems";

export interface SystemOverview {
  uri: string;
  name: string;
  hostName: string | null;
  manufacturer: string | null;
  model: string | null;
  serialNumber: string | null;
  assetTag: string | null;
  biosVersion: string | null;
  powerState: string | null;
  bootProgress: string | null;
  status: ResourceStatus;
  memoryGiB: number | null;
  processorCount: number | null;
  processorModel: string | null;
  lastResetAt: Date | null;
  isLocating: boolean | null;
  isPartial: boolean;
  /** Ids of the operations that it takes; null where the service does not say. */
  operations: string[] | null;
}

export interface ChassisOverview {
  uri: string;
  name: string;
  type: string | null;
  manufacturer: string | null;
  model: string | null;
  partNumber: string | null;
  serialNumber: string | null;
  powerState: string | null;
  status: ResourceStatus;
  isLocating: boolean | null;
  sensorsUri: string | null;
  environmentUri: string | null;
}

export interface ManagerOverview {
  uri: string;
  name: string;
  model: string | null;
  firmwareVersion: string | null;
  status: ResourceStatus;
  powerState: string | null;
  lastResetAt: Date | null;
  clock: ClockSkew | null;
  /** Ids of the operations that it takes; null where the service does not say. */
  operations: string[] | null;
}

export interface HypervisorOverview {
  uri: string;
  powerState: string | null;
  state: string | null;
  /** Ids of the operations that it takes; null where the service does not say. */
  operations: string[] | null;
}

export interface BmcOverview {
  product: string | null;
  redfishVersion: string | null;
  uuid: string | null;
  systems: SystemOverview[];
  hypervisor: HypervisorOverview | null;
  chassis: ChassisOverview[];
  managers: ManagerOverview[];
  /** What could not be read, in sentences. */
  warnings: string[];
}

/** One machine, without what takes a further request. */
export function parseSystem(resource: RedfishResource): Omit<SystemOverview, "operations"> {
  const { properties } = resource;
  const { powerState, bootProgress } = systemState(resource);
  return {
    uri: resource.uri,
    name: textAt(properties, "Name") ?? lastSegment(resource.uri),
    hostName: textAt(properties, "HostName"),
    manufacturer: textAt(properties, "Manufacturer"),
    model: textAt(properties, "Model"),
    serialNumber: textAt(properties, "SerialNumber"),
    assetTag: textAt(properties, "AssetTag"),
    biosVersion: textAt(properties, "BiosVersion"),
    powerState,
    bootProgress,
    status: statusOf(properties),
    memoryGiB: numberAt(properties, "MemorySummary", "TotalSystemMemoryGiB"),
    processorCount: numberAt(properties, "ProcessorSummary", "Count"),
    processorModel: textAt(properties, "ProcessorSummary", "Model"),
    lastResetAt: dateAt(properties, "LastResetTime"),
    isLocating: booleanAt(properties, "LocationIndicatorActive"),
    isPartial: resource.isPartial,
  };
}

function parseChassis({ uri, properties }: RedfishResource): ChassisOverview {
  return {
    uri,
    name: textAt(properties, "Name") ?? lastSegment(uri),
    type: textAt(properties, "ChassisType"),
    manufacturer: textAt(properties, "Manufacturer"),
    model: textAt(properties, "Model"),
    partNumber: textAt(properties, "PartNumber"),
    serialNumber: textAt(properties, "SerialNumber"),
    powerState: textAt(properties, "PowerState"),
    status: statusOf(properties),
    isLocating: booleanAt(properties, "LocationIndicatorActive"),
    sensorsUri: linkAt(properties, "Sensors"),
    environmentUri: linkAt(properties, "EnvironmentMetrics"),
  };
}

function parseManager(
  { uri, properties }: RedfishResource,
  sentAtMs: number,
  receivedAtMs: number,
): Omit<ManagerOverview, "operations"> {
  const deviceTime = dateAt(properties, "DateTime");
  return {
    uri,
    name: textAt(properties, "Name") ?? lastSegment(uri),
    model: textAt(properties, "Model"),
    firmwareVersion: textAt(properties, "FirmwareVersion"),
    status: statusOf(properties),
    powerState: textAt(properties, "PowerState"),
    lastResetAt: dateAt(properties, "LastResetTime"),
    clock: deviceTime === null ? null : judgeClock({ deviceTime, source: "manager", sentAtMs, receivedAtMs }),
  };
}

/** Reads the parts side by side; one that fails becomes a warning, unless it is the systems themselves. */
export async function readOverview(
  reader: RedfishReader,
  root: ServiceRoot,
  signal?: AbortSignal,
): Promise<BmcOverview> {
  const warnings: string[] = [];
  const optional = <T>(what: string, read: Promise<T>, otherwise: T) => readOptional(what, read, otherwise, warnings);
  const collection = async (uri: string | undefined): Promise<RedfishResource[]> => {
    if (uri === undefined) return [];
    const reading = await reader.readMembers(uri, { signal });
    warnings.push(...reading.warnings);
    return reading.members;
  };
  const links = await findSystems(reader, root, signal);
  const sentAtMs = Date.now();
  const [systems, hypervisor, chassis, managers] = await Promise.all([
    Promise.all(links.systemUris.map((uri) => reader.read(uri, signal))),
    optional("The hypervisor", reader.find(links.hypervisorUri, signal), null),
    optional("The chassis", collection(root.links.Chassis), []),
    optional("The managers", collection(root.links.Managers), []),
  ]);
  const receivedAtMs = Date.now();
  const operations = (resource: RedfishResource, targetClass: TargetClass) =>
    optional(
      `What can be done with ${lastSegment(resource.uri)}`,
      readOperations(reader, resource, targetClass, signal),
      null,
    );
  return {
    product: root.product,
    redfishVersion: root.redfishVersion,
    uuid: root.uuid,
    systems: await Promise.all(
      systems.map(async (system) => ({ ...parseSystem(system), operations: await operations(system, "system") })),
    ),
    hypervisor:
      hypervisor === null
        ? null
        : {
            uri: hypervisor.uri,
            powerState: textAt(hypervisor.properties, "PowerState"),
            state: statusOf(hypervisor.properties).state,
            operations: await operations(hypervisor, "hypervisor"),
          },
    chassis: chassis.map(parseChassis),
    managers: await Promise.all(
      managers.map(async (manager) => ({
        ...parseManager(manager, sentAtMs, receivedAtMs),
        operations: await operations(manager, "manager"),
      })),
    ),
    warnings,
  };
}

/** A resource without a reset takes none of the operations. */
async function readOperations(
  reader: RedfishReader,
  resource: RedfishResource,
  targetClass: TargetClass,
  signal?: AbortSignal,
): Promise<string[] | null> {
  const action = await findReset(reader, resource, signal);
  return action === null ? [] : operationsFor(targetClass, action.allowed);
}
