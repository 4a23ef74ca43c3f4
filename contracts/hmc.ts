import { z } from "zod";
import { timestampSchema } from "./page";

/** Properties of a device object as the HMC names them; values keep their JSON types. */
export const hmcPropertiesSchema = z.record(z.string(), z.unknown());

export const hmcCpcSchema = z.object({
  uri: z.string(),
  name: z.string(),
  status: z.string(),
  hasUnacceptableStatus: z.boolean().nullable(),
  isDpmEnabled: z.boolean().nullable(),
  seVersion: z.string().nullable(),
});
export type HmcCpc = z.infer<typeof hmcCpcSchema>;

/** A DPM partition or a classic LPAR, as one row. */
export const hmcPartitionSchema = z.object({
  uri: z.string(),
  class: z.enum(["partition", "logical-partition"]),
  name: z.string(),
  status: z.string(),
  hasUnacceptableStatus: z.boolean().nullable(),
  /** linux, ssc, zvm for partitions; activation mode for LPARs. */
  type: z.string().nullable(),
  cpcName: z.string().nullable(),
  cpcUri: z.string().nullable(),
});
export type HmcPartition = z.infer<typeof hmcPartitionSchema>;

export const hmcConsoleSchema = z.object({
  uri: z.string(),
  name: z.string(),
  hmcVersion: z.string().nullable(),
  apiVersion: z.string().nullable(),
  properties: hmcPropertiesSchema,
});

/** What an HMC shows its user: console, CPCs, partitions and LPARs over all CPCs. */
export const hmcInventorySchema = z.object({
  /** Address that answered. */
  address: z.string(),
  readAt: timestampSchema,
  console: hmcConsoleSchema,
  cpcs: z.array(hmcCpcSchema),
  partitions: z.array(hmcPartitionSchema),
  /** `permitted`: by the console's permitted lists; `per-cpc`: CPC by CPC, on HMCs without them. */
  source: z.enum(["permitted", "per-cpc"]),
  /** What could not be read, in sentences. */
  warnings: z.array(z.string()),
});
export type HmcInventory = z.infer<typeof hmcInventorySchema>;

export const hmcObjectQuerySchema = z.strictObject({
  uri: z
    .string()
    .regex(/^\/api\/[A-Za-z0-9/_.%-]+$/, "a URI below /api/")
    .max(500),
});
export const hmcObjectSchema = z.object({
  uri: z.string(),
  class: z.string(),
  name: z.string(),
  status: z.string().nullable(),
  cpcName: z.string().nullable(),
  cpcUri: z.string().nullable(),
  readAt: timestampSchema,
  groups: z.array(
    z.object({
      name: z.string(),
      properties: z.array(z.object({ name: z.string(), value: z.unknown() })),
    }),
  ),
});
export type HmcObject = z.infer<typeof hmcObjectSchema>;
