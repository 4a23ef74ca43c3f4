import type { ErrorCode } from "@/contracts/errors";
import type { Problem } from "@/contracts/problem";

export interface DeviceErrorOptions {
  remedy?: string;
  /** Facts of the refusal; the message must already be redacted and bounded. */
  device?: Problem["device"];
  errorClass?: string;
  cause?: unknown;
}

/** A failure of a device or of the way to it, of any kind. `message` is ours and holds no secret. */
export class DeviceError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly device: Problem["device"] | undefined;
  readonly errorClass: string | undefined;

  constructor(code: ErrorCode, message: string, options: DeviceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "DeviceError";
    this.code = code;
    this.remedy = options.remedy;
    this.device = options.device;
    this.errorClass = options.errorClass;
  }
}

/** The device has no notification stream for us; the console polls instead. */
export class NotificationsUnavailable extends DeviceError {
  constructor(message: string, options: DeviceErrorOptions = {}) {
    super("device_unavailable", message, options);
    this.name = "NotificationsUnavailable";
  }
}

/** A setting of a profile that the kind does not accept; `field` is its name. */
export class InvalidSettings extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.name = "InvalidSettings";
    this.field = field;
  }
}

const LOGON_REFUSALS: ReadonlySet<ErrorCode> = new Set([
  "device_authentication",
  "device_password_expired",
  "device_session_limit",
  "device_logon_paused",
  "secret_missing",
]);

/** True where trying again by ourselves would hurt: credentials refused, password expired, too many sessions (SEC-G5). */
export function isLogonRefusal(error: unknown): error is DeviceError {
  return error instanceof DeviceError && LOGON_REFUSALS.has(error.code);
}
