import { z } from "zod";
import { idSchema, pageQuerySchema, timestampSchema } from "./page";

export const auditEventSchema = z.object({
  sequence: z.number().int(),
  occurredAt: timestampSchema,
  actorId: idSchema.nullable(),
  actorName: z.string(),
  teamId: idSchema.nullable(),
  remoteAddress: z.string().nullable(),
  /** Stable verb, e.g. `profile.replace`, `operation.start`, `sign-in`. */
  action: z.string(),
  objectType: z.string(),
  objectId: z.string().nullable(),
  objectName: z.string().nullable(),
  /** `intent` is written before a device is asked and completed by a second record. */
  outcome: z.enum(["intent", "success", "failure", "denied"]),
  /** Before and after, without secrets. */
  details: z.record(z.string(), z.unknown()),
  requestId: z.string(),
});
export type AuditEvent = z.infer<typeof auditEventSchema>;

export const auditQuerySchema = pageQuerySchema.extend({
  actor: z.string().max(120).optional(),
  action: z.string().max(80).optional(),
  outcome: z.enum(["intent", "success", "failure", "denied"]).optional(),
  text: z.string().max(200).optional(),
  from: timestampSchema.optional(),
  to: timestampSchema.optional(),
});

export const auditVerificationSchema = z.object({
  isIntact: z.boolean(),
  checked: z.number().int(),
  /** First sequence number that does not fit, when there is one. */
  firstBadSequence: z.number().int().nullable(),
  finding: z.string(),
});
