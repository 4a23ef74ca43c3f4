import { addressOf } from "../address";
import type * as endpoints from "../endpoints/devices";

export const getHmcInventory = addressOf<typeof endpoints.getHmcInventory>(
  "GET",
  "/api/profiles/:profileId/hmc/inventory",
);
export const getHmcObject = addressOf<typeof endpoints.getHmcObject>("GET", "/api/profiles/:profileId/hmc/object");
export const startOperation = addressOf<typeof endpoints.startOperation>(
  "POST",
  "/api/profiles/:profileId/operations/:operation",
);
export const listRuns = addressOf<typeof endpoints.listRuns>("GET", "/api/operation-runs");
export const getRun = addressOf<typeof endpoints.getRun>("GET", "/api/operation-runs/:runId");
export const cancelRun = addressOf<typeof endpoints.cancelRun>("POST", "/api/operation-runs/:runId/cancel");
export const sendRawRequest = addressOf<typeof endpoints.sendRawRequest>(
  "POST",
  "/api/profiles/:profileId/raw-requests",
);
export const listRawRequests = addressOf<typeof endpoints.listRawRequests>(
  "GET",
  "/api/profiles/:profileId/raw-requests",
);
export const listNotifications = addressOf<typeof endpoints.listNotifications>("GET", "/api/notifications");
