import type { ErrorCode } from "@/contracts/errors";
import type { FieldProblem, Problem } from "@/contracts/problem";

export interface AppErrorOptions {
  /** What the reader can do next. */
  remedy?: string;
  /** Rejected inputs by field. */
  errors?: FieldProblem[];
  /** Facts of a device's refusal; the message must already be redacted and bounded. */
  device?: Problem["device"];
  /** Transport error class, e.g. `unknown-ca`. */
  errorClass?: string;
  retryAfterSeconds?: number;
  /** What is offered in place of a method that is not. */
  allowedMethods?: readonly string[];
  cause?: unknown;
}

/** A failure with a stable code. `message` is a sentence for the person who asked and holds no secret. */
export class AppError extends Error {
  override readonly name = "AppError";

  /** By name, not by class object: the framework compiles this module more than once in one process. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === "AppError" && "code" in value;
  }

  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly errors: FieldProblem[] | undefined;
  readonly device: Problem["device"] | undefined;
  readonly errorClass: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly allowedMethods: readonly string[] | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.remedy = options.remedy;
    this.errors = options.errors;
    this.device = options.device;
    this.errorClass = options.errorClass;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.allowedMethods = options.allowedMethods;
  }
}

/** The answer for an unknown id and for another team's id alike, so that ids cannot be probed. */
export function notFound(thing: string): AppError {
  return new AppError("not_found", `There is no such ${thing}, or it belongs to another team.`);
}

/** One rejected input field. */
export function invalidField(path: string, message: string): AppError {
  return new AppError("invalid_request", message, { errors: [{ path, message }] });
}
