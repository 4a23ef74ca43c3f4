import { addressOf } from "../address";
import type * as endpoints from "../endpoints/wbem";

export const getWbemServer = addressOf<typeof endpoints.getWbemServer>("GET", "/api/profiles/:profileId/wbem/server");
export const createWbemNamespace = addressOf<typeof endpoints.createWbemNamespace>(
  "POST",
  "/api/profiles/:profileId/wbem/namespaces",
);
export const listWbemClasses = addressOf<typeof endpoints.listWbemClasses>(
  "GET",
  "/api/profiles/:profileId/wbem/classes",
);
export const searchWbemClasses = addressOf<typeof endpoints.searchWbemClasses>(
  "GET",
  "/api/profiles/:profileId/wbem/classes/search",
);
export const getWbemClass = addressOf<typeof endpoints.getWbemClass>("GET", "/api/profiles/:profileId/wbem/class");
export const listWbemClassAssociations = addressOf<typeof endpoints.listWbemClassAssociations>(
  "GET",
  "/api/profiles/:profileId/wbem/class/associations",
);
export const listWbemQualifierTypes = addressOf<typeof endpoints.listWbemQualifierTypes>(
  "GET",
  "/api/profiles/:profileId/wbem/qualifiers",
);
export const listWbemInstances = addressOf<typeof endpoints.listWbemInstances>(
  "GET",
  "/api/profiles/:profileId/wbem/instances",
);
export const exportWbemInstances = addressOf<typeof endpoints.exportWbemInstances>(
  "GET",
  "/api/profiles/:profileId/wbem/instances/export",
);
export const queryWbemInstances = addressOf<typeof endpoints.queryWbemInstances>(
  "GET",
  "/api/profiles/:profileId/wbem/query",
);
export const exportWbemQuery = addressOf<typeof endpoints.exportWbemQuery>(
  "GET",
  "/api/profiles/:profileId/wbem/query/export",
);
export const getWbemInstance = addressOf<typeof endpoints.getWbemInstance>(
  "GET",
  "/api/profiles/:profileId/wbem/instance",
);
export const createWbemInstance = addressOf<typeof endpoints.createWbemInstance>(
  "POST",
  "/api/profiles/:profileId/wbem/instance",
);
export const modifyWbemInstance = addressOf<typeof endpoints.modifyWbemInstance>(
  "PATCH",
  "/api/profiles/:profileId/wbem/instance",
);
export const deleteWbemInstance = addressOf<typeof endpoints.deleteWbemInstance>(
  "POST",
  "/api/profiles/:profileId/wbem/instance/delete",
);
export const listWbemNeighbours = addressOf<typeof endpoints.listWbemNeighbours>(
  "GET",
  "/api/profiles/:profileId/wbem/instance/neighbours",
);
export const invokeWbemMethod = addressOf<typeof endpoints.invokeWbemMethod>(
  "POST",
  "/api/profiles/:profileId/wbem/methods",
);
export const getWbemJob = addressOf<typeof endpoints.getWbemJob>("GET", "/api/profiles/:profileId/wbem/job");
export const readWbemUri = addressOf<typeof endpoints.readWbemUri>("GET", "/api/profiles/:profileId/wbem/uri");
export const listWbemRegisteredProfiles = addressOf<typeof endpoints.listWbemRegisteredProfiles>(
  "GET",
  "/api/profiles/:profileId/wbem/registered-profiles",
);
export const listWbemCentralInstances = addressOf<typeof endpoints.listWbemCentralInstances>(
  "GET",
  "/api/profiles/:profileId/wbem/registered-profiles/central-instances",
);
export const listWbemSubscriptions = addressOf<typeof endpoints.listWbemSubscriptions>(
  "GET",
  "/api/profiles/:profileId/wbem/subscriptions",
);
export const createWbemSubscription = addressOf<typeof endpoints.createWbemSubscription>(
  "POST",
  "/api/profiles/:profileId/wbem/subscriptions",
);
export const deleteWbemSubscription = addressOf<typeof endpoints.deleteWbemSubscription>(
  "POST",
  "/api/profiles/:profileId/wbem/subscriptions/delete",
);
export const sendWbemTestIndication = addressOf<typeof endpoints.sendWbemTestIndication>(
  "POST",
  "/api/profiles/:profileId/wbem/subscriptions/test",
);
export const getWbemRecording = addressOf<typeof endpoints.getWbemRecording>(
  "GET",
  "/api/profiles/:profileId/wbem/recording",
);
export const getWbemRecordingState = addressOf<typeof endpoints.getWbemRecordingState>(
  "GET",
  "/api/profiles/:profileId/wbem/recording/state",
);
export const switchWbemRecording = addressOf<typeof endpoints.switchWbemRecording>(
  "PUT",
  "/api/profiles/:profileId/wbem/recording",
);
export const clearWbemRecording = addressOf<typeof endpoints.clearWbemRecording>(
  "DELETE",
  "/api/profiles/:profileId/wbem/recording",
);
export const getWbemRecordedExchange = addressOf<typeof endpoints.getWbemRecordedExchange>(
  "GET",
  "/api/profiles/:profileId/wbem/recording/exchange",
);
export const exportWbemRecording = addressOf<typeof endpoints.exportWbemRecording>(
  "GET",
  "/api/profiles/:profileId/wbem/recording/export",
);
export const compareWbemRecordings = addressOf<typeof endpoints.compareWbemRecordings>(
  "GET",
  "/api/profiles/:profileId/wbem/recording/comparison",
);
export const replayWbemRecording = addressOf<typeof endpoints.replayWbemRecording>(
  "POST",
  "/api/profiles/:profileId/wbem/recording/replay",
);
export const getWbemServed = addressOf<typeof endpoints.getWbemServed>("GET", "/api/profiles/:profileId/wbem/served");
export const switchWbemServed = addressOf<typeof endpoints.switchWbemServed>(
  "PUT",
  "/api/profiles/:profileId/wbem/served",
);
export const getWbemStatistics = addressOf<typeof endpoints.getWbemStatistics>(
  "GET",
  "/api/profiles/:profileId/wbem/statistics",
);
export const resetWbemStatistics = addressOf<typeof endpoints.resetWbemStatistics>(
  "DELETE",
  "/api/profiles/:profileId/wbem/statistics",
);
