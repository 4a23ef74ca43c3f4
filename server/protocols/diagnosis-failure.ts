/** What the steps of "Test connection" say about failures of devices, of every kind. */
import type { DiagnosisStep } from "@/contracts/diagnosis";
import type { TransportErrorClass } from "@/contracts/tls";
import { TransportError } from "@/server/transport/errors";
import { DeviceError } from "./errors";

export type FailureFacts = Pick<DiagnosisStep, "finding"> &
  Partial<Pick<DiagnosisStep, "evidence" | "errorClass" | "remedy">>;

/**
 * Class, sentence and advice of a failure: never a body of what answered (SEC-D8). `remedies` holds the kind's own advice
 * by class of the transport. Throws what is no failure of a device or of the way to it.
 */
export function describeFailure(
  error: unknown,
  remedies: Partial<Record<TransportErrorClass, string>> = {},
): FailureFacts {
  if (error instanceof TransportError) {
    const text = remedies[error.class];
    return {
      finding: error.message,
      errorClass: error.class,
      ...(text === undefined ? {} : { remedy: { text } }),
    };
  }
  if (!(error instanceof DeviceError)) throw error;
  const { status, reason } = error.device ?? {};
  const answer = reason === undefined ? `${status}` : `${status}.${reason}`;
  const { code } = refusalBehind(error);
  const isCredential = code === "device_authentication" || code === "secret_missing";
  const isScheme = error.errorClass === "auth-scheme-unsupported";
  return {
    finding: error.message,
    evidence: status === undefined ? [] : [{ label: "Answer", value: answer }],
    errorClass: isScheme ? "auth-scheme-unsupported" : code === "device_authentication" ? "auth-failed" : undefined,
    ...(error.remedy === undefined ? {} : { remedy: { text: error.remedy, ...adviseAction(isCredential, isScheme) } }),
  };
}

/** Logons are paused because of a refusal, which is what is to be mended. */
function refusalBehind(error: DeviceError): DeviceError {
  return error.code === "device_logon_paused" && error.cause instanceof DeviceError ? error.cause : error;
}

function adviseAction(isCredential: boolean, isScheme: boolean) {
  if (isScheme) return { action: { type: "edit-field" as const, field: "settings.authentication" } };
  return isCredential ? { action: { type: "reenter-secrets" as const } } : {};
}
