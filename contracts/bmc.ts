import { z } from "zod";
import { certificateFactsSchema } from "./certificate";
import { idSchema, timestampSchema } from "./page";
import { listenerStateSchema, reachabilitySchema } from "./profile";

const text = z.string().nullable();
const count = z.number().nullable();
const flag = z.boolean().nullable();
const moment = timestampSchema.nullable();
const warnings = z.array(z.string());
/** Path of a resource, as the service gave it. */
export const resourceUriSchema = z
  .string()
  .max(500)
  .regex(/^\/[\x21-\x7e]*$/, "This is not the path of a resource.");

const statusSchema = z.object({ state: text, health: text, healthRollup: text });

export const bmcSystemSchema = z.object({
  uri: z.string(),
  name: z.string(),
  hostName: text,
  manufacturer: text,
  model: text,
  serialNumber: text,
  assetTag: text,
  biosVersion: text,
  powerState: text,
  bootProgress: text,
  status: statusSchema,
  memoryGiB: count,
  processorCount: count,
  processorModel: text,
  lastResetAt: moment,
  isLocating: flag,
  /** The service answered with part of it only. */
  isPartial: z.boolean(),
  /** Ids of the operations that it takes; null where the service does not say. */
  operations: z.array(z.string()).nullable(),
});
export const bmcChassisSchema = z.object({
  uri: z.string(),
  name: z.string(),
  type: text,
  manufacturer: text,
  model: text,
  partNumber: text,
  serialNumber: text,
  powerState: text,
  status: statusSchema,
  isLocating: flag,
});
export const clockSkewSchema = z.object({
  deviceTime: timestampSchema,
  ourTime: timestampSchema,
  skewMs: z.number(),
  level: z.enum(["ok", "warn", "severe"]),
});
export const bmcManagerSchema = z.object({
  uri: z.string(),
  name: z.string(),
  model: text,
  firmwareVersion: text,
  status: statusSchema,
  powerState: text,
  lastResetAt: moment,
  clock: clockSkewSchema.nullable(),
  /** Ids of the operations that it takes; null where the service does not say. */
  operations: z.array(z.string()).nullable(),
});

/** State of the hypervisor as far as the certificate exchange is concerned. */
export const hostReadinessSchema = z.object({
  state: z.enum(["ready", "standby", "quiesced", "starting", "off", "unknown", "no-hypervisor"]),
  canSign: flag,
  finding: z.string(),
  remedy: text,
  hypervisor: z.object({ powerState: text, state: text }).nullable(),
  system: z.object({ powerState: text, state: text, health: text, bootProgress: text }),
  hypervisorUri: z.string(),
  systemUri: z.string(),
});
export type HostReadiness = z.infer<typeof hostReadinessSchema>;

export const bmcOverviewSchema = z.object({
  profileId: idSchema,
  address: z.string(),
  product: text,
  redfishVersion: text,
  uuid: text,
  roles: z.array(z.string()),
  systems: z.array(bmcSystemSchema),
  chassis: z.array(bmcChassisSchema),
  managers: z.array(bmcManagerSchema),
  /** Null on a service without hypervisor. */
  host: hostReadinessSchema.extend({ operations: z.array(z.string()).nullable() }).nullable(),
  warnings,
  readAt: timestampSchema,
});
export type BmcOverview = z.infer<typeof bmcOverviewSchema>;

export const bmcSensorSchema = z.object({
  uri: z.string(),
  name: z.string(),
  chassis: z.string(),
  type: text,
  reading: count,
  units: text,
  state: text,
  health: text,
  minimum: count,
  maximum: count,
  thresholds: z.object({ lowerCritical: count, lowerCaution: count, upperCaution: count, upperCritical: count }),
  verdict: z.enum(["ok", "caution", "critical"]),
});
export type BmcSensor = z.infer<typeof bmcSensorSchema>;
export const bmcSensorsSchema = z.object({ sensors: z.array(bmcSensorSchema), warnings });

export const bmcPartSchema = z.object({
  uri: z.string(),
  kind: z.enum(["processor", "memory", "pcie-device", "fabric-adapter", "fan", "power-supply", "assembly"]),
  name: z.string(),
  owner: z.string(),
  manufacturer: text,
  model: text,
  partNumber: text,
  serialNumber: text,
  sparePartNumber: text,
  locationCode: text,
  state: text,
  health: text,
  isLocating: flag,
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
});
export type BmcPart = z.infer<typeof bmcPartSchema>;
export const bmcPartsSchema = z.object({ parts: z.array(bmcPartSchema), warnings });

export const bmcFirmwareImageSchema = z.object({
  uri: z.string(),
  name: z.string(),
  version: text,
  manufacturer: text,
  releaseDate: text,
  state: text,
  health: text,
  /** The running image; the other one stands by. */
  isActive: z.boolean(),
  isUpdateable: flag,
});
export type BmcFirmwareImage = z.infer<typeof bmcFirmwareImageSchema>;
export const bmcFirmwareSchema = z.object({ images: z.array(bmcFirmwareImageSchema), warnings });

export const bmcTaskSchema = z.object({
  uri: z.string(),
  name: z.string(),
  state: text,
  status: text,
  percent: count,
  startedAt: moment,
  endedAt: moment,
  messages: z.array(z.object({ text: z.string(), key: z.string() })),
  hasEnded: z.boolean(),
  hasFailed: z.boolean(),
});
export type BmcTask = z.infer<typeof bmcTaskSchema>;
export const bmcTasksSchema = z.object({ tasks: z.array(bmcTaskSchema), warnings });

export const bmcSessionSchema = z.object({
  uri: z.string(),
  id: z.string(),
  userName: text,
  /** Name the client gave itself. */
  clientName: text,
  clientAddress: text,
  type: text,
  roles: z.array(z.string()),
  createdAt: moment,
  /** The console's own. */
  isOwn: z.boolean(),
});
export type BmcSession = z.infer<typeof bmcSessionSchema>;
export const bmcSessionsSchema = z.object({
  sessions: z.array(bmcSessionSchema),
  /** Seconds a session may be idle. */
  timeoutSeconds: count,
  warnings,
});

export const bmcLogServiceSchema = z.object({
  uri: z.string(),
  id: z.string(),
  name: z.string(),
  owner: z.string(),
  entriesUri: text,
  canClear: z.boolean(),
  isEnabled: flag,
});
export type BmcLogService = z.infer<typeof bmcLogServiceSchema>;
export const bmcLogEntrySchema = z.object({
  uri: z.string(),
  id: z.string(),
  severity: text,
  message: z.string(),
  messageId: text,
  createdAt: moment,
  isResolved: flag,
  resolution: text,
  originUri: text,
  args: z.array(z.string()),
});
export type BmcLogEntry = z.infer<typeof bmcLogEntrySchema>;
export const bmcLogQuerySchema = z.strictObject({
  entries: resourceUriSchema,
  severity: z.enum(["OK", "Warning", "Critical"]).optional(),
  from: timestampSchema.optional(),
  to: timestampSchema.optional(),
  resolved: z.enum(["0", "1"]).optional(),
  text: z.string().max(200).optional(),
  cursor: resourceUriSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const bmcLogPageSchema = z.object({
  items: z.array(bmcLogEntrySchema),
  nextCursor: text,
  total: count,
  /** The service has no filter: each page was filtered here and may hold fewer entries. */
  isFilteredHere: z.boolean(),
});
export const resolveLogEntryInput = z.strictObject({ uri: resourceUriSchema, isResolved: z.boolean() });

export const bmcCertificateSchema = z.object({
  uri: z.string(),
  collectionUri: z.string(),
  use: z.enum(["https", "ldap", "trust-store", "client-ca", "other"]),
  name: z.string(),
  /** Null where the BMC does not show the certificate itself or it cannot be read. */
  facts: certificateFactsSchema.nullable(),
  subject: z.string(),
  issuer: z.string(),
  validTo: moment,
  canReplace: z.boolean(),
  canDelete: z.boolean(),
  /** Whom a replacement or removal can lock out. */
  warning: text,
});
export type BmcCertificate = z.infer<typeof bmcCertificateSchema>;
export const bmcCertificatesSchema = z.object({
  certificates: z.array(bmcCertificateSchema),
  collections: z.array(z.object({ use: bmcCertificateSchema.shape.use, uri: z.string() })),
  canGenerateRequest: z.boolean(),
  warnings,
});
const namePart = z.string().trim().min(1, "is needed").max(64);
export const bmcGenerateRequestInput = z.strictObject({
  collectionUri: resourceUriSchema,
  commonName: namePart,
  country: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/, "a country has two letters"),
  state: namePart,
  city: namePart,
  organization: namePart,
  organizationalUnit: namePart,
  alternativeNames: z.array(z.string().trim().min(1).max(253)).max(20).default([]),
  key: z.enum(["secp384r1", "prime256v1", "rsa-2048"]).default("secp384r1"),
});
export const bmcReplaceCertificateInput = z.strictObject({
  uri: resourceUriSchema,
  /** Certificate with its chain, and the key unless the request was made on the BMC. */
  pem: z.string().min(1).max(65_536),
  /** The address of the profile, typed. */
  confirmation: z.string().max(255),
});
export const bmcAddCertificateInput = z.strictObject({
  collectionUri: resourceUriSchema,
  pem: z.string().min(1).max(65_536),
});
export const bmcInstalledCertificateSchema = z.object({
  uri: z.string(),
  fingerprint256: z.string(),
  notAfter: timestampSchema,
  isExpired: z.boolean(),
  isNotYetValid: z.boolean(),
  /** The profile's pin was moved to the certificate just installed. */
  isPinned: z.boolean(),
});

export const vmiInterfaceSchema = z.object({
  uri: z.string(),
  name: z.string(),
  isEnabled: flag,
  hostName: text,
  macAddress: text,
  isDhcpV4: flag,
  isDhcpV6: flag,
  isAutoConfigV6: flag,
  gatewayV6: text,
  addresses: z.array(
    z.object({
      family: z.enum(["ipv4", "ipv6"]),
      address: z.string(),
      origin: text,
      subnetMask: text,
      prefixLength: count,
      gateway: text,
      isUsable: z.boolean(),
    }),
  ),
  isPartial: z.boolean(),
});
export type VmiInterface = z.infer<typeof vmiInterfaceSchema>;
export const bmcInterfaceSchema = vmiInterfaceSchema.extend({
  linkStatus: text,
  speedMbps: count,
  fullName: text,
  nameServers: z.array(z.string()),
});
export type BmcInterface = z.infer<typeof bmcInterfaceSchema>;
export const bmcProtocolSchema = z.object({
  /** Name of the manager that offers it. */
  manager: z.string(),
  name: z.string(),
  isEnabled: z.boolean(),
  port: count,
});
export type BmcProtocol = z.infer<typeof bmcProtocolSchema>;
export const bmcNetworkSchema = z.object({
  /** Interfaces of the BMC itself, to be seen only. */
  bmc: z.array(bmcInterfaceSchema),
  /** Protocols by which the BMC can be reached, on and off; none where the service does not list them. */
  protocols: z.array(bmcProtocolSchema),
  timeServers: z.array(z.string()),
  vmi: z.array(vmiInterfaceSchema),
  /** Addresses of the VMI that can be dialled now. */
  reachable: z.array(z.string()),
  warnings,
});
export const vmiChangeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("static-v4"), address: z.ipv4(), subnetMask: z.ipv4(), gateway: z.ipv4() }),
  z.strictObject({ kind: z.literal("no-static-v4") }),
  z.strictObject({ kind: z.literal("dhcp-v4"), isEnabled: z.boolean() }),
  z.strictObject({
    kind: z.literal("static-v6"),
    address: z.ipv6(),
    prefixLength: z.number().int().min(1).max(128),
    gateway: z.ipv6().optional(),
  }),
  z.strictObject({ kind: z.literal("no-static-v6") }),
  z.strictObject({ kind: z.literal("dhcp-v6"), isEnabled: z.boolean() }),
  z.strictObject({ kind: z.literal("auto-config-v6"), isEnabled: z.boolean() }),
]);
export const changeVmiNetworkInput = z.strictObject({ uri: resourceUriSchema, change: vmiChangeSchema });
export const acceptedChangeSchema = z.object({
  /** Accepted is not done: the result shows when the host has taken it. */
  isPending: z.boolean(),
});

/** One BMC in the list of all. */
export const bmcRowSchema = z.object({
  profileId: idSchema,
  name: z.string(),
  group: z.string(),
  tags: z.array(z.string()),
  host: z.string(),
  reachability: reachabilitySchema,
  listener: listenerStateSchema,
  /** As read last; null until somebody has looked. */
  lastSeen: z
    .object({
      powerState: text,
      health: text,
      hostState: hostReadinessSchema.shape.state.nullable(),
      model: text,
      serialNumber: text,
      firmwareVersion: text,
      systemUri: text,
      readAt: timestampSchema,
    })
    .nullable(),
  /** Client certificates in use that were ordered for this BMC. */
  orderedCertificates: z.array(z.object({ id: idSchema, name: z.string() })),
  /** When the latest of them ends, and the HTTPS certificate that the BMC presents. */
  orderedCertificateEndsAt: moment,
  presentedCertificateEndsAt: moment,
  lastEvent: z.object({ at: timestampSchema, summary: z.string() }).nullable(),
});
export type BmcRow = z.infer<typeof bmcRowSchema>;
