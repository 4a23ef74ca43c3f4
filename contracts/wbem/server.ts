import { z } from "zod";
import { idSchema } from "../page";
import { wbemNamespaceSchema, wbemNoteSchema, wbemPathSchema, wbemShownPathSchema } from "./values";

export const wbemServerQuerySchema = z.strictObject({
  /** `1` reads from the server even if a copy is at hand. */
  refresh: z.enum(["0", "1"]).optional(),
});
export const wbemServerSchema = z.object({
  profileId: idSchema,
  address: z.string(),
  brand: z.string().nullable(),
  version: z.string().nullable(),
  description: z.string().nullable(),
  interopNamespace: z.string().nullable(),
  defaultNamespace: z.string(),
  namespaces: z.array(z.string()),
  /** How lists are read: by pull operations, the traditional way, or not yet known. */
  pull: z.enum(["pull", "traditional", "unknown"]),
  /** What could not be read, and why. */
  warnings: z.array(z.string()),
  notes: z.array(wbemNoteSchema),
});
export type WbemServer = z.infer<typeof wbemServerSchema>;

export const wbemRegisteredProfileSchema = z.object({
  path: wbemPathSchema,
  organization: z.string(),
  name: z.string(),
  version: z.string(),
  /** Profiles that build on it, as far as the server tells. */
  scopedBy: z.array(wbemPathSchema),
});
export type WbemRegisteredProfile = z.infer<typeof wbemRegisteredProfileSchema>;
export const wbemCentralInstancesSchema = z.object({
  items: z.array(wbemShownPathSchema),
  /** How they were found. */
  method: z.string(),
});

export const wbemNamespaceInput = z.strictObject({ namespace: wbemNamespaceSchema });

/** What a server counts itself of one operation, by whomever it was asked (CIM_CIMOMStatisticalData). */
const servedOperationSchema = z.object({
  operation: z.string(),
  count: z.number().nullable(),
  /** Averages of one operation, as far as the server says them. */
  serverMs: z.number().nullable(),
  providerMs: z.number().nullable(),
  requestBytes: z.number().nullable(),
  replyBytes: z.number().nullable(),
});
export const wbemServedSchema = z.object({
  /** False where the server has no such statistics. */
  isKnown: z.boolean(),
  /** Null where it cannot be told to gather them, or to stop. */
  isGathering: z.boolean().nullable(),
  operations: z.array(servedOperationSchema),
});
export type WbemServed = z.infer<typeof wbemServedSchema>;
export const wbemServedInput = z.strictObject({ isGathering: z.boolean() });
