import { z } from "zod";
import { operationRunSchema } from "./operation";
import { idSchema, pageQuerySchema, timestampSchema } from "./page";
import { listenerStateSchema, reachabilitySchema } from "./profile";

export const notificationChangeSchema = z.object({
  property: z.string(),
  oldValue: z.unknown(),
  newValue: z.unknown(),
});

export const notificationSchema = z.object({
  id: z.number().int(),
  profileId: idSchema,
  profileName: z.string(),
  /** One of `notificationTypes`, or whatever the device called it. */
  type: z.string(),
  /** One line for people, e.g. `status: active → stopped`. */
  summary: z.string(),
  objectUri: z.string().nullable(),
  objectClass: z.string().nullable(),
  objectName: z.string().nullable(),
  elementUri: z.string().nullable(),
  action: z.string().nullable(),
  jobUri: z.string().nullable(),
  changes: z.array(notificationChangeSchema),
  /** Text of log entries and operating system messages; start and end of a gap. */
  details: z.array(z.object({ label: z.string(), value: z.string() })),
  occurredAt: timestampSchema.nullable(),
  receivedAt: timestampSchema,
});
export type Notification = z.infer<typeof notificationSchema>;

export const notificationQuerySchema = pageQuerySchema.extend({
  profileId: idSchema.optional(),
  type: z.string().max(60).optional(),
  objectUri: z.string().max(500).optional(),
  text: z.string().max(200).optional(),
  from: timestampSchema.optional(),
  to: timestampSchema.optional(),
});

/** `profiles` narrows the stream; the default is every profile of the active team that the reader may view. */
export const streamQuerySchema = z.strictObject({
  profiles: z.string().max(4000).optional(),
});

/**
 * Events of `GET /api/notifications/stream`. Only `notification` events (gaps among them) carry an SSE id
 * (`<epoch>-<notification id>`) and are replayed on resume; the others tell the present state.
 */
export const streamEventSchema = z.discriminatedUnion("event", [
  z.object({ event: z.literal("notification"), data: notificationSchema }),
  z.object({ event: z.literal("listener"), data: z.object({ profileId: idSchema, listener: listenerStateSchema }) }),
  z.object({
    event: z.literal("reachability"),
    data: z.object({ profileId: idSchema, reachability: reachabilitySchema }),
  }),
  z.object({ event: z.literal("operation"), data: operationRunSchema }),
  /** What the console knew of these resources may be stale: read again. */
  z.object({ event: z.literal("stale"), data: z.object({ profileId: idSchema, reason: z.string() }) }),
  /** The position asked for cannot be resumed: read everything again. */
  z.object({ event: z.literal("reset"), data: z.object({ reason: z.enum(["epoch", "expired", "overflow"]) }) }),
  z.object({
    event: z.literal("end"),
    data: z.object({ reason: z.enum(["signed_out", "permission", "overflow", "shutdown"]), retryMs: z.number().int() }),
  }),
]);
export type StreamEvent = z.infer<typeof streamEventSchema>;
