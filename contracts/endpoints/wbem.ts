import { z } from "zod";
import { defineEndpoint } from "../endpoint";
import { idSchema } from "../page";
import * as classes from "../wbem/classes";
import * as instances from "../wbem/instances";
import * as methods from "../wbem/methods";
import * as recording from "../wbem/recording";
import * as server from "../wbem/server";
import * as subscriptions from "../wbem/subscriptions";
import * as values from "../wbem/values";

const common = { access: "session", params: z.object({ profileId: idSchema }) } as const;

export const getWbemServer = defineEndpoint({
  ...common,
  id: "wbem.server",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/server",
  profilePermission: "view",
  summary: "Brand, version and namespaces of a WBEM server, as it said within the last minute.",
  query: server.wbemServerQuerySchema,
  response: server.wbemServerSchema,
});
export const createWbemNamespace = defineEndpoint({
  ...common,
  id: "wbem.namespaces.create",
  method: "POST",
  path: "/api/profiles/:profileId/wbem/namespaces",
  profilePermission: "operate",
  summary: "Creates a namespace, by the server's own method or by an instance in the Interop namespace.",
  body: server.wbemNamespaceInput,
  errors: ["device_conflict"],
});
export const listWbemClasses = defineEndpoint({
  ...common,
  id: "wbem.classes.list",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/classes",
  profilePermission: "view",
  summary: "Every class of a namespace with the class it inherits from.",
  query: classes.wbemTreeQuerySchema,
  response: classes.wbemClassTreeSchema,
});
export const searchWbemClasses = defineEndpoint({
  ...common,
  id: "wbem.classes.search",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/classes/search",
  profilePermission: "view",
  summary: "Classes by their names, members and descriptions.",
  query: classes.wbemSearchQuerySchema,
  response: z.object({ items: z.array(classes.wbemClassSearchHitSchema), isTruncated: z.boolean() }),
});
export const getWbemClass = defineEndpoint({
  ...common,
  id: "wbem.class",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/class",
  profilePermission: "view",
  summary: "Declaration of a class.",
  query: classes.wbemClassQuerySchema,
  response: classes.wbemClassSchema,
});
export const listWbemClassAssociations = defineEndpoint({
  ...common,
  id: "wbem.class.associations",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/class/associations",
  profilePermission: "view",
  summary: "Associations in which a class takes part.",
  query: classes.wbemClassQuerySchema,
  response: z.object({ items: z.array(classes.wbemClassAssociationSchema) }),
});
export const listWbemQualifierTypes = defineEndpoint({
  ...common,
  id: "wbem.qualifiers.list",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/qualifiers",
  profilePermission: "view",
  summary: "Qualifier types of a namespace.",
  query: z.strictObject({ namespace: values.wbemNamespaceSchema }),
  response: z.object({ items: z.array(classes.wbemQualifierTypeSchema) }),
});
export const listWbemInstances = defineEndpoint({
  ...common,
  id: "wbem.instances.list",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/instances",
  profilePermission: "view",
  summary: "Instances of a class and its subclasses, line by line while the server sends them.",
  query: instances.wbemInstanceQuerySchema,
  response: instances.wbemInstanceLineSchema,
  format: "ndjson",
});
export const exportWbemInstances = defineEndpoint({
  ...common,
  id: "wbem.instances.export",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/instances/export",
  profilePermission: "view",
  summary: "Instances of a class and its subclasses as MOF or as a CIM-XML declaration, while the server sends them.",
  query: instances.wbemInstanceExportQuerySchema,
  response: z.string(),
  format: "text",
});
export const queryWbemInstances = defineEndpoint({
  ...common,
  id: "wbem.instances.query",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/query",
  profilePermission: "view",
  summary: "Results of a query in WQL, CQL or another language of the server, line by line.",
  query: instances.wbemQuerySchema,
  response: instances.wbemInstanceLineSchema,
  format: "ndjson",
});
export const exportWbemQuery = defineEndpoint({
  ...common,
  id: "wbem.instances.exportQuery",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/query/export",
  profilePermission: "view",
  summary:
    "Results of a query as MOF or as a CIM-XML declaration, while the server sends them; results without a path are declared without a name.",
  query: instances.wbemQueryExportQuerySchema,
  response: z.string(),
  format: "text",
});
export const getWbemInstance = defineEndpoint({
  ...common,
  id: "wbem.instance",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/instance",
  profilePermission: "view",
  summary: "An instance with its properties, their declarations and the methods of its class.",
  query: instances.wbemPathQuerySchema,
  response: instances.wbemInstanceSchema,
});
export const createWbemInstance = defineEndpoint({
  ...common,
  id: "wbem.instance.create",
  method: "POST",
  path: "/api/profiles/:profileId/wbem/instance",
  profilePermission: "operate",
  summary: "Creates an instance; the server decides on its keys.",
  body: instances.wbemCreateInput,
  response: values.wbemShownPathSchema,
  status: 201,
  errors: ["device_conflict", "device_request_rejected"],
});
export const modifyWbemInstance = defineEndpoint({
  ...common,
  id: "wbem.instance.modify",
  method: "PATCH",
  path: "/api/profiles/:profileId/wbem/instance",
  profilePermission: "operate",
  summary: "Changes properties that are still as they were read; only those named are sent.",
  body: instances.wbemModifyInput,
  response: instances.wbemInstanceSchema,
  errors: ["revision_conflict", "device_request_rejected"],
});
export const deleteWbemInstance = defineEndpoint({
  ...common,
  id: "wbem.instance.delete",
  method: "POST",
  path: "/api/profiles/:profileId/wbem/instance/delete",
  profilePermission: "operate",
  summary: "Deletes an instance whose class name was typed again.",
  body: instances.wbemDeleteInput,
  errors: ["confirmation_mismatch", "device_not_found"],
});
export const listWbemNeighbours = defineEndpoint({
  ...common,
  id: "wbem.instance.neighbours",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/instance/neighbours",
  profilePermission: "view",
  summary: "Instances associated with an instance, with the association and both roles.",
  query: instances.wbemPathQuerySchema,
  response: instances.wbemNeighboursSchema,
});
export const invokeWbemMethod = defineEndpoint({
  ...common,
  id: "wbem.methods.invoke",
  method: "POST",
  path: "/api/profiles/:profileId/wbem/methods",
  profilePermission: "operate",
  summary: "Calls a method of an instance or a class; the method's name is typed again.",
  body: methods.wbemInvokeInput,
  response: methods.wbemMethodResultSchema,
  errors: ["confirmation_mismatch", "device_request_rejected", "device_not_found"],
});
export const getWbemJob = defineEndpoint({
  ...common,
  id: "wbem.job",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/job",
  profilePermission: "view",
  summary: "A job that a method has started, as it is now.",
  query: instances.wbemPathQuerySchema,
  response: methods.wbemJobSchema,
  countsAsActivity: false,
});
export const readWbemUri = defineEndpoint({
  ...common,
  id: "wbem.uri",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/uri",
  profilePermission: "view",
  summary: "Reads a WBEM URI; types of keys are those of the class where the server gives it.",
  query: instances.wbemUriQuerySchema,
  response: z.object({
    namespace: z.string(),
    className: z.string(),
    /** Null for the URI of a class. */
    path: values.wbemPathSchema.nullable(),
  }),
});
export const listWbemRegisteredProfiles = defineEndpoint({
  ...common,
  id: "wbem.registeredProfiles.list",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/registered-profiles",
  profilePermission: "view",
  summary: "Management profiles that the server registers.",
  response: z.object({ items: z.array(server.wbemRegisteredProfileSchema) }),
});
export const listWbemCentralInstances = defineEndpoint({
  ...common,
  id: "wbem.registeredProfiles.centralInstances",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/registered-profiles/central-instances",
  profilePermission: "view",
  summary: "Central instances of a registered profile.",
  query: instances.wbemPathQuerySchema,
  response: server.wbemCentralInstancesSchema,
});
export const listWbemSubscriptions = defineEndpoint({
  ...common,
  id: "wbem.subscriptions.list",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/subscriptions",
  profilePermission: "view",
  summary: "Filters, destinations and subscriptions for indications, whoever has made them.",
  response: subscriptions.wbemSubscriptionsSchema,
});
export const createWbemSubscription = defineEndpoint({
  ...common,
  id: "wbem.subscriptions.create",
  method: "POST",
  path: "/api/profiles/:profileId/wbem/subscriptions",
  profilePermission: "operate",
  summary: "Subscribes to indications: makes a filter, a destination and what ties them together.",
  body: subscriptions.wbemSubscribeInput,
  response: subscriptions.wbemSubscriptionsSchema,
  status: 201,
  errors: ["device_conflict", "device_request_rejected"],
});
export const deleteWbemSubscription = defineEndpoint({
  ...common,
  id: "wbem.subscriptions.delete",
  method: "POST",
  path: "/api/profiles/:profileId/wbem/subscriptions/delete",
  profilePermission: "operate",
  summary: "Deletes a subscription with what only it has used, or a filter or destination that nothing uses.",
  body: subscriptions.wbemUnsubscribeInput,
  errors: ["confirmation_mismatch", "device_conflict", "device_not_found"],
});
export const sendWbemTestIndication = defineEndpoint({
  ...common,
  id: "wbem.subscriptions.test",
  method: "POST",
  path: "/api/profiles/:profileId/wbem/subscriptions/test",
  profilePermission: "operate",
  summary: "Sends an alert to the destination of a subscription as the server would, and tells what became of it.",
  body: subscriptions.wbemTestIndicationInput,
  response: subscriptions.wbemTestIndicationSchema,
  errors: ["device_not_found"],
});
export const getWbemRecording = defineEndpoint({
  ...common,
  id: "wbem.recording",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/recording",
  profilePermission: "view",
  summary: "What was recorded of one's own requests to a server.",
  response: recording.wbemRecordingSchema,
  countsAsActivity: false,
});
export const getWbemRecordingState = defineEndpoint({
  ...common,
  id: "wbem.recording.state",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/recording/state",
  profilePermission: "view",
  summary: "Whether one's own requests to a server are being recorded, and how many are kept.",
  response: recording.wbemRecordingStateSchema,
  countsAsActivity: false,
});
export const switchWbemRecording = defineEndpoint({
  ...common,
  id: "wbem.recording.switch",
  method: "PUT",
  path: "/api/profiles/:profileId/wbem/recording",
  profilePermission: "view",
  summary: "Begins or ends the recording of one's own requests to a server.",
  body: recording.wbemRecordingInput,
  response: recording.wbemRecordingSchema,
});
export const clearWbemRecording = defineEndpoint({
  ...common,
  id: "wbem.recording.clear",
  method: "DELETE",
  path: "/api/profiles/:profileId/wbem/recording",
  profilePermission: "view",
  summary: "Forgets what was recorded of one's own requests.",
});
export const getWbemRecordedExchange = defineEndpoint({
  ...common,
  id: "wbem.recording.exchange",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/recording/exchange",
  profilePermission: "view",
  summary: "A recorded request and its answer, without secrets.",
  query: recording.wbemRecordedQuerySchema,
  response: recording.wbemRecordedExchangeSchema,
  errors: ["nothing_recorded"],
});
export const exportWbemRecording = defineEndpoint({
  ...common,
  id: "wbem.recording.export",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/recording/export",
  profilePermission: "view",
  summary: "The recording as test cases in YAML that pywbem replays.",
  response: z.string(),
  format: "text",
  errors: ["nothing_recorded"],
});
export const compareWbemRecordings = defineEndpoint({
  ...common,
  id: "wbem.recording.compare",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/recording/comparison",
  profilePermission: "view",
  summary: "Compares one's own recording with the one of another profile, call by call.",
  query: recording.wbemComparisonQuerySchema,
  response: recording.wbemComparisonSchema,
  errors: ["nothing_recorded"],
});
export const replayWbemRecording = defineEndpoint({
  ...common,
  id: "wbem.recording.replay",
  method: "POST",
  path: "/api/profiles/:profileId/wbem/recording/replay",
  profilePermission: "view",
  summary: "Makes the reading requests of a recording again at another profile's server and compares the answers.",
  body: recording.wbemReplayInput,
  response: recording.wbemComparisonSchema,
  errors: ["nothing_recorded"],
});
export const getWbemServed = defineEndpoint({
  ...common,
  id: "wbem.served",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/served",
  profilePermission: "view",
  summary: "What a server counts itself of its operations.",
  response: server.wbemServedSchema,
});
export const switchWbemServed = defineEndpoint({
  ...common,
  id: "wbem.served.switch",
  method: "PUT",
  path: "/api/profiles/:profileId/wbem/served",
  profilePermission: "operate",
  summary: "Has a server gather statistics of its operations, or stop.",
  body: server.wbemServedInput,
  response: server.wbemServedSchema,
});
export const getWbemStatistics = defineEndpoint({
  ...common,
  id: "wbem.statistics",
  method: "GET",
  path: "/api/profiles/:profileId/wbem/statistics",
  profilePermission: "view",
  summary: "Figures of what this console has asked of a server, by operation.",
  response: recording.wbemStatisticsSchema,
});
export const resetWbemStatistics = defineEndpoint({
  ...common,
  id: "wbem.statistics.reset",
  method: "DELETE",
  path: "/api/profiles/:profileId/wbem/statistics",
  profilePermission: "operate",
  summary: "Forgets the figures of what this console has asked of a server, and counts anew.",
});
