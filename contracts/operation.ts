import { z } from "zod";
import { idSchema, timestampSchema } from "./page";
import { partProblemSchema } from "./problem";

export const runStateSchema = z.enum([
  /** The request is on its way to the device. */
  "requested",
  /** The device works on it as a job. */
  "running",
  /** The job is done; the object has not shown the wanted status yet. */
  "settling",
  "cancel_pending",
  "succeeded",
  "failed",
  /** The device did not begin with it, because of the object's state or of another operation on it: nothing was changed. */
  "refused",
  "cancelled",
  /** The console lost sight of it: its outcome is not known. */
  "unknown",
]);
export type RunState = z.infer<typeof runStateSchema>;

/** One operation somebody started on a device: who, what, on what, and what became of it. */
export const operationRunSchema = z.object({
  id: idSchema,
  profileId: idSchema,
  profileName: z.string(),
  operation: z.string(),
  label: z.string(),
  /** URI or id of the object on the device. */
  target: z.string(),
  targetName: z.string(),
  startedBy: z.string(),
  startedAt: timestampSchema,
  endedAt: timestampSchema.nullable(),
  durationMs: z.number().nullable(),
  state: runStateSchema,
  /** What is going on, in a sentence. */
  progress: z.string(),
  isCancelable: z.boolean(),
  /** Status of the object when the run ended. */
  endStatus: z.string().nullable(),
  deviceStatus: z.number().int().nullable(),
  deviceReason: z.number().int().nullable(),
  problem: partProblemSchema.nullable(),
});
export type OperationRun = z.infer<typeof operationRunSchema>;

export const startOperationInput = z.strictObject({
  target: z.string().max(500),
  input: z.record(z.string(), z.unknown()).default({}),
  /**
   * Name of the object as the console shows it (on a BMC after the name of its profile), typed again, for operations that
   * ask for it.
   */
  confirmation: z.string().max(200).optional(),
  /** End states to accept besides the expected one, e.g. `exceptions`. */
  acceptStatuses: z.array(z.string().max(60)).max(10).default([]),
  operationTimeoutMs: z
    .number()
    .int()
    .min(1000)
    .max(24 * 3600_000)
    .optional(),
  statusTimeoutMs: z.number().int().min(1000).max(3600_000).optional(),
});
export type StartOperationInput = z.infer<typeof startOperationInput>;

/** What is sent as written; which of them a device knows depends on its kind. */
export const rawMethodSchema = z.enum(["GET", "POST", "PATCH", "DELETE"]);
export type RawMethod = z.infer<typeof rawMethodSchema>;

export const rawRequestInput = z.strictObject({
  method: rawMethodSchema,
  /** Path and query on the device, e.g. `/api/cpcs?name=CPC1`. */
  uri: z.string().min(1).max(2000),
  /** JSON text. */
  body: z.string().max(262_144).optional(),
  /** Of a PATCH: the tag the resource must still have, as the device gave it in `ETag`; `*` takes any. */
  ifMatch: z
    .string()
    .max(200)
    .regex(/^(?:\*|(?:W\/)?"[\x21\x23-\x7e]*")$/, "An ETag stands in quotation marks.")
    .optional(),
  /** Needed for anything but GET: the profile's name, typed again. */
  confirmation: z.string().max(80).optional(),
  /** Keep the redacted bodies in the history. */
  record: z.boolean().default(false),
});
export const rawAnswerSchema = z.object({
  runId: idSchema,
  status: z.number().int(),
  reason: z.number().int().nullable(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  contentType: z.string().nullable(),
  /** Redacted text of the answer. */
  body: z.string(),
  isTruncated: z.boolean(),
  sizeBytes: z.number().int(),
  durationMs: z.number(),
  address: z.string(),
});
export const rawHistoryEntrySchema = z.object({
  runId: idSchema,
  method: rawMethodSchema,
  uri: z.string(),
  status: z.number().int().nullable(),
  reason: z.number().int().nullable(),
  startedBy: z.string(),
  startedAt: timestampSchema,
  durationMs: z.number().nullable(),
  requestBody: z.string().nullable(),
  responseBody: z.string().nullable(),
});
