import { z } from "zod";
import { defineEndpoint } from "../endpoint";
import * as hmc from "../hmc";
import * as notification from "../notification";
import * as operation from "../operation";
import { idSchema, pageOf, pageQuerySchema } from "../page";

const profileParams = z.object({ profileId: idSchema });
const runParams = z.object({ runId: idSchema });

export const getHmcInventory = defineEndpoint({
  id: "hmc.inventory",
  method: "GET",
  path: "/api/profiles/:profileId/hmc/inventory",
  access: "session",
  profilePermission: "view",
  summary: "Console, CPCs, DPM partitions and LPARs over all CPCs of an HMC.",
  params: profileParams,
  query: z.strictObject({
    /** `1` reads from the device even if a fresh copy is at hand. */
    refresh: z.enum(["0", "1"]).optional(),
  }),
  response: hmc.hmcInventorySchema,
  countsAsActivity: false,
});
export const getHmcObject = defineEndpoint({
  id: "hmc.object",
  method: "GET",
  path: "/api/profiles/:profileId/hmc/object",
  access: "session",
  profilePermission: "view",
  summary: "All properties of one HMC object, grouped.",
  params: profileParams,
  query: hmc.hmcObjectQuerySchema,
  response: hmc.hmcObjectSchema,
  countsAsActivity: false,
});
export const startOperation = defineEndpoint({
  id: "operations.start",
  method: "POST",
  path: "/api/profiles/:profileId/operations/:operation",
  access: "session",
  profilePermission: "operate",
  summary: "Starts an operation on the device and answers with the run, which goes on by itself.",
  status: 202,
  params: z.object({ profileId: idSchema, operation: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/) }),
  body: operation.startOperationInput,
  response: operation.operationRunSchema,
  errors: ["confirmation_mismatch", "device_conflict", "device_unreachable"],
});
export const listRuns = defineEndpoint({
  id: "runs.list",
  method: "GET",
  path: "/api/operation-runs",
  access: "session",
  summary: "Operation history of the active team, newest first.",
  query: pageQuerySchema.extend({
    profileId: idSchema.optional(),
    target: z.string().max(500).optional(),
    state: operation.runStateSchema.optional(),
  }),
  response: pageOf(operation.operationRunSchema),
  countsAsActivity: false,
});
export const getRun = defineEndpoint({
  id: "runs.get",
  method: "GET",
  path: "/api/operation-runs/:runId",
  access: "session",
  summary: "One run and how far it is.",
  params: runParams,
  response: operation.operationRunSchema,
  countsAsActivity: false,
});
export const cancelRun = defineEndpoint({
  id: "runs.cancel",
  method: "POST",
  path: "/api/operation-runs/:runId/cancel",
  access: "session",
  summary: "Asks the device to cancel the job of a run.",
  params: runParams,
  body: z.strictObject({}),
  response: operation.operationRunSchema,
  errors: ["job_not_cancelable"],
});
export const sendRawRequest = defineEndpoint({
  id: "rawRequests.send",
  method: "POST",
  path: "/api/profiles/:profileId/raw-requests",
  access: "session",
  profilePermission: "raw-request",
  summary: "Sends a request to the device as written, within the kind's allowed paths.",
  params: profileParams,
  body: operation.rawRequestInput,
  response: operation.rawAnswerSchema,
  errors: ["confirmation_mismatch"],
});
export const listRawRequests = defineEndpoint({
  id: "rawRequests.list",
  method: "GET",
  path: "/api/profiles/:profileId/raw-requests",
  access: "session",
  profilePermission: "raw-request",
  summary: "Raw requests sent before, newest first.",
  params: profileParams,
  query: pageQuerySchema,
  response: pageOf(operation.rawHistoryEntrySchema),
});

export const listNotifications = defineEndpoint({
  id: "notifications.list",
  method: "GET",
  path: "/api/notifications",
  access: "session",
  summary: "Stored notifications of the active team, newest first.",
  query: notification.notificationQuerySchema,
  response: pageOf(notification.notificationSchema),
});
export const streamNotifications = defineEndpoint({
  id: "notifications.stream",
  method: "GET",
  path: "/api/notifications/stream",
  access: "session",
  summary: "Live events; resumes after `Last-Event-ID`.",
  query: notification.streamQuerySchema,
  response: notification.streamEventSchema,
  format: "event-stream",
  countsAsActivity: false,
});
