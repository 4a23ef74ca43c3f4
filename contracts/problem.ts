import { z } from "zod";
import { errorCodeSchema } from "./errors";

/** One rejected input: `path` names the field (dotted), `message` says what is wrong with it. */
export const fieldProblemSchema = z.object({ path: z.string(), message: z.string() });
export type FieldProblem = z.infer<typeof fieldProblemSchema>;

/** Facts a device gave with its refusal; shown as the device's words, never mixed into ours. */
export const deviceProblemSchema = z.object({
  /** HTTP status of the device's answer. */
  status: z.number().int().optional(),
  /** HMC reason code, only meaningful together with the status; CIM status code of a WBEM server. */
  reason: z.number().int().optional(),
  /** The device's own message, bounded and redacted. */
  message: z.string().optional(),
});

/** Body of every error answer (RFC 9457, `application/problem+json`). */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: errorCodeSchema,
  requestId: z.string(),
  /** What the reader can do next, when there is something. */
  remedy: z.string().optional(),
  errors: z.array(fieldProblemSchema).optional(),
  device: deviceProblemSchema.optional(),
  /** Class of section "error classes" for transport failures, e.g. `unknown-ca`. */
  errorClass: z.string().optional(),
  /** Seconds to wait before trying again, for throttled requests. */
  retryAfterSeconds: z.number().int().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
/** Why one part of something did not succeed, inside an answer that is none of a refusal itself. */
export const partProblemSchema = problemSchema.omit({ requestId: true, type: true, status: true });
export type PartProblem = z.infer<typeof partProblemSchema>;
