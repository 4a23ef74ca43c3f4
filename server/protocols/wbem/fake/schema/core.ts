/** Core classes of the CIM schema, shortened to what the simulated devices use. */
import { arg, cimClass, m, p, ref } from "./builder";
import { enabledState, healthState, methodResult, operationalStatus, requestedState } from "./value-texts";

const abstract = { isAbstract: true } as const;
const association = { isAssociation: true } as const;
const abstractAssociation = { isAssociation: true, isAbstract: true } as const;
const name = { key: true, maxLength: 256 } as const;

const elements = [
  cimClass(
    "CIM_ManagedElement",
    null,
    "Common superclass of everything that can be managed. Its instances have an identity and texts for people.",
    {
      InstanceID: p("string", "Identifies an instance uniquely within its namespace, as <organization>:<local id>."),
      Caption: p("string", "Short description, one line.", { maxLength: 64 }),
      Description: p("string", "Description of the object."),
      ElementName: p("string", "Name that people gave the object; need not be unique.", { write: true }),
      Generation: p("uint64", "Rises with each change of the instance.", { experimental: true }),
    },
    { ...abstract, version: "2.19.0" },
  ),
  cimClass(
    "CIM_ManagedSystemElement",
    "CIM_ManagedElement",
    "Something that can be a part of a system: software, hardware or a service.",
    {
      InstallDate: p("datetime", "When the object was installed; its absence does not mean that it is not."),
      Name: p("string", "The label by which the object is known.", { maxLength: 1024 }),
      OperationalStatus: p("uint16[]", "Current state; the first item is the primary one.", {
        values: operationalStatus,
      }),
      StatusDescriptions: p("string[]", "Texts for the items of OperationalStatus, in the same order."),
      Status: p("string", "State as a word.", {
        deprecated: "CIM_ManagedSystemElement.OperationalStatus",
        maxLength: 10,
      }),
      HealthState: p("uint16", "Health of the element itself, without that of its parts.", { values: healthState }),
      CommunicationStatus: p("uint16", "Whether the instrumentation reaches the element.", {
        values: {
          "0": "Unknown",
          "1": "Not Available",
          "2": "Communication OK",
          "3": "Lost Communication",
          "4": "No Contact",
        },
      }),
    },
    { ...abstract, version: "2.28.0" },
  ),
  cimClass(
    "CIM_LogicalElement",
    "CIM_ManagedSystemElement",
    "Base of all systems, devices and services.",
    {},
    abstract,
  ),
  cimClass(
    "CIM_EnabledLogicalElement",
    "CIM_LogicalElement",
    "An element that can be enabled and disabled.",
    {
      EnabledState: p("uint16", "Whether the element is enabled, and changes of that.", {
        values: enabledState,
        value: 5,
      }),
      OtherEnabledState: p("string", "The state where EnabledState is 1."),
      RequestedState: p("uint16", "The state last asked for, however it was asked.", {
        values: requestedState,
        value: 12,
      }),
      EnabledDefault: p("uint16", "State after a start.", { write: true, value: 2, values: enabledState }),
      TimeOfLastStateChange: p("datetime", "When EnabledState changed last."),
      AvailableRequestedStates: p("uint16[]", "States that can be asked for now.", { values: requestedState }),
      RequestStateChange: m(
        "uint32",
        "Asks for another state. Where it takes time, a job is started.",
        {
          RequestedState: arg("uint16", "The state that is wanted.", { values: requestedState }),
          Job: arg("ref CIM_ConcreteJob", "The job, where one was started.", { out: true }),
          TimeoutPeriod: arg("datetime", "Interval within which the change must be done; null or 0 for no limit."),
        },
        { values: methodResult },
      ),
    },
    { ...abstract, version: "2.22.0" },
  ),
  cimClass("CIM_Collection", "CIM_ManagedElement", "A collection of managed elements.", {}, abstract),
];

const systems = [
  cimClass(
    "CIM_System",
    "CIM_EnabledLogicalElement",
    "A collection of elements that works as a whole.",
    {
      CreationClassName: p("string", "Class of creation of the instance.", name),
      Name: p("string", "Name of the system, unique in the enterprise.", name),
      NameFormat: p("string", "How Name was made.", { maxLength: 64 }),
      PrimaryOwnerName: p("string", "Name of the owner.", { write: true, maxLength: 64 }),
      PrimaryOwnerContact: p("string", "How the owner is reached.", { write: true, maxLength: 256 }),
      Roles: p("string[]", "Roles of the system in the environment.", { write: true }),
      OtherIdentifyingInfo: p("string[]", "Further names by which the system is known."),
      IdentifyingDescriptions: p("string[]", "What the items of OtherIdentifyingInfo are."),
    },
    { ...abstract, version: "2.15.0" },
  ),
  cimClass(
    "CIM_ComputerSystem",
    "CIM_System",
    "A system that computes: hosts, storage arrays, management controllers.",
    {
      Dedicated: p("uint16[]", "Purposes the system is dedicated to.", {
        values: {
          "0": "Not Dedicated",
          "1": "Unknown",
          "2": "Other",
          "3": "Storage",
          "4": "Router",
          "5": "Switch",
          "14": "Block Server",
          "15": "File Server",
          "21": "Storage Virtualizer",
          "28": "Management Controller",
          "..": "DMTF Reserved",
          "32568..65535": "Vendor Reserved",
        },
      }),
      OtherDedicatedDescriptions: p("string[]", "Texts for items of Dedicated that are 2."),
      ResetCapability: p("uint16", "Whether hardware can reset the system.", {
        values: { "1": "Other", "2": "Unknown", "3": "Disabled", "4": "Enabled", "5": "Not Implemented" },
      }),
    },
    { version: "2.24.0" },
  ),
  cimClass(
    "CIM_Service",
    "CIM_EnabledLogicalElement",
    "Something that a system offers to do.",
    {
      SystemCreationClassName: p("string", "CreationClassName of the system.", name),
      SystemName: p("string", "Name of the system.", name),
      CreationClassName: p("string", "Class of creation of the instance.", name),
      Name: p("string", "Name of the service.", name),
      PrimaryOwnerName: p("string", "Name of the owner.", { write: true, maxLength: 64 }),
      StartMode: p("string", "How the service is started.", { maxLength: 10 }),
      Started: p("boolean", "True while the service runs."),
      StartService: m("uint32", "Starts the service.", {}, { values: methodResult }),
      StopService: m("uint32", "Stops the service.", {}, { values: methodResult }),
    },
    abstract,
  ),
  cimClass(
    "CIM_SoftwareIdentity",
    "CIM_LogicalElement",
    "Software or firmware with its version.",
    {
      InstanceID: p("string", "Identifies the instance.", { key: true }),
      MajorVersion: p("uint16", "First number of the version."),
      MinorVersion: p("uint16", "Second number of the version."),
      RevisionNumber: p("uint16", "Third number of the version."),
      BuildNumber: p("uint16", "Build."),
      VersionString: p("string", "Version as a text."),
      Manufacturer: p("string", "Who made it."),
      ReleaseDate: p("datetime", "When it was released."),
      Classifications: p("uint16[]", "What kind of software it is.", {
        values: {
          "0": "Unknown",
          "1": "Other",
          "2": "Driver",
          "3": "Configuration Software",
          "10": "Firmware",
          "11": "BIOS/FCode",
        },
      }),
      IsEntity: p("boolean", "True if the instance stands for installed software, false if only for its identity.", {
        value: false,
      }),
    },
    { version: "2.42.0" },
  ),
];

const associations = [
  cimClass(
    "CIM_Dependency",
    null,
    "One element needs another one.",
    {
      Antecedent: ref("CIM_ManagedElement", "What is needed."),
      Dependent: ref("CIM_ManagedElement", "What needs it."),
    },
    abstractAssociation,
  ),
  cimClass(
    "CIM_Component",
    null,
    "One element is part of another one.",
    {
      GroupComponent: ref("CIM_ManagedElement", "The whole."),
      PartComponent: ref("CIM_ManagedElement", "The part."),
    },
    abstractAssociation,
  ),
  cimClass(
    "CIM_SystemComponent",
    "CIM_Component",
    "An element is part of a system.",
    {
      GroupComponent: ref("CIM_System", "The system."),
      PartComponent: ref("CIM_ManagedSystemElement", "The part."),
    },
    association,
  ),
  cimClass(
    "CIM_SystemDevice",
    "CIM_SystemComponent",
    "A device belongs to a system.",
    {
      GroupComponent: ref("CIM_System", "The system.", { min: 1, max: 1 }),
      PartComponent: ref("CIM_LogicalDevice", "The device."),
    },
    association,
  ),
  cimClass(
    "CIM_ComponentCS",
    "CIM_SystemComponent",
    "A computer system is part of another one, as a controller of an array.",
    {
      GroupComponent: ref("CIM_ComputerSystem", "The whole."),
      PartComponent: ref("CIM_ComputerSystem", "The part."),
    },
    association,
  ),
  cimClass(
    "CIM_HostedDependency",
    "CIM_Dependency",
    "An element lives on another one.",
    {
      Antecedent: ref("CIM_ManagedElement", "The host.", { max: 1 }),
      Dependent: ref("CIM_ManagedElement", "The guest."),
    },
    association,
  ),
  cimClass(
    "CIM_HostedService",
    "CIM_HostedDependency",
    "A service is offered by a system.",
    {
      Antecedent: ref("CIM_System", "The system.", { min: 1, max: 1 }),
      Dependent: ref("CIM_Service", "The service."),
    },
    association,
  ),
  cimClass(
    "CIM_InstalledSoftwareIdentity",
    null,
    "Software is installed on a system.",
    { System: ref("CIM_System", "The system."), InstalledSoftware: ref("CIM_SoftwareIdentity", "The software.") },
    association,
  ),
  cimClass(
    "CIM_OwningJobElement",
    null,
    "Who started a job.",
    {
      OwningElement: ref("CIM_ManagedElement", "Who started it.", { max: 1 }),
      OwnedElement: ref("CIM_Job", "The job."),
    },
    association,
  ),
  cimClass(
    "CIM_AffectedJobElement",
    null,
    "What a job works on.",
    {
      AffectedElement: ref("CIM_ManagedElement", "What is worked on."),
      AffectingElement: ref("CIM_Job", "The job."),
      ElementEffects: p("uint16[]", "How it is affected.", {
        values: {
          "0": "Unknown",
          "1": "Other",
          "2": "Exclusive Use",
          "3": "Performance Impact",
          "4": "Element Integrity",
          "5": "Create",
        },
      }),
    },
    association,
  ),
];

export const coreClasses = [...elements, ...systems, ...associations];
