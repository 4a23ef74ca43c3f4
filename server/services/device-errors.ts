import "server-only";
import type { ErrorCode } from "@/contracts/errors";
import type { PartProblem } from "@/contracts/problem";
import type { TransportErrorClass } from "@/contracts/tls";
import { AppError } from "@/server/domain/app-error";
import { redactText } from "@/server/logging/logger";
import { PkiError } from "@/server/pki/errors";
import { DeviceError } from "@/server/protocols/errors";
import { TransportError } from "@/server/transport/errors";

const QUEUE_RETRY_SECONDS = 5;

/** Transport classes that are not about TLS; every other class is. */
const transportCodes: Partial<Record<TransportErrorClass, ErrorCode>> = {
  dns: "device_unreachable",
  refused: "device_unreachable",
  unreachable: "device_unreachable",
  reset: "device_unreachable",
  "proxy-unreachable": "device_unreachable",
  "proxy-refused": "device_unreachable",
  "proxy-auth-required": "device_unreachable",
  "proxy-no-route": "device_unreachable",
  "proxy-timeout": "device_unreachable",
  "proxy-protocol": "device_unreachable",
  "connect-timeout": "device_unreachable",
  "connection-lost": "device_unreachable",
  "connection-closed": "device_unreachable",
  "heartbeat-lost": "device_unreachable",
  "handshake-timeout": "device_timeout",
  "headers-timeout": "device_timeout",
  "body-timeout": "device_timeout",
  "total-timeout": "device_timeout",
  "headers-too-large": "device_answer_too_large",
  "response-too-large": "device_answer_too_large",
  "decompression-ratio": "device_answer_too_large",
  "address-blocked": "address_not_allowed",
  "address-not-allowed": "address_not_allowed",
  "invalid-address": "address_not_allowed",
  redirect: "device_protocol",
  "content-encoding": "device_protocol",
  "http-protocol": "device_protocol",
  "stomp-protocol": "device_protocol",
  "stomp-version": "device_protocol",
  "stomp-error": "device_protocol",
  "invalid-request": "invalid_request",
  "invalid-credential-characters": "invalid_request",
  "auth-failed": "device_authentication",
  aborted: "cancelled",
  "queue-full": "too_many_requests",
};

function codeOf(error: TransportError): ErrorCode {
  return transportCodes[error.class] ?? "device_tls";
}

const TEST_REMEDY = "Test the connection: it shows which step fails and why.";

/**
 * The coded error behind whatever a device, or the way to it, threw; anything else is returned as it is. `remedy` is for a
 * way that failed.
 */
export function asDeviceError(error: unknown, remedy = TEST_REMEDY): unknown {
  if (error instanceof TransportError) {
    return new AppError(codeOf(error), error.message, {
      errorClass: error.class,
      ...(error.class === "queue-full"
        ? { remedy: "Wait until earlier requests to this device are done.", retryAfterSeconds: QUEUE_RETRY_SECONDS }
        : { remedy }),
      cause: error,
    });
  }
  if (error instanceof PkiError) {
    return new AppError("invalid_key", error.message, { errorClass: error.class, cause: error });
  }
  if (error instanceof DeviceError) {
    const { device } = error;
    return new AppError(error.code, error.message, {
      remedy: error.remedy,
      errorClass: error.errorClass,
      device: device && { ...device, message: device.message && redactText(device.message) },
      cause: error,
    });
  }
  return error;
}

/** Runs work on a device; what it throws is coded. */
export async function withDeviceErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asDeviceError(error);
  }
}

/** Class and sentence of a failure, for probes and logs. */
export function describeDeviceError(error: unknown): { errorClass: string | null; message: string } {
  if (error instanceof TransportError) return { errorClass: error.class, message: error.message };
  if (error instanceof DeviceError) return { errorClass: error.errorClass ?? error.code, message: error.message };
  if (error instanceof AppError) return { errorClass: error.code, message: error.message };
  return { errorClass: null, message: "The console could not ask the device." };
}

/** What the page of an operation shows of its failure, or of that of one part of it by a title of its own. */
export function runProblemOf(error: unknown, title = "The operation did not succeed"): PartProblem {
  const coded = asDeviceError(error);
  const isCoded = coded instanceof AppError;
  return {
    title,
    detail: isCoded ? coded.message : "The console could not finish this; its log has the details.",
    code: isCoded ? coded.code : "internal",
    remedy: isCoded ? coded.remedy : undefined,
    device: isCoded ? coded.device : undefined,
    errorClass: isCoded ? coded.errorClass : undefined,
  };
}
