/** Asynchronous operations (HMC Web Services API, section 6). */
import { z } from "zod";
import type { JobState } from "../kind";
import { boundedText } from "./errors";
import { type HmcAnswer, type HmcRequest, parseBody } from "./exchange";

const startedSchema = z.object({ "job-uri": z.string().regex(/^\/api\/jobs\/[^/?#]+$/) });

const jobSchema = z.object({
  status: z.enum(["running", "cancel-pending", "canceled", "complete"]),
  "job-status-code": z.number().int().optional().catch(undefined),
  "job-reason-code": z.number().int().optional().catch(undefined),
  "job-results": z.unknown().optional(),
});

const resultTextSchema = z.object({
  message: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
});

/** The job's URI out of a 202 answer; undefined where the operation is accepted without a job (empty body). */
export function parseJobUri(answer: HmcAnswer): string | undefined {
  if (answer.text.trim() === "") return undefined;
  return parseBody(answer, startedSchema, "the start of the operation")["job-uri"];
}

/** Query Job Status. */
export function requestJobStatus(jobUri: string): HmcRequest {
  return { method: "GET", uri: jobUri };
}

/** `canceled` is an end like `complete`; `complete` does not mean success: `statusCode` decides. */
export function parseJobStatus(answer: HmcAnswer, secrets: readonly string[] = []): JobState {
  const body = parseBody(answer, jobSchema, "the job query");
  const results = resultTextSchema.safeParse(body["job-results"]);
  const text = results.success ? (results.data.message ?? results.data.error) : undefined;
  return {
    status: body.status,
    statusCode: body["job-status-code"] ?? null,
    reasonCode: body["job-reason-code"] ?? null,
    message: text === undefined || text === "" ? null : boundedText(text, secrets),
  };
}

/** Delete Completed Job Status. */
export function requestJobDeletion(jobUri: string): HmcRequest {
  return { method: "DELETE", uri: jobUri };
}

/** Cancel Job; 404.4 where the operation cannot be canceled. */
export function requestJobCancel(jobUri: string): HmcRequest {
  return { method: "POST", uri: `${jobUri}/operations/cancel` };
}
