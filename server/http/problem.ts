import "server-only";
import type { z } from "zod";
import type { ErrorCode } from "@/contracts/errors";
import type { FieldProblem, Problem } from "@/contracts/problem";
import { AppError } from "@/server/domain/app-error";

interface Meaning {
  status: number;
  title: string;
}

/** The one table from codes to HTTP statuses; the compiler keeps it complete. */
export const meanings: Record<ErrorCode, Meaning> = {
  invalid_request: { status: 400, title: "The request has mistakes" },
  payload_too_large: { status: 413, title: "The request is too large" },
  unsupported_media_type: { status: 415, title: "The request is not JSON" },
  method_not_allowed: { status: 405, title: "This method is not offered here" },
  cross_origin: { status: 403, title: "The request came from another site" },
  too_many_requests: { status: 429, title: "Too many requests" },
  not_signed_in: { status: 401, title: "You are not signed in" },
  sign_in_failed: { status: 401, title: "E-mail or password is wrong" },
  sign_in_throttled: { status: 429, title: "Too many failed sign-ins" },
  current_password_wrong: { status: 422, title: "Your current password is wrong" },
  second_factor_required: { status: 401, title: "A second factor is needed" },
  second_factor_failed: { status: 401, title: "The code is not right" },
  forbidden: { status: 403, title: "You may not do this" },
  not_found: { status: 404, title: "Not found" },
  conflict: { status: 409, title: "This does not fit what is stored" },
  revision_conflict: { status: 409, title: "Somebody else changed this" },
  confirmation_mismatch: { status: 422, title: "The confirmation does not match" },
  secret_reentry_required: { status: 409, title: "The secrets have to be entered again" },
  secret_missing: { status: 409, title: "A secret is not set" },
  secret_binding: { status: 409, title: "A stored secret does not belong here" },
  in_use: { status: 409, title: "This is in use" },
  nothing_recorded: { status: 409, title: "Nothing is recorded" },
  first_run_done: { status: 409, title: "The console is set up already" },
  first_run_token: { status: 403, title: "The setup token is not valid" },
  sealed: { status: 503, title: "The console is sealed" },
  storage_unavailable: { status: 503, title: "The database does not answer" },
  shutting_down: { status: 503, title: "The console is shutting down" },
  invalid_certificate: { status: 422, title: "The certificate cannot be used" },
  invalid_key: { status: 422, title: "The key cannot be used" },
  address_not_allowed: { status: 422, title: "This address may not be contacted" },
  device_unreachable: { status: 502, title: "The device cannot be reached" },
  device_tls: { status: 502, title: "No trusted connection to the device" },
  device_authentication: { status: 502, title: "The device refused the credentials" },
  device_logon_paused: { status: 409, title: "Logons to the device are paused" },
  device_authorization: { status: 502, title: "The device user may not do this" },
  device_session_limit: { status: 502, title: "The device has too many sessions of this user" },
  device_password_expired: { status: 502, title: "The password on the device has expired" },
  device_not_found: { status: 404, title: "The device does not know this object" },
  device_conflict: { status: 409, title: "The state of the object does not allow this" },
  device_request_rejected: { status: 422, title: "The device rejected the request" },
  device_unavailable: { status: 502, title: "The device is not ready" },
  device_protocol: { status: 502, title: "The device's answer makes no sense" },
  device_timeout: { status: 504, title: "The device did not answer in time" },
  device_busy: { status: 409, title: "The object is busy" },
  device_answer_too_large: { status: 502, title: "The device's answer is too large" },
  job_not_cancelable: { status: 409, title: "This job cannot be cancelled" },
  cancelled: { status: 499, title: "The request was cancelled" },
  internal: { status: 500, title: "Something went wrong in the console" },
};

/** Names each rejected input of a zod error by its dotted path. */
export function fieldProblems(error: z.ZodError, prefix = ""): FieldProblem[] {
  return error.issues.slice(0, 50).map((issue) => ({
    path: [...(prefix === "" ? [] : [prefix]), ...issue.path.map(String)].join("."),
    message: issue.message,
  }));
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "ResponseAborted");
}

/** The coded error behind whatever was thrown; anything unexpected becomes `internal` and says nothing of itself. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isAbort(error))
    return new AppError("cancelled", "The request was cancelled before it was done.", { cause: error });
  return new AppError(
    "internal",
    "The console could not finish this. The request id leads to the details in its log.",
    {
      cause: error,
    },
  );
}

/** The RFC 9457 body of an error (SEC-B4: no stack, path, SQL or device header). */
export function problemOf(error: AppError, requestId: string): Problem {
  const meaning = meanings[error.code];
  return {
    type: `urn:signalbox:problem:${error.code}`,
    title: meaning.title,
    status: meaning.status,
    detail: error.message,
    code: error.code,
    requestId,
    remedy: error.remedy,
    errors: error.errors,
    device: error.device,
    errorClass: error.errorClass,
    retryAfterSeconds: error.retryAfterSeconds,
  };
}

/** The error answer itself. */
export function problemResponse(error: AppError, requestId: string): Response {
  const problem = problemOf(error, requestId);
  const headers = new Headers({
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-request-id": requestId,
  });
  if (error.retryAfterSeconds !== undefined) headers.set("retry-after", String(error.retryAfterSeconds));
  if (error.allowedMethods !== undefined) headers.set("allow", error.allowedMethods.join(", "));
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
