import { z } from "zod";
import { idSchema, timestampSchema } from "../page";

/** One request with what came of it, as it is listed. */
export const wbemRecordedRowSchema = z.object({
  /** Position in the recording, from 0. */
  index: z.number().int(),
  operation: z.string(),
  startedAt: timestampSchema,
  durationMs: z.number(),
  serverMs: z.number().nullable(),
  requestBytes: z.number().int(),
  replyBytes: z.number().int(),
  isError: z.boolean(),
  /** HTTP status; null where none arrived. */
  status: z.number().int().nullable(),
  failure: z.string().nullable(),
});
export type WbemRecordedRow = z.infer<typeof wbemRecordedRowSchema>;
const spreadSchema = z.object({ average: z.number(), minimum: z.number(), maximum: z.number() });
export const wbemOperationFiguresSchema = z.object({
  operation: z.string(),
  count: z.number().int(),
  errors: z.number().int(),
  clientMs: spreadSchema,
  /** Null once one answer did not say it. */
  serverMs: spreadSchema.nullable(),
  requestBytes: spreadSchema,
  replyBytes: spreadSchema,
});
export type WbemOperationFigures = z.infer<typeof wbemOperationFiguresSchema>;
/** Of everything the console has asked of a server, whoever did. */
export const wbemStatisticsSchema = z.object({
  since: timestampSchema,
  operations: z.array(wbemOperationFiguresSchema),
});
export type WbemStatistics = z.infer<typeof wbemStatisticsSchema>;
export const wbemRecordingSchema = z.object({
  /** Whether what the signed-in person does with this profile is being recorded. */
  isOn: z.boolean(),
  /** Requests that had to go because there were too many. */
  dropped: z.number().int(),
  items: z.array(wbemRecordedRowSchema),
});
export type WbemRecording = z.infer<typeof wbemRecordingSchema>;
/** Whether the signed-in person's requests are being recorded, for pages that show no more of it. */
export const wbemRecordingStateSchema = z.object({ isOn: z.boolean(), count: z.number().int() });
export const wbemRecordingInput = z.strictObject({ isOn: z.boolean() });
export const wbemRecordedQuerySchema = z.strictObject({ index: z.coerce.number().int().min(0).max(1_000_000) });
const recordedHeadersSchema = z.array(z.object({ name: z.string(), value: z.string() }));
export const wbemRecordedExchangeSchema = wbemRecordedRowSchema.extend({
  requestHeaders: recordedHeadersSchema,
  requestBody: z.string(),
  answerHeaders: recordedHeadersSchema,
  /** Laid out for reading; null where none arrived. */
  answerBody: z.string().nullable(),
  isComplete: z.boolean(),
});
export type WbemRecordedExchange = z.infer<typeof wbemRecordedExchangeSchema>;
export const wbemReplayInput = z.strictObject({ targetProfileId: idSchema });
export const wbemComparisonQuerySchema = z.strictObject({ otherProfileId: idSchema });
export const wbemComparedCallSchema = z.object({
  operation: z.string(),
  namespace: z.string().nullable(),
  /** Positions in the recordings; null where one does not have the call. */
  first: z.number().int().nullable(),
  second: z.number().int().nullable(),
  firstMs: z.number().nullable(),
  secondMs: z.number().nullable(),
  verdict: z.enum(["same", "different", "only-first", "only-second", "unreadable"]),
  /** What differs, in lines. */
  details: z.array(z.string()),
});
export type WbemComparedCall = z.infer<typeof wbemComparedCallSchema>;
export const wbemComparisonSchema = z.object({
  items: z.array(wbemComparedCallSchema),
  /** Requests that were not made again, and why. */
  leftOut: z.array(z.object({ index: z.number().int(), operation: z.string(), reason: z.string() })),
});
export type WbemComparison = z.infer<typeof wbemComparisonSchema>;
