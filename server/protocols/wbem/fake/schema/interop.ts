/** Classes of the Interop namespace: server, profiles, indications. */
import { arg, cimClass, m, p, ref } from "./builder";
import { methodResult, operationTypes, perceivedSeverity, registeredOrganization } from "./value-texts";

const abstract = { isAbstract: true } as const;
const association = { isAssociation: true } as const;
const indication = { isIndication: true, version: "2.24.0" } as const;
const name = { key: true, maxLength: 256 } as const;

const server = [
  cimClass(
    "CIM_Namespace",
    "CIM_ManagedElement",
    "A namespace of the server.",
    {
      SystemCreationClassName: p("string", "CreationClassName of the system.", name),
      SystemName: p("string", "Name of the system.", name),
      ObjectManagerCreationClassName: p("string", "CreationClassName of the object manager.", name),
      ObjectManagerName: p("string", "Name of the object manager.", name),
      CreationClassName: p("string", "Class of creation of the instance.", name),
      Name: p("string", "Name of the namespace.", name),
      ClassInfo: p("uint16", "What is in the namespace.", {
        required: true,
        deprecated: "CIM_Namespace.ClassType",
        values: { "0": "Unknown", "1": "Other", "2": "CIM 1.0", "10": "CIM 2.8" },
      }),
      ClassType: p("uint16", "What is in the namespace.", {
        values: { "0": "Unknown", "1": "Other", "2": "CIM", "3": "DMI Recast", "200": "CIM 2.x" },
      }),
      DescriptionOfClassInfo: p("string", "What is in the namespace where the numbers say other."),
    },
    { version: "2.6.0" },
  ),
  cimClass(
    "CIM_WBEMService",
    "CIM_Service",
    "A service of the management infrastructure.",
    {},
    { ...abstract, version: "2.6.0" },
  ),
  cimClass(
    "CIM_ObjectManager",
    "CIM_WBEMService",
    "The WBEM server itself.",
    {
      GatherStatisticalData: p("boolean", "True while the server counts operations.", { write: true }),
      Version: p("string", "Version of the server."),
    },
    { version: "2.13.0" },
  ),
  cimClass(
    "CIM_CIMOMStatisticalData",
    "CIM_ManagedElement",
    "What the server counted for one operation.",
    {
      InstanceID: p("string", "Identifies the instance.", { key: true }),
      OperationType: p("uint16", "The operation.", { values: operationTypes }),
      NumberOfOperations: p("uint64", "How often."),
      CimomElapsedTime: p("uint64", "Time in the server.", { unit: "microsecond" }),
      ProviderElapsedTime: p("uint64", "Time in providers.", { unit: "microsecond" }),
      RequestSize: p("uint64", "Size of requests.", { unit: "byte" }),
      ResponseSize: p("uint64", "Size of answers.", { unit: "byte" }),
    },
    { version: "2.19.0" },
  ),
];

const profiles = [
  cimClass(
    "CIM_RegisteredProfile",
    "CIM_ManagedElement",
    "A management profile that the server implements.",
    {
      InstanceID: p("string", "Identifies the profile.", { key: true }),
      RegisteredOrganization: p("uint16", "Who defines the profile.", {
        required: true,
        values: registeredOrganization,
      }),
      OtherRegisteredOrganization: p("string", "Who defines it where RegisteredOrganization is 1."),
      RegisteredName: p("string", "Name of the profile.", { required: true, maxLength: 256 }),
      RegisteredVersion: p("string", "Version of the profile.", { required: true }),
      AdvertiseTypes: p("uint16[]", "How the profile is advertised.", {
        values: { "1": "Other", "2": "Not Advertised", "3": "SLP" },
      }),
      AdvertiseTypeDescriptions: p("string[]", "Texts for items of AdvertiseTypes that are 1."),
      SpecificationType: p("uint16", "Kind of specification.", {
        experimental: true,
        values: { "2": "Profile", "3": "Message Registry" },
      }),
      GetCentralInstances: m(
        "uint32",
        "The central instances of the profile.",
        { CentralInstances: arg("ref CIM_ManagedElement[]", "The instances.", { out: true }) },
        { values: { "0": "Success", "1": "Not Supported", "2": "Error" }, experimental: true },
      ),
    },
    { version: "2.42.0" },
  ),
  cimClass(
    "CIM_ReferencedProfile",
    "CIM_Dependency",
    "A profile refers to another one.",
    {
      Antecedent: ref("CIM_RegisteredProfile", "The profile that is referred to."),
      Dependent: ref("CIM_RegisteredProfile", "The profile that refers to it."),
    },
    association,
  ),
  cimClass(
    "CIM_ElementConformsToProfile",
    null,
    "An element is managed as the profile says.",
    {
      ConformantStandard: ref("CIM_RegisteredProfile", "The profile."),
      ManagedElement: ref("CIM_ManagedElement", "The element."),
    },
    association,
  ),
];

const indications = [
  cimClass(
    "CIM_Indication",
    null,
    "Something happened.",
    {
      IndicationIdentifier: p("string", "Identifies the indication."),
      CorrelatedIndications: p("string[]", "Identifiers of indications that belong to it."),
      IndicationTime: p("datetime", "When it happened."),
      PerceivedSeverity: p("uint16", "How bad it is.", { values: perceivedSeverity }),
      OtherSeverity: p("string", "How bad it is where PerceivedSeverity is 1."),
      IndicationFilterName: p("string", "Name of the filter that let it pass.", { experimental: true }),
      SequenceContext: p("string", "Changes when SequenceNumber starts again."),
      SequenceNumber: p("sint64", "Number within the context, for each destination."),
    },
    { ...indication, ...abstract },
  ),
  cimClass(
    "CIM_InstIndication",
    "CIM_Indication",
    "Something happened to an instance.",
    {
      SourceInstance: p("embedded CIM_ManagedElement", "The instance as it is now.", { required: true }),
      SourceInstanceModelPath: p("string", "Path of the instance as a text."),
      SourceInstanceHost: p("string", "Where the instance is."),
    },
    { ...indication, ...abstract },
  ),
  cimClass("CIM_InstCreation", "CIM_InstIndication", "An instance was made.", {}, indication),
  cimClass("CIM_InstDeletion", "CIM_InstIndication", "An instance was deleted.", {}, indication),
  cimClass(
    "CIM_InstModification",
    "CIM_InstIndication",
    "An instance was changed.",
    { PreviousInstance: p("embedded CIM_ManagedElement", "The instance as it was before.") },
    indication,
  ),
  cimClass(
    "CIM_ProcessIndication",
    "CIM_Indication",
    "Something happened outside of the model.",
    {},
    { ...indication, ...abstract },
  ),
  cimClass(
    "CIM_AlertIndication",
    "CIM_ProcessIndication",
    "An alert.",
    {
      Description: p("string", "What happened."),
      AlertingManagedElement: p("string", "Path of the element that the alert is about."),
      AlertingElementFormat: p("uint16", "How that path is written.", {
        values: { "0": "Unknown", "1": "Other", "2": "CIMObjectPath" },
      }),
      AlertType: p("uint16", "Kind of alert.", {
        required: true,
        values: {
          "1": "Other",
          "2": "Communications Alert",
          "3": "Quality of Service Alert",
          "4": "Processing Error",
          "5": "Device Alert",
          "6": "Environmental Alert",
          "7": "Model Change",
          "8": "Security Alert",
        },
      }),
      ProbableCause: p("uint16", "Probable cause.", {
        required: true,
        values: { "0": "Unknown", "1": "Other", "47": "Storage Capacity Problem" },
      }),
      ProbableCauseDescription: p("string", "Probable cause as a text."),
      RecommendedActions: p("string[]", "What to do."),
      EventID: p("string", "Identifies the kind of event."),
      EventTime: p("datetime", "When it happened."),
      SystemCreationClassName: p("string", "Class of the system it happened in."),
      SystemName: p("string", "The system it happened in."),
      ProviderName: p("string", "Who noticed it."),
      OwningEntity: p("string", "Who defines MessageID."),
      MessageID: p("string", "Identifies the message."),
      Message: p("string", "The message."),
      MessageArguments: p("string[]", "What was filled into the message."),
    },
    indication,
  ),
];

const subscriptions = [
  cimClass(
    "CIM_IndicationFilter",
    "CIM_ManagedElement",
    "Which indications are wanted.",
    {
      SystemCreationClassName: p("string", "CreationClassName of the system.", name),
      SystemName: p("string", "Name of the system.", name),
      CreationClassName: p("string", "Class of creation of the instance.", name),
      Name: p("string", "Name of the filter.", name),
      SourceNamespace: p("string", "Where indications come from.", {
        deprecated: "CIM_IndicationFilter.SourceNamespaces",
        write: true,
      }),
      SourceNamespaces: p("string[]", "Where indications come from.", { write: true }),
      IndividualSubscriptionSupported: p("boolean", "False if the filter can be used in collections only.", {
        value: true,
      }),
      Query: p("string", "Which indications, in the language of QueryLanguage.", { required: true, write: true }),
      QueryLanguage: p("string", "Language of Query.", { required: true, write: true }),
    },
    { version: "2.29.0" },
  ),
  cimClass(
    "CIM_ListenerDestination",
    "CIM_ManagedElement",
    "Where indications go.",
    {
      SystemCreationClassName: p("string", "CreationClassName of the system.", name),
      SystemName: p("string", "Name of the system.", name),
      CreationClassName: p("string", "Class of creation of the instance.", name),
      Name: p("string", "Name of the destination.", name),
      PersistenceType: p("uint16", "How long the destination lasts.", {
        write: true,
        values: { "1": "Other", "2": "Permanent", "3": "Transient" },
      }),
      OtherPersistenceType: p("string", "How long it lasts where PersistenceType is 1.", { write: true }),
      Destination: p("string", "URL of the listener.", { write: true }),
      Protocol: p("uint16", "How indications are sent.", {
        values: { "0": "Unknown", "1": "Other", "2": "CIM-XML", "3": "SNMPv1" },
      }),
    },
    { version: "2.29.0" },
  ),
  cimClass(
    "CIM_ListenerDestinationCIMXML",
    "CIM_ListenerDestination",
    "A destination reached by CIM-XML.",
    { Destination: p("string", "URL of the listener.", { write: true, required: true }) },
    { version: "2.29.0" },
  ),
  cimClass(
    "CIM_IndicationSubscription",
    null,
    "Indications of a filter go to a destination.",
    {
      Filter: ref("CIM_IndicationFilter", "The filter."),
      Handler: ref("CIM_ListenerDestination", "The destination."),
      OnFatalErrorPolicy: p("uint16", "What happens when a delivery fails for good.", {
        write: true,
        value: 2,
        values: { "1": "Other", "2": "Ignore", "3": "Disable", "4": "Remove" },
      }),
      RepeatNotificationPolicy: p("uint16", "What happens with repeated indications.", {
        write: true,
        values: { "0": "Unknown", "1": "Other", "2": "None", "3": "Suppress", "4": "Delay" },
      }),
      SubscriptionState: p("uint16", "Whether the subscription works.", {
        write: true,
        value: 2,
        values: { "0": "Unknown", "1": "Other", "2": "Enabled", "3": "Enabled Degraded", "4": "Disabled" },
      }),
      SubscriptionStartTime: p("datetime", "When the subscription began."),
      SubscriptionDuration: p("uint64", "How long it lasts; null for ever.", { unit: "second", write: true }),
    },
    { isAssociation: true, version: "2.24.0" },
  ),
  cimClass(
    "CIM_IndicationService",
    "CIM_Service",
    "Delivers indications.",
    {
      DeliveryRetryAttempts: p("uint16", "How often a delivery is tried again.", { write: true }),
      DeliveryRetryInterval: p("uint32", "Time between tries.", { unit: "second", write: true }),
      SendTestIndication: m("uint32", "Sends an alert to every subscriber.", {}, { values: methodResult }),
    },
    { version: "2.29.0" },
  ),
];

export const interopClasses = [...server, ...profiles, ...indications, ...subscriptions];
