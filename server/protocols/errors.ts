import type { ErrorCode } from "@/contracts/errors";
import type { Problem } from "@/contracts/problem";

export interface DeviceErrorOptions {
  remedy?: string;
  /** Facts of the refusal; the message must already be redacted and bounded. */
  device?: Problem["device"];
  errorClass?: string;
  cause?: unknown;
}

const LINEAGE = Symbol.for("signalbox.device-error.lineage");

function lineageOf(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null || !(LINEAGE in value)) return [];
  return Array.isArray(value[LINEAGE]) ? value[LINEAGE] : [];
}

function isBranded(type: unknown): type is { brand: string } {
  return typeof type === "function" && "brand" in type && typeof type.brand === "string";
}

/**
 * A failure of a device or of the way to it, of any kind. `message` is ours and holds no secret. The framework compiles
 * this module more than once, and the pool throws what a route catches: `instanceof` goes by name, not by class object.
 */
export class DeviceError extends Error {
  /** Name of this class in the lineage of its instances; every subclass has its own. */
  static readonly brand: string = "DeviceError";
  readonly [LINEAGE]: readonly string[];

  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: the class that is asked, which may be a subclass.
    return lineageOf(value).includes(this.brand);
  }

  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly device: Problem["device"] | undefined;
  readonly errorClass: string | undefined;

  constructor(code: ErrorCode, message: string, options: DeviceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "DeviceError";
    const brands: string[] = [];
    for (let type: unknown = new.target; isBranded(type); type = Object.getPrototypeOf(type)) brands.push(type.brand);
    this[LINEAGE] = brands;
    this.code = code;
    this.remedy = options.remedy;
    this.device = options.device;
    this.errorClass = options.errorClass;
  }
}

/** The device has no notification stream for us; the console polls instead. */
export class NotificationsUnavailable extends DeviceError {
  static override readonly brand: string = "NotificationsUnavailable";

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
