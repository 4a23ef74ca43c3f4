import { z } from "zod";
import * as bmc from "../bmc";
import { defineEndpoint } from "../endpoint";
import { idSchema } from "../page";

const profileParams = z.object({ profileId: idSchema });
const uriQuery = z.strictObject({ uri: bmc.resourceUriSchema });
const common = { access: "session", params: profileParams } as const;

export const listBmcs = defineEndpoint({
  id: "bmcs.list",
  method: "GET",
  path: "/api/bmcs",
  access: "session",
  summary: "Every BMC of the active team as it was seen last; those seen too long ago are read again meanwhile.",
  response: z.object({ items: z.array(bmc.bmcRowSchema) }),
  countsAsActivity: false,
});
export const getBmcOverview = defineEndpoint({
  ...common,
  id: "bmc.overview",
  method: "GET",
  path: "/api/profiles/:profileId/bmc/overview",
  profilePermission: "view",
  summary: "Systems, hypervisor, chassis and managers of a BMC, read now.",
  response: bmc.bmcOverviewSchema,
  countsAsActivity: false,
});
export const listBmcSensors = defineEndpoint({
  ...common,
  id: "bmc.sensors",
  method: "GET",
  path: "/api/profiles/:profileId/bmc/sensors",
  profilePermission: "view",
  summary: "Sensors of all chassis with their thresholds.",
  response: bmc.bmcSensorsSchema,
  countsAsActivity: false,
});
export const listBmcParts = defineEndpoint({
  ...common,
  id: "bmc.parts",
  method: "GET",
  path: "/api/profiles/:profileId/bmc/parts",
  profilePermission: "view",
  summary: "Processors, memory, adapters, fans, supplies and assemblies.",
  response: bmc.bmcPartsSchema,
  countsAsActivity: false,
});
export const listBmcFirmware = defineEndpoint({
  ...common,
  id: "bmc.firmware",
  method: "GET",
  path: "/api/profiles/:profileId/bmc/firmware",
  profilePermission: "view",
  summary: "Firmware images, running and standing by.",
  response: bmc.bmcFirmwareSchema,
  countsAsActivity: false,
});
export const listBmcTasks = defineEndpoint({
  ...common,
  id: "bmc.tasks",
  method: "GET",
  path: "/api/profiles/:profileId/bmc/tasks",
  profilePermission: "view",
  summary: "Tasks the BMC keeps, with progress.",
  response: bmc.bmcTasksSchema,
  countsAsActivity: false,
});
export const listBmcSessions = defineEndpoint({
  ...common,
  id: "bmc.sessions.list",
  method: "GET",
  path: "/api/profiles/:profileId/bmc/sessions",
  profilePermission: "view",
  summary: "Sessions on the BMC with user, client and address.",
  response: bmc.bmcSessionsSchema,
  countsAsActivity: false,
});
export const disconnectBmcSession = defineEndpoint({
  ...common,
  id: "bmc.sessions.disconnect",
  method: "DELETE",
  path: "/api/profiles/:profileId/bmc/sessions",
  profilePermission: "operate",
  summary: "Ends a session on the BMC.",
  query: uriQuery,
  errors: ["device_authorization"],
});
export const listBmcLogs = defineEndpoint({
  ...common,
  id: "bmc.logs.list",
  method: "GET",
  path: "/api/profiles/:profileId/bmc/logs",
  profilePermission: "view",
  summary: "Log services of systems and managers.",
  response: z.object({ items: z.array(bmc.bmcLogServiceSchema) }),
  countsAsActivity: false,
});
export const listBmcLogEntries = defineEndpoint({
  ...common,
  id: "bmc.logs.entries",
  method: "GET",
  path: "/api/profiles/:profileId/bmc/log-entries",
  profilePermission: "view",
  summary: "One page of a log, filtered.",
  query: bmc.bmcLogQuerySchema,
  response: bmc.bmcLogPageSchema,
  countsAsActivity: false,
});
export const resolveBmcLogEntry = defineEndpoint({
  ...common,
  id: "bmc.logs.resolve",
  method: "POST",
  path: "/api/profiles/:profileId/bmc/log-entries/resolved",
  profilePermission: "operate",
  summary: "Marks an entry as resolved, or open again.",
  body: bmc.resolveLogEntryInput,
});
export const listBmcCertificates = defineEndpoint({
  ...common,
  id: "bmc.certificates.list",
  method: "GET",
  path: "/api/profiles/:profileId/bmc/certificates",
  profilePermission: "view",
  summary: "Certificates of the BMC itself and its trust store.",
  response: bmc.bmcCertificatesSchema,
  countsAsActivity: false,
});
export const generateBmcRequest = defineEndpoint({
  ...common,
  id: "bmc.certificates.request",
  method: "POST",
  path: "/api/profiles/:profileId/bmc/certificates/request",
  profilePermission: "manage",
  summary: "Lets the BMC make a key and a certificate request; a pending one is overwritten.",
  body: bmc.bmcGenerateRequestInput,
  response: z.object({ csrPem: z.string() }),
  errors: ["device_busy"],
});
export const replaceBmcCertificate = defineEndpoint({
  ...common,
  id: "bmc.certificates.replace",
  method: "PUT",
  path: "/api/profiles/:profileId/bmc/certificates",
  profilePermission: "manage",
  summary: "Replaces a certificate of the BMC; a pinned profile follows the certificate just installed.",
  body: bmc.bmcReplaceCertificateInput,
  response: bmc.bmcInstalledCertificateSchema,
  errors: ["confirmation_mismatch", "invalid_certificate", "device_request_rejected"],
});
export const addBmcCertificate = defineEndpoint({
  ...common,
  id: "bmc.certificates.add",
  method: "POST",
  path: "/api/profiles/:profileId/bmc/certificates",
  profilePermission: "manage",
  summary: "Adds a CA certificate to a trust store of the BMC.",
  status: 201,
  body: bmc.bmcAddCertificateInput,
  response: bmc.bmcCertificateSchema,
  errors: ["invalid_certificate", "device_request_rejected"],
});
export const deleteBmcCertificate = defineEndpoint({
  ...common,
  id: "bmc.certificates.delete",
  method: "DELETE",
  path: "/api/profiles/:profileId/bmc/certificates",
  profilePermission: "manage",
  summary: "Takes a certificate out of a trust store of the BMC.",
  query: uriQuery.extend({ confirm: z.string().max(255) }),
  errors: ["confirmation_mismatch"],
});
export const getBmcNetwork = defineEndpoint({
  ...common,
  id: "bmc.network",
  method: "GET",
  path: "/api/profiles/:profileId/bmc/network",
  profilePermission: "view",
  summary: "Interfaces of the BMC and of the VMI, protocols and time servers of the BMC.",
  response: bmc.bmcNetworkSchema,
  countsAsActivity: false,
});
export const changeVmiNetwork = defineEndpoint({
  ...common,
  id: "bmc.network.change-vmi",
  method: "POST",
  path: "/api/profiles/:profileId/bmc/network/vmi",
  profilePermission: "operate",
  summary: "Changes an interface of the VMI; the host takes it when it runs.",
  body: bmc.changeVmiNetworkInput,
  response: bmc.acceptedChangeSchema,
});
