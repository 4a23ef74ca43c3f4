/** The resources that can be read, by path (BMC reference, sections 8 to 12). */
import { TRUST_STORE_URI } from "./bmc-certificates";
import { describeEntry, ENTRIES_URI, LOG_URI } from "./event-log";
import { collection, type JsonObject, link } from "./model";
import { parts } from "./parts";
import { describeServices } from "./services";
import { SESSIONS_URI } from "./sessions";
import type { BmcState } from "./state";
import { CERTIFICATE_SERVICE_URI, CHASSIS_URI, HYPERVISOR_URI, MANAGER_URI, ROOT, SYSTEM_URI } from "./uris";
import { describeInterface, VMI_INTERFACES_URI } from "./vmi-interfaces";

export const SYSTEM_RESETS = [
  "On",
  "ForceOn",
  "ForceOff",
  "ForceRestart",
  "GracefulRestart",
  "GracefulShutdown",
  "PowerCycle",
  "Nmi",
];

const resetAction = (name: string, uri: string): JsonObject => ({
  [`#${name}.Reset`]: { target: `${uri}/Actions/${name}.Reset`, "@Redfish.ActionInfo": `${uri}/ResetActionInfo` },
});
const resetInfo = (uri: string, allowed: string[]): JsonObject => ({
  "@odata.id": `${uri}/ResetActionInfo`,
  "@odata.type": "#ActionInfo.v1_1_2.ActionInfo",
  Id: "ResetActionInfo",
  Name: "Reset Action Info",
  Parameters: [{ Name: "ResetType", Required: true, DataType: "String", AllowableValues: allowed }],
});

function serviceRoot({ settings, now }: BmcState): JsonObject {
  const { expand, only, filter } = settings.features;
  return {
    "@odata.id": `${ROOT}`,
    "@odata.type": "#ServiceRoot.v1_15_0.ServiceRoot",
    Id: "RootService",
    Name: "Root Service",
    Product: "OpenBMC",
    RedfishVersion: "1.17.0",
    UUID: "8a5ea2fc-7d0d-4b2c-9d5d-6d2b7f1f3c11",
    Links: { Sessions: link(SESSIONS_URI), ManagerProvidingService: link(MANAGER_URI) },
    AccountService: link(`${ROOT}/AccountService`),
    CertificateService: link(CERTIFICATE_SERVICE_URI),
    Chassis: link(`${ROOT}/Chassis`),
    EventService: link(`${ROOT}/EventService`),
    Managers: link(`${ROOT}/Managers`),
    SessionService: link(`${ROOT}/SessionService`),
    Systems: link(`${ROOT}/Systems`),
    Tasks: link(`${ROOT}/TaskService`),
    UpdateService: link(`${ROOT}/UpdateService`),
    ProtocolFeaturesSupported: {
      ExcerptQuery: false,
      ExpandQuery: {
        ExpandAll: expand,
        Levels: expand,
        Links: expand,
        NoLinks: expand,
        ...(expand ? { MaxLevels: 3 } : {}),
      },
      FilterQuery: filter,
      OnlyMemberQuery: only,
      SelectQuery: true,
    },
    Oem: {
      IBM: { DateTime: now().toISOString(), Model: settings.model, SerialNumber: settings.serialNumber },
    },
  };
}

function system({ settings, host, lights }: BmcState): JsonObject {
  const { powerState, state } = host.system;
  return {
    "@odata.id": SYSTEM_URI,
    "@odata.type": "#ComputerSystem.v1_22_0.ComputerSystem",
    Id: "system",
    Name: "system",
    SystemType: "Physical",
    HostName: "",
    Manufacturer: "IBM",
    Model: settings.model,
    SerialNumber: settings.serialNumber,
    BiosVersion: "fw1060.20",
    ...(settings.hasStateService ? { PowerState: powerState } : {}),
    Status: { State: state, Health: "OK", HealthRollup: "OK" },
    BootProgress: { LastState: host.bootProgress },
    LastResetTime: host.lastResetAt.toISOString(),
    LocationIndicatorActive: lights.get(SYSTEM_URI) ?? false,
    MemorySummary: { TotalSystemMemoryGiB: 256 },
    ProcessorSummary: { Count: 2, Model: "POWER10" },
    PowerRestorePolicy: "LastState",
    Boot: {
      BootSourceOverrideTarget: "None",
      BootSourceOverrideEnabled: "Disabled",
      "BootSourceOverrideTarget@Redfish.AllowableValues": ["None", "Hdd", "Pxe"],
      AutomaticRetryConfig: "RetryAttempts",
    },
    Processors: link(`${SYSTEM_URI}/Processors`),
    Memory: link(`${SYSTEM_URI}/Memory`),
    LogServices: link(`${SYSTEM_URI}/LogServices`),
    Links: { Chassis: [link(CHASSIS_URI)], ManagedBy: [link(MANAGER_URI)] },
    Actions: resetAction("ComputerSystem", SYSTEM_URI),
  };
}

/** No `Boot` and no `Status.Health`, on which generic clients fail. */
function hypervisor({ settings, host }: BmcState): JsonObject {
  const { powerState, state } = host.hypervisor;
  return {
    "@odata.id": HYPERVISOR_URI,
    "@odata.type": "#ComputerSystem.v1_6_0.ComputerSystem",
    Id: "hypervisor",
    Name: "Hypervisor",
    Description: "Hypervisor",
    SystemType: "OS",
    Links: { ManagedBy: [link(MANAGER_URI)] },
    EthernetInterfaces: link(VMI_INTERFACES_URI),
    ...(settings.hasStateService ? { PowerState: powerState, Status: { State: state } } : {}),
    Actions: resetAction("ComputerSystem", HYPERVISOR_URI),
  };
}

function manager({ host, now }: BmcState): JsonObject {
  return {
    "@odata.id": MANAGER_URI,
    "@odata.type": "#Manager.v1_14_0.Manager",
    Id: "bmc",
    Name: "OpenBmc Manager",
    ManagerType: "BMC",
    Model: "OpenBmc",
    FirmwareVersion: "fw1060.20-5",
    PowerState: "On",
    DateTime: now().toISOString(),
    LastResetTime: host.lastResetAt.toISOString(),
    Status: { State: "Enabled", Health: "OK", HealthRollup: "OK" },
    NetworkProtocol: link(`${MANAGER_URI}/NetworkProtocol`),
    EthernetInterfaces: link(`${MANAGER_URI}/EthernetInterfaces`),
    Oem: { OpenBmc: { Certificates: link(TRUST_STORE_URI) } },
    Actions: resetAction("Manager", MANAGER_URI),
  };
}

function chassis({ lights, settings }: BmcState): JsonObject {
  return {
    "@odata.id": CHASSIS_URI,
    "@odata.type": "#Chassis.v1_23_0.Chassis",
    Id: "chassis",
    Name: "chassis",
    ChassisType: "RackMount",
    Manufacturer: "IBM",
    Model: settings.model,
    SerialNumber: settings.serialNumber,
    PartNumber: "01AB234",
    PowerState: "On",
    Status: { State: "Enabled", Health: "OK", HealthRollup: "OK" },
    LocationIndicatorActive: lights.get(CHASSIS_URI) ?? false,
    Sensors: link(`${CHASSIS_URI}/Sensors`),
    PCIeDevices: link(`${CHASSIS_URI}/PCIeDevices`),
    ThermalSubsystem: link(`${CHASSIS_URI}/ThermalSubsystem`),
    PowerSubsystem: link(`${CHASSIS_URI}/PowerSubsystem`),
    EnvironmentMetrics: link(`${CHASSIS_URI}/EnvironmentMetrics`),
    Assembly: link(`${CHASSIS_URI}/Assembly`),
  };
}

function logs({ log }: BmcState): [string, JsonObject][] {
  const serviceList = `${SYSTEM_URI}/LogServices`;
  return [
    [serviceList, collection(serviceList, "LogServiceCollection", "System Log Services Collection", [LOG_URI])],
    [
      LOG_URI,
      {
        "@odata.id": LOG_URI,
        "@odata.type": "#LogService.v1_2_0.LogService",
        Id: "EventLog",
        Name: "Event Log Service",
        OverWritePolicy: "WrapsWhenFull",
        Entries: link(ENTRIES_URI),
        Actions: { "#LogService.ClearLog": { target: `${LOG_URI}/Actions/LogService.ClearLog` } },
      },
    ],
    ...log.entries.map((entry): [string, JsonObject] => [`${ENTRIES_URI}/${entry.id}`, describeEntry(entry)]),
  ];
}

type Entries = [string, JsonObject][];

/** Resources as they are at this moment; a group of them is made when a path may be in it. */
export class ResourceTree {
  readonly #groups: (() => Entries)[];
  readonly #known = new Map<string, JsonObject>();

  constructor(groups: (() => Entries)[]) {
    this.#groups = groups;
  }

  get(path: string): JsonObject | undefined {
    for (;;) {
      const found = this.#known.get(path);
      const next = found === undefined ? this.#groups.shift() : undefined;
      if (next === undefined) return found;
      for (const [uri, resource] of next()) this.#known.set(uri, resource);
    }
  }

  has(path: string): boolean {
    return this.get(path) !== undefined;
  }
}

function machines(state: BmcState): Entries {
  const systems = [SYSTEM_URI, ...(state.settings.hasHypervisor ? [HYPERVISOR_URI] : [])];
  return [
    ["/redfish", { v1: "/redfish/v1/" }],
    [ROOT, serviceRoot(state)],
    [
      `${ROOT}/Systems`,
      collection(`${ROOT}/Systems`, "ComputerSystemCollection", "Computer System Collection", systems),
    ],
    [SYSTEM_URI, system(state)],
    [`${SYSTEM_URI}/ResetActionInfo`, resetInfo(SYSTEM_URI, SYSTEM_RESETS)],
    [`${ROOT}/Chassis`, collection(`${ROOT}/Chassis`, "ChassisCollection", "Chassis Collection", [CHASSIS_URI])],
    [CHASSIS_URI, chassis(state)],
    [`${ROOT}/Managers`, collection(`${ROOT}/Managers`, "ManagerCollection", "Manager Collection", [MANAGER_URI])],
    [MANAGER_URI, manager(state)],
    [`${MANAGER_URI}/ResetActionInfo`, resetInfo(MANAGER_URI, ["GracefulRestart", "ForceRestart"])],
  ];
}

function hypervisorEntries(state: BmcState): Entries {
  if (!state.settings.hasHypervisor) return [];
  const names = state.vmiInterfaces.map(({ name }) => `${VMI_INTERFACES_URI}/${name}`);
  const title = "Virtual Management Ethernet Network Interface Collection";
  return [
    [HYPERVISOR_URI, hypervisor(state)],
    [`${HYPERVISOR_URI}/ResetActionInfo`, resetInfo(HYPERVISOR_URI, ["On"])],
    [VMI_INTERFACES_URI, collection(VMI_INTERFACES_URI, "EthernetInterfaceCollection", title, names)],
    ...state.vmiInterfaces.map((one): [string, JsonObject] => [
      `${VMI_INTERFACES_URI}/${one.name}`,
      describeInterface(one),
    ]),
  ];
}

/** Every resource as it is now. The collection of log entries, which pages, is not among them. */
export function describeTree(state: BmcState): ResourceTree {
  return new ResourceTree([
    () => machines(state),
    () => hypervisorEntries(state),
    () => parts(SYSTEM_URI, CHASSIS_URI, state.lights),
    () => describeServices(state),
    () => logs(state),
  ]);
}
