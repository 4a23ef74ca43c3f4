import { addressOf } from "../address";
import type * as endpoints from "../endpoints/bmc";

export const listBmcs = addressOf<typeof endpoints.listBmcs>("GET", "/api/bmcs");
export const getBmcOverview = addressOf<typeof endpoints.getBmcOverview>(
  "GET",
  "/api/profiles/:profileId/bmc/overview",
);
export const listBmcSensors = addressOf<typeof endpoints.listBmcSensors>("GET", "/api/profiles/:profileId/bmc/sensors");
export const listBmcParts = addressOf<typeof endpoints.listBmcParts>("GET", "/api/profiles/:profileId/bmc/parts");
export const listBmcFirmware = addressOf<typeof endpoints.listBmcFirmware>(
  "GET",
  "/api/profiles/:profileId/bmc/firmware",
);
export const listBmcTasks = addressOf<typeof endpoints.listBmcTasks>("GET", "/api/profiles/:profileId/bmc/tasks");
export const listBmcSessions = addressOf<typeof endpoints.listBmcSessions>(
  "GET",
  "/api/profiles/:profileId/bmc/sessions",
);
export const disconnectBmcSession = addressOf<typeof endpoints.disconnectBmcSession>(
  "DELETE",
  "/api/profiles/:profileId/bmc/sessions",
);
export const listBmcLogs = addressOf<typeof endpoints.listBmcLogs>("GET", "/api/profiles/:profileId/bmc/logs");
export const listBmcLogEntries = addressOf<typeof endpoints.listBmcLogEntries>(
  "GET",
  "/api/profiles/:profileId/bmc/log-entries",
);
export const resolveBmcLogEntry = addressOf<typeof endpoints.resolveBmcLogEntry>(
  "POST",
  "/api/profiles/:profileId/bmc/log-entries/resolved",
);
export const listBmcCertificates = addressOf<typeof endpoints.listBmcCertificates>(
  "GET",
  "/api/profiles/:profileId/bmc/certificates",
);
export const generateBmcRequest = addressOf<typeof endpoints.generateBmcRequest>(
  "POST",
  "/api/profiles/:profileId/bmc/certificates/request",
);
export const replaceBmcCertificate = addressOf<typeof endpoints.replaceBmcCertificate>(
  "PUT",
  "/api/profiles/:profileId/bmc/certificates",
);
export const addBmcCertificate = addressOf<typeof endpoints.addBmcCertificate>(
  "POST",
  "/api/profiles/:profileId/bmc/certificates",
);
export const deleteBmcCertificate = addressOf<typeof endpoints.deleteBmcCertificate>(
  "DELETE",
  "/api/profiles/:profileId/bmc/certificates",
);
export const getBmcNetwork = addressOf<typeof endpoints.getBmcNetwork>("GET", "/api/profiles/:profileId/bmc/network");
export const changeVmiNetwork = addressOf<typeof endpoints.changeVmiNetwork>(
  "POST",
  "/api/profiles/:profileId/bmc/network/vmi",
);
