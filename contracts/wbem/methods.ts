import { z } from "zod";
import {
  cimTypeSchema,
  nameSchema,
  wbemGivenValueSchema,
  wbemNamespaceSchema,
  wbemNoteSchema,
  wbemPathSchema,
  wbemShownPathSchema,
  wbemValueSchema,
} from "./values";

export const wbemInvokeInput = z.strictObject({
  /** The instance, or for a static method null with `namespace` and `className`. */
  path: wbemPathSchema.nullable(),
  namespace: wbemNamespaceSchema.optional(),
  className: nameSchema.optional(),
  method: nameSchema,
  parameters: z.array(wbemGivenValueSchema).max(200),
  /** The method's name typed again. */
  confirmation: z.string().max(300),
});
export const wbemMethodResultSchema = z.object({
  returnValue: wbemValueSchema,
  returnText: z.string().nullable(),
  outputs: z.array(
    z.object({ name: z.string(), type: cimTypeSchema.nullable(), isArray: z.boolean(), value: wbemValueSchema }),
  ),
  /** The job that was started, if one was. */
  job: wbemShownPathSchema.nullable(),
  durationMs: z.number(),
  notes: z.array(wbemNoteSchema),
});
export type WbemMethodResult = z.infer<typeof wbemMethodResultSchema>;
export const wbemJobSchema = z.object({
  path: wbemPathSchema,
  name: z.string().nullable(),
  state: z.string(),
  hasEnded: z.boolean(),
  isSuccess: z.boolean().nullable(),
  percentComplete: z.number().nullable(),
  elapsed: z.string().nullable(),
  errorText: z.string().nullable(),
  isGone: z.boolean(),
});
export type WbemJob = z.infer<typeof wbemJobSchema>;
