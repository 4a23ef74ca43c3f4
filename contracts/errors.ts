import { z } from "zod";

/** Every failure a caller may want to tell apart. The HTTP status of each is decided in `server/http/problem.ts`. */
export const errorCodes = [
  // the request
  "invalid_request",
  "payload_too_large",
  "unsupported_media_type",
  "method_not_allowed",
  "cross_origin",
  "too_many_requests",
  // who is asking
  "not_signed_in",
  "sign_in_failed",
  "sign_in_throttled",
  "current_password_wrong",
  "second_factor_required",
  "second_factor_failed",
  "forbidden",
  "not_found",
  // the state of things
  "conflict",
  "revision_conflict",
  "confirmation_mismatch",
  "secret_reentry_required",
  "secret_missing",
  "secret_binding",
  "in_use",
  "nothing_recorded",
  "first_run_done",
  "first_run_token",
  "sealed",
  "storage_unavailable",
  "shutting_down",
  // files and key material
  "invalid_certificate",
  "invalid_key",
  // devices
  "address_not_allowed",
  "device_unreachable",
  "device_tls",
  "device_authentication",
  "device_logon_paused",
  "device_authorization",
  "device_session_limit",
  "device_password_expired",
  "device_not_found",
  "device_conflict",
  "device_request_rejected",
  "device_unavailable",
  "device_protocol",
  "device_timeout",
  "device_busy",
  "device_answer_too_large",
  "job_not_cancelable",
  "cancelled",
  "internal",
] as const;

export const errorCodeSchema = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCodeSchema>;
