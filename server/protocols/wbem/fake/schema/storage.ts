/** Devices, storage and ports of the CIM schema, and the vendor's subclasses. */
import { arg, cimClass, m, p, ref } from "./builder";
import { methodResult } from "./value-texts";

const abstract = { isAbstract: true } as const;
const association = { isAssociation: true } as const;
const name = { key: true, maxLength: 256 } as const;

const devices = [
  cimClass(
    "CIM_LogicalDevice",
    "CIM_EnabledLogicalElement",
    "A device as software sees it.",
    {
      SystemCreationClassName: p("string", "CreationClassName of the system.", name),
      SystemName: p("string", "Name of the system.", name),
      CreationClassName: p("string", "Class of creation of the instance.", name),
      DeviceID: p("string", "Identifies the device within its system.", { key: true, maxLength: 64 }),
      Availability: p("uint16", "Whether the device can be used.", {
        deprecated: "CIM_EnabledLogicalElement.EnabledState",
        values: {
          "1": "Other",
          "2": "Unknown",
          "3": "Running/Full Power",
          "4": "Warning",
          "8": "Off Line",
          "11": "Not Installed",
        },
      }),
      PowerOnHours: p("uint64", "Hours the device has been powered since the last power cycle.", { unit: "hour" }),
      TotalPowerOnHours: p("uint64", "Hours the device has been powered in all.", { unit: "hour" }),
      IdentifyingDescriptions: p("string[]", "What the items of OtherIdentifyingInfo are."),
      OtherIdentifyingInfo: p("string[]", "Further names by which the device is known."),
      Reset: m("uint32", "Resets the device.", {}, { values: { "0": "Success", "1": "Not Supported", "..": "Other" } }),
      EnableDevice: m(
        "uint32",
        "Enables the device.",
        { Enabled: arg("boolean", "False to disable it.") },
        {
          deprecated: "CIM_EnabledLogicalElement.RequestStateChange",
        },
      ),
    },
    { ...abstract, version: "2.8.0" },
  ),
  cimClass(
    "CIM_MediaAccessDevice",
    "CIM_LogicalDevice",
    "A device that reads and writes media.",
    {
      Capabilities: p("uint16[]", "What the device can do.", {
        values: {
          "0": "Unknown",
          "1": "Other",
          "2": "Sequential Access",
          "3": "Random Access",
          "4": "Supports Writing",
          "10": "Predictive Failure Notification",
        },
      }),
      MaxMediaSize: p("uint64", "Largest medium.", { unit: "byte * 10^3" }),
      DefaultBlockSize: p("uint64", "Size of a block.", { unit: "byte" }),
      MountCount: p("uint64", "How often media were mounted."),
      LastCleaned: p("datetime", "When the device was cleaned last."),
    },
    { version: "2.6.0" },
  ),
  cimClass(
    "CIM_DiskDrive",
    "CIM_MediaAccessDevice",
    "A disk drive.",
    {
      DiskType: p("uint16", "Kind of disk.", {
        values: { "0": "Unknown", "1": "Other", "2": "Hard Disk Drive", "3": "Solid State Drive", "4": "Hybrid" },
      }),
      FormFactor: p("uint16", "Size of the drive.", {
        values: {
          "0": "Unknown",
          "1": "Other",
          "2": "Not Reported",
          "3": "5.25 inch",
          "4": "3.5 inch",
          "5": "2.5 inch",
          "6": "1.8 inch",
        },
      }),
      RPM: p("uint32", "Rotational speed.", { unit: "revolution / minute" }),
      Encryption: p("uint16", "Whether the drive encrypts.", {
        experimental: true,
        values: { "0": "Unknown", "1": "Not Supported", "2": "Enabled", "3": "Disabled" },
      }),
    },
    { version: "2.31.0" },
  ),
  cimClass(
    "CIM_StorageExtent",
    "CIM_LogicalDevice",
    "A range of storage.",
    {
      DataOrganization: p("uint16", "How data is organized.", {
        values: { "0": "Other", "1": "Unknown", "2": "Fixed Block", "3": "Variable Block", "4": "Count Key Data" },
      }),
      Access: p("uint16", "How it may be accessed.", {
        values: { "0": "Unknown", "1": "Readable", "2": "Writeable", "3": "Read/Write Supported", "4": "Write Once" },
      }),
      BlockSize: p("uint64", "Size of a block.", { unit: "byte" }),
      NumberOfBlocks: p("uint64", "Number of blocks, redundancy included."),
      ConsumableBlocks: p("uint64", "Number of blocks that can be used."),
      IsBasedOnUnderlyingRedundancy: p("boolean", "True if what lies below is redundant."),
      ExtentStatus: p("uint16[]", "Further states.", {
        values: {
          "0": "Other",
          "1": "Unknown",
          "2": "None/Not Applicable",
          "3": "Broken",
          "4": "Data Lost",
          "16": "In-Band Access Granted",
        },
      }),
      NoSinglePointOfFailure: p("boolean", "True if no single failure loses data."),
      DataRedundancy: p("uint16", "Number of complete copies."),
      PackageRedundancy: p("uint16", "Number of packages that may fail."),
      Primordial: p("boolean", "True if it cannot be made from other extents.", { value: false }),
    },
    { version: "2.36.0" },
  ),
  cimClass(
    "CIM_StorageVolume",
    "CIM_StorageExtent",
    "A volume that hosts can be given.",
    {
      Name: p("string", "Name of the volume, unique in the world.", { required: true }),
      NameFormat: p("uint16", "How Name was made.", {
        values: { "1": "Other", "2": "VPD83NAA6", "9": "NAA", "12": "OUI", "13": "SNVM" },
      }),
      NameNamespace: p("uint16", "Where Name comes from.", {
        values: { "1": "Other", "2": "VPD83Type3", "7": "SNVM" },
      }),
      ThinlyProvisioned: p("boolean", "True if storage is allocated when it is written."),
      Usage: p("uint16", "What the volume is for.", {
        values: {
          "1": "Other",
          "2": "Unrestricted",
          "4": "Reserved by the ComputerSystem",
          "7": "Local Replica Source",
        },
      }),
    },
    { version: "2.36.0" },
  ),
  cimClass(
    "CIM_StoragePool",
    "CIM_EnabledLogicalElement",
    "Storage from which volumes are made.",
    {
      InstanceID: p("string", "Identifies the pool.", { key: true }),
      PoolID: p("string", "Name of the pool within its system.", { required: true, maxLength: 256 }),
      Primordial: p("boolean", "True if it cannot be made from other pools.", { value: false }),
      TotalManagedSpace: p("uint64", "All space of the pool.", { unit: "byte" }),
      RemainingManagedSpace: p("uint64", "Space that is left.", { unit: "byte" }),
      SpaceLimit: p("uint64", "Space above which nothing more is allocated.", { unit: "byte", write: true }),
      LowSpaceWarningThreshold: p("uint16", "Used space from which a warning is given.", {
        unit: "percent",
        write: true,
      }),
    },
    { version: "2.36.0" },
  ),
  cimClass(
    "CIM_LogicalPort",
    "CIM_LogicalDevice",
    "A port.",
    {
      Speed: p("uint64", "Speed of the port.", { unit: "bit / second" }),
      MaxSpeed: p("uint64", "Highest speed of the port.", { unit: "bit / second" }),
      UsageRestriction: p("uint16", "Which side the port is for.", {
        values: { "0": "Unknown", "2": "Front-end only", "3": "Back-end only", "4": "Not restricted" },
      }),
      PortType: p("uint16", "Kind of port.", {
        values: {
          "0": "Unknown",
          "1": "Other",
          "10": "N",
          "11": "NL",
          "12": "F/NL",
          "53": "10/100/1000 BaseT",
          "..": "DMTF Reserved",
        },
      }),
    },
    abstract,
  ),
  cimClass(
    "CIM_NetworkPort",
    "CIM_LogicalPort",
    "A port of a network.",
    {
      PortNumber: p("uint16", "Number of the port."),
      LinkTechnology: p("uint16", "Kind of link.", {
        values: { "0": "Unknown", "1": "Other", "2": "Ethernet", "3": "IB", "4": "FC", "5": "FDDI", "6": "ATM" },
      }),
      PermanentAddress: p("string", "Address that is built in.", { maxLength: 64 }),
      NetworkAddresses: p("string[]", "Addresses of the port."),
      FullDuplex: p("boolean", "True if it sends and receives at once."),
      AutoSense: p("boolean", "True if it finds the speed by itself."),
      SupportedMaximumTransmissionUnit: p("uint64", "Largest unit.", { unit: "byte" }),
    },
    { version: "2.37.0" },
  ),
  cimClass("CIM_EthernetPort", "CIM_NetworkPort", "A port of an Ethernet.", {}, { version: "2.32.0" }),
  cimClass(
    "CIM_FCPort",
    "CIM_NetworkPort",
    "A Fibre Channel port.",
    {
      SupportedCOS: p("uint16[]", "Classes of service."),
      ActiveFC4Types: p("uint16[]", "Protocols that run.", {
        values: { "0": "Unknown", "1": "Other", "4": "ISO/IEC 8802 - 2 LLC", "8": "SCSI - FCP", "32": "NVMe over FC" },
      }),
    },
    { version: "2.31.0" },
  ),
  cimClass(
    "CIM_StorageSetting",
    "CIM_ManagedElement",
    "Goals for storage that is to be made; sent as an embedded instance.",
    {
      InstanceID: p("string", "Identifies the setting.", { key: true }),
      NoSinglePointOfFailure: p("boolean", "True if no single failure may lose data.", { write: true }),
      DataRedundancyGoal: p("uint16", "Wanted number of copies.", { write: true }),
      PackageRedundancyGoal: p("uint16", "Wanted number of packages that may fail.", { write: true }),
      ThinProvisionedPoolType: p("uint16", "Kind of thin provisioning.", {
        values: { "0": "Unknown", "7": "ThinlyProvisionedLimitless" },
      }),
    },
    { version: "2.36.0" },
  ),
  cimClass(
    "CIM_StorageConfigurationService",
    "CIM_Service",
    "Makes, changes and deletes volumes and pools.",
    {
      CreateOrModifyElementFromStoragePool: m(
        "uint32",
        "Starts a job that makes or enlarges a volume.",
        {
          ElementName: arg("string", "Name for the volume."),
          ElementType: arg("uint16", "What is to be made.", {
            values: {
              "0": "Unknown",
              "1": "Reserved",
              "2": "StorageVolume",
              "3": "StorageExtent",
              "4": "LogicalDisk",
              "5": "ThinlyProvisionedStorageVolume",
            },
          }),
          Job: arg("ref CIM_ConcreteJob", "The job, where one was started.", { out: true }),
          Goal: arg("embedded CIM_StorageSetting", "What the volume must offer."),
          Size: arg("uint64", "Wanted size, and the size that it will have.", { inout: true, unit: "byte" }),
          InPool: arg("ref CIM_StoragePool", "Where the space comes from."),
          TheElement: arg("ref CIM_LogicalElement", "The volume to change, or the one that was made.", {
            inout: true,
          }),
        },
        { values: methodResult },
      ),
      ReturnToStoragePool: m(
        "uint32",
        "Deletes a volume.",
        {
          Job: arg("ref CIM_ConcreteJob", "The job, where one was started.", { out: true }),
          TheElement: arg("ref CIM_LogicalElement", "The volume."),
        },
        { values: methodResult },
      ),
    },
    { version: "2.36.0" },
  ),
];

const associations = [
  cimClass(
    "CIM_HostedStoragePool",
    "CIM_SystemComponent",
    "A pool belongs to a system.",
    {
      GroupComponent: ref("CIM_System", "The system.", { min: 1, max: 1 }),
      PartComponent: ref("CIM_StoragePool", "The pool."),
    },
    association,
  ),
  cimClass(
    "CIM_ElementAllocatedFromPool",
    "CIM_Dependency",
    "An element was made from a pool.",
    { Antecedent: ref("CIM_ManagedElement", "The pool."), Dependent: ref("CIM_ManagedElement", "The element.") },
    association,
  ),
  cimClass(
    "CIM_AllocatedFromStoragePool",
    "CIM_ElementAllocatedFromPool",
    "A volume or pool was made from a storage pool.",
    {
      Antecedent: ref("CIM_StoragePool", "The pool."),
      Dependent: ref("CIM_LogicalElement", "The volume or pool."),
      SpaceConsumed: p("uint64", "Space that is taken from the pool.", { unit: "byte", required: true }),
    },
    association,
  ),
  cimClass(
    "CIM_MediaPresent",
    "CIM_Dependency",
    "The storage that a drive holds.",
    {
      Antecedent: ref("CIM_MediaAccessDevice", "The drive."),
      Dependent: ref("CIM_StorageExtent", "The storage."),
      FixedMedia: p("boolean", "True if the medium cannot be taken out."),
    },
    association,
  ),
  cimClass(
    "CIM_ConcreteComponent",
    "CIM_Component",
    "An element is part of another one, without a class for just that.",
    {
      GroupComponent: ref("CIM_ManagedElement", "The whole."),
      PartComponent: ref("CIM_ManagedElement", "The part."),
    },
    association,
  ),
];

export const storageClasses = [...devices, ...associations];
