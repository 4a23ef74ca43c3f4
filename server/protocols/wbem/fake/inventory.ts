/** What the simulated server manages: two storage arrays, servers, and its own Interop namespace. */
import { foldName } from "../model/names";
import type { CimInstanceName } from "../model/objects";
import { GeneratedClass, generatedClass } from "./generated";
import { intervalText, makeEmbedded } from "./instance-builder";
import { FakeNamespace } from "./namespace";
import { INTEROP } from "./namespace-instances";
import type { FakeWbemSettings } from "./options";
import { Repository } from "./repository";
import { inOrder } from "./schema/builder";
import { coreClasses } from "./schema/core";
import { interopClasses } from "./schema/interop";
import { jobClasses } from "./schema/jobs";
import { qualifierTypes } from "./schema/qualifiers";
import { storageClasses } from "./schema/storage";
import { vendorClasses } from "./schema/vendor";
import type { StoredInstance } from "./stored-instance";

export const MAIN_NAMESPACE = "root/cimv2";
export const STORAGE_NAMESPACE = "root/storage";
const GIB = 1024n ** 3n;
const BLOCK = 512n;
const INSTALLED = new Date("2024-03-05T08:30:00Z");
const ok = { OperationalStatus: [2], StatusDescriptions: ["OK"], HealthState: 5, EnabledState: 2, RequestedState: 12 };
const degraded = {
  OperationalStatus: [3, 5],
  StatusDescriptions: ["Degraded", "A failure is near"],
  HealthState: 10,
  EnabledState: 2,
  RequestedState: 12,
};

/** One array with controllers, drives, pools, volumes, ports and its service. */
function addArray(repository: Repository, namespace: string, systemName: string, serial: number): StoredInstance {
  const home = repository.getNamespace(namespace);
  const add: Repository["add"] = (name, className, values) => repository.add(name, className, values);
  const system = add(namespace, "SBX_StorageSystem", {
    CreationClassName: "SBX_StorageSystem",
    Name: systemName,
    NameFormat: "Other",
    ElementName: `Storage array ${systemName}`,
    Caption: `Storage array ${systemName} <rack 3 & 4>`,
    Dedicated: [3, 14, 15],
    IdentifyingDescriptions: ["Serial number", "Site"],
    OtherIdentifyingInfo: [`78E${serial}`, null],
    ResetCapability: 4,
    InstallDate: INSTALLED,
    TimeOfLastStateChange: "202403050830**.******+060",
    PrimaryOwnerName: "Storage team",
    PrimaryOwnerContact: "storage@demo.example",
    SerialNumber: `78E${serial}`,
    Uptime: intervalText(((41 * 24 + 7) * 3600 + 125) * 1000),
    CurrentConnection: true,
    Temperature: -3,
    CacheHitRatio: 0.875,
    AverageResponseTime: 0.1,
    SideLetter: "Ä",
    LocateLight: false,
    LastErrors: [
      makeEmbedded(home, "CIM_Error", {
        ErrorType: 5,
        OwningEntity: "SBX",
        MessageID: "SBX0042",
        Message: 'Drive 7 reports "wear" <90 %>',
        MessageArguments: ["7", "90"],
        PerceivedSeverity: 3,
        ProbableCause: 47,
        RecommendedActions: ["Order a drive", "Replace drive 7"],
      }),
      null,
    ],
    ...ok,
  });
  const owner = { SystemCreationClassName: "SBX_StorageSystem", SystemName: systemName };
  const link = (className: string, values: Record<string, CimInstanceName | bigint | boolean>) =>
    add(namespace, className, values);
  const device = (instance: StoredInstance) =>
    link("CIM_SystemDevice", { GroupComponent: system.path, PartComponent: instance.path });

  for (const side of ["A", "B"]) {
    const controller = add(namespace, "SBX_Controller", {
      CreationClassName: "SBX_Controller",
      Name: `${systemName}-${side}`,
      ElementName: `Controller ${side}`,
      Dedicated: [14],
      ...ok,
    });
    link("CIM_ComponentCS", { GroupComponent: system.path, PartComponent: controller.path });
    const firmware = add(namespace, "SBX_Firmware", {
      InstanceID: `SBX:${systemName}-${side}-8.6.0.3`,
      MajorVersion: 8,
      MinorVersion: 6,
      RevisionNumber: 0,
      BuildNumber: 3,
      VersionString: "8.6.0.3",
      Manufacturer: "Simulated Storage",
      ReleaseDate: new Date("2023-11-20T00:00:00Z"),
      Classifications: [10],
      IsEntity: true,
      Name: "Controller firmware",
    });
    link("CIM_InstalledSoftwareIdentity", { System: controller.path, InstalledSoftware: firmware.path });
  }

  const drives = Array.from({ length: 24 }, (_unused, slot) => {
    const isWorn = slot === 7;
    const drive = add(namespace, "SBX_DiskDrive", {
      ...owner,
      CreationClassName: "SBX_DiskDrive",
      DeviceID: `drive${String(slot).padStart(2, "0")}`,
      Name: `Drive ${slot}`,
      ElementName: `Drive ${slot}`,
      Capabilities: [3, 4, 10],
      MaxMediaSize: 1_920_000_000n,
      DefaultBlockSize: BLOCK,
      DiskType: slot < 16 ? 3 : 2,
      FormFactor: 5,
      RPM: slot < 16 ? null : 10_000,
      Encryption: 2,
      PowerOnHours: 11_000 + slot,
      TotalPowerOnHours: 21_000 + slot * 3,
      InstallDate: INSTALLED,
      SlotNumber: slot,
      WearLevel: slot < 16 ? (isWorn ? 91 : 4 + slot) : null,
      ...(isWorn ? degraded : ok),
    });
    device(drive);
    const extent = add(namespace, "SBX_DiskExtent", {
      ...owner,
      CreationClassName: "SBX_DiskExtent",
      DeviceID: `extent${String(slot).padStart(2, "0")}`,
      Name: `Extent ${slot}`,
      ElementName: `Extent ${slot}`,
      Access: 3,
      BlockSize: BLOCK,
      NumberOfBlocks: 3_750_000_000n,
      ConsumableBlocks: 3_749_000_000n,
      Primordial: true,
      ...ok,
    });
    device(extent);
    link("CIM_MediaPresent", { Antecedent: drive.path, Dependent: extent.path, FixedMedia: true });
    return extent;
  });

  const pools = [0, 1].map((index) => {
    const pool = add(namespace, "SBX_StoragePool", {
      InstanceID: `SBX:${systemName}:pool${index}`,
      PoolID: `pool${index}`,
      Name: `pool${index}`,
      ElementName: index === 0 ? "Flash" : "Nearline",
      Primordial: false,
      TotalManagedSpace: (index === 0 ? 28_000n : 14_000n) * GIB,
      RemainingManagedSpace: (index === 0 ? 19_000n : 3_000n) * GIB,
      LowSpaceWarningThreshold: 80,
      ...ok,
    });
    link("CIM_HostedStoragePool", { GroupComponent: system.path, PartComponent: pool.path });
    for (const extent of index === 0 ? drives.slice(0, 16) : drives.slice(16)) {
      link("CIM_ConcreteComponent", { GroupComponent: pool.path, PartComponent: extent.path });
    }
    return pool;
  });

  for (let index = 0; index < 20; index += 1) {
    const pool = index % 5 === 4 ? pools[1] : pools[0];
    const size = BigInt(100 + index * 50) * GIB;
    const volume = addVolume(
      repository,
      namespace,
      system,
      `vol${String(index).padStart(2, "0")}`,
      index + serial,
      size,
    );
    if (pool !== undefined) {
      link("CIM_AllocatedFromStoragePool", { Antecedent: pool.path, Dependent: volume.path, SpaceConsumed: size });
    }
  }

  for (let index = 0; index < 8; index += 1) {
    const address = `500507680C${serial.toString(16).toUpperCase()}${String(index).padStart(2, "0")}`.padEnd(16, "0");
    const isUp = index !== 5;
    device(
      add(namespace, "SBX_FCPort", {
        ...owner,
        CreationClassName: "SBX_FCPort",
        DeviceID: `fc${index}`,
        Name: `FC ${index}`,
        ElementName: `Fibre Channel port ${index}`,
        PortNumber: index,
        PortType: 10,
        LinkTechnology: 4,
        Speed: isUp ? 32_000_000_000n : 0n,
        MaxSpeed: 32_000_000_000n,
        PermanentAddress: address,
        NetworkAddresses: [address],
        FullDuplex: isUp ? true : null,
        AutoSense: true,
        SupportedCOS: [3],
        ActiveFC4Types: [8],
        ...(isUp ? ok : { ...ok, OperationalStatus: [10], StatusDescriptions: ["No light"], EnabledState: 6 }),
      }),
    );
  }

  for (const className of ["SBX_StorageConfigurationService", "SBX_DiagnosticService"]) {
    const service = add(namespace, className, {
      ...owner,
      CreationClassName: className,
      Name: className.slice(4),
      ElementName: className === "SBX_DiagnosticService" ? "Diagnostics" : "Storage configuration",
      Started: true,
      StartMode: "Automatic",
      ...ok,
    });
    link("CIM_HostedService", { Antecedent: system.path, Dependent: service.path });
  }
  return system;
}

/** A volume of an array. */
export function addVolume(
  repository: Repository,
  namespace: string,
  system: StoredInstance,
  id: string,
  number: number,
  size: bigint,
): StoredInstance {
  const systemName = String(system.properties.find(({ name }) => name === "Name")?.value);
  const volume = repository.add(namespace, "SBX_StorageVolume", {
    SystemCreationClassName: "SBX_StorageSystem",
    SystemName: systemName,
    CreationClassName: "SBX_StorageVolume",
    DeviceID: id,
    Name: `600507680C80${number.toString(16).toUpperCase().padStart(20, "0")}`,
    NameFormat: 9,
    NameNamespace: 2,
    ElementName: id,
    Access: 3,
    DataOrganization: 2,
    BlockSize: BLOCK,
    NumberOfBlocks: size / BLOCK,
    ConsumableBlocks: size / BLOCK,
    ExtentStatus: [16],
    NoSinglePointOfFailure: true,
    IsBasedOnUnderlyingRedundancy: true,
    DataRedundancy: 1,
    PackageRedundancy: 1,
    ThinlyProvisioned: number % 2 === 0,
    Usage: 2,
    CompressionRatio: 1.5,
    ...ok,
  });
  repository.add(namespace, "CIM_SystemDevice", { GroupComponent: system.path, PartComponent: volume.path });
  return volume;
}

function addServers(repository: Repository): void {
  for (let index = 1; index <= 23; index += 1) {
    const name = `server${String(index).padStart(2, "0")}`;
    const isOff = index === 9;
    const server = repository.add(MAIN_NAMESPACE, "SBX_ServerSystem", {
      CreationClassName: "SBX_ServerSystem",
      Name: name,
      ElementName: `Server ${index}`,
      Dedicated: [0],
      Roles: ["Database"],
      ResetCapability: 4,
      InstallDate: INSTALLED,
      ...ok,
      ...(isOff ? { EnabledState: 3, OperationalStatus: [10] } : {}),
    });
    for (let port = 0; port < 2; port += 1) {
      const address = `02005E00${index.toString(16).padStart(2, "0")}${String(port).padStart(2, "0")}`.toUpperCase();
      const ethernet = repository.add(MAIN_NAMESPACE, "SBX_EthernetPort", {
        SystemCreationClassName: "SBX_ServerSystem",
        SystemName: name,
        CreationClassName: "SBX_EthernetPort",
        DeviceID: `eth${port}`,
        ElementName: `eth${port}`,
        Speed: 25_000_000_000n,
        MaxSpeed: 25_000_000_000n,
        LinkTechnology: 2,
        PortType: 53,
        PermanentAddress: address,
        NetworkAddresses: [address],
        FullDuplex: true,
        ...ok,
      });
      repository.add(MAIN_NAMESPACE, "CIM_SystemDevice", { GroupComponent: server.path, PartComponent: ethernet.path });
    }
  }
}

function addInterop(repository: Repository, settings: FakeWbemSettings, arrays: readonly StoredInstance[]): void {
  const owner = { SystemCreationClassName: "CIM_ComputerSystem", SystemName: settings.serverName };
  const host = repository.add(INTEROP, "CIM_ComputerSystem", {
    CreationClassName: "CIM_ComputerSystem",
    Name: settings.serverName,
    ElementName: settings.serverName,
    Dedicated: [28],
    ...ok,
  });
  const manager = { ObjectManagerCreationClassName: "CIM_ObjectManager", ObjectManagerName: "sbx-om-1" };
  const service = repository.add(INTEROP, "CIM_ObjectManager", {
    ...owner,
    CreationClassName: "CIM_ObjectManager",
    Name: "sbx-om-1",
    ElementName: "Signalbox simulated WBEM server",
    Description: "Signalbox simulated WBEM server version 1.4.0",
    Version: "1.4.0",
    GatherStatisticalData: false,
    Started: true,
    ...ok,
  });
  repository.add(INTEROP, "CIM_HostedService", { Antecedent: host.path, Dependent: service.path });
  for (const { name } of repository.namespaces) {
    repository.add(INTEROP, "CIM_Namespace", {
      ...owner,
      ...manager,
      CreationClassName: "CIM_Namespace",
      Name: name,
      ClassInfo: 10,
      ClassType: 200,
    });
  }
  const profile = (organization: number, registeredName: string, version: string) =>
    repository.add(INTEROP, "CIM_RegisteredProfile", {
      InstanceID: `SBX:${organization}:${registeredName}:${version}`,
      ElementName: registeredName,
      RegisteredOrganization: organization,
      RegisteredName: registeredName,
      RegisteredVersion: version,
      AdvertiseTypes: [3],
      SpecificationType: 2,
    });
  const array = profile(11, "Array", "1.6.1");
  const server = profile(11, "Server", "1.2.0");
  const blocks = profile(11, "Block Services", "1.6.1");
  const drives = profile(11, "Disk Drive Lite", "1.6.1");
  const ports = profile(11, "FC Target Ports", "1.6.1");
  const indications = profile(2, "Indications", "1.2.0");
  const registration = profile(2, "Profile Registration", "1.0.0");
  // SNIA has the referencing profile as the antecedent, DMTF the other way round.
  for (const sub of [blocks, drives, ports]) {
    repository.add(INTEROP, "CIM_ReferencedProfile", { Antecedent: array.path, Dependent: sub.path });
  }
  repository.add(INTEROP, "CIM_ReferencedProfile", { Antecedent: registration.path, Dependent: indications.path });
  const conform = (one: StoredInstance, element: StoredInstance) =>
    repository.add(INTEROP, "CIM_ElementConformsToProfile", {
      ConformantStandard: one.path,
      ManagedElement: element.path,
    });
  for (const one of arrays) conform(array, one);
  conform(server, service);
  conform(registration, service);
  const indicationService = repository.add(INTEROP, "CIM_IndicationService", {
    ...owner,
    CreationClassName: "CIM_IndicationService",
    Name: "indications",
    ElementName: "Indications",
    Started: true,
    DeliveryRetryAttempts: settings.deliveryAttempts,
    DeliveryRetryInterval: 1,
    ...ok,
  });
  repository.add(INTEROP, "CIM_HostedService", { Antecedent: host.path, Dependent: indicationService.path });
  conform(indications, indicationService);
}

/** A repository with everything in it. */
export function makeRepository(settings: FakeWbemSettings): Repository {
  const repository = new Repository();
  // All namespaces have the same classes, so what they inherit is worked out once.
  const model = new FakeNamespace("");
  for (const one of qualifierTypes) model.qualifiers.set(foldName(one.name), one);
  for (const one of inOrder([...coreClasses, ...jobClasses, ...interopClasses, ...storageClasses, ...vendorClasses]))
    model.putClass(one);
  for (const name of [INTEROP, MAIN_NAMESPACE, STORAGE_NAMESPACE]) {
    const namespace = repository.addNamespace(name);
    for (const [key, one] of model.qualifiers) namespace.qualifiers.set(key, one);
    for (const [key, one] of model.classes) namespace.classes.set(key, one);
  }
  repository.getNamespace(MAIN_NAMESPACE).putClass(generatedClass);
  repository.generated = { namespace: MAIN_NAMESPACE, of: new GeneratedClass(settings.generatedInstances) };
  const arrays = [
    addArray(repository, MAIN_NAMESPACE, "ARRAY1", 4_096),
    addArray(repository, STORAGE_NAMESPACE, "ARRAY2", 8_192),
  ];
  addServers(repository);
  addInterop(repository, settings, arrays);
  return repository;
}
