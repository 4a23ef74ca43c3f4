import "server-only";
import type { TransportErrorClass } from "@/contracts/tls";
import { DeviceError } from "@/server/protocols/errors";
import { TransportError } from "@/server/transport/errors";

/** Failures of the way that are of one answer; a server that cannot be reached any more is none. */
const OF_ONE_ANSWER: readonly TransportErrorClass[] = [
  "headers-timeout",
  "body-timeout",
  "total-timeout",
  "response-too-large",
  "decompression-ratio",
  "reset",
  "connection-lost",
];

/**
 * True for a failure that need not be one of the next part, so that work of many parts goes on: a refusal or an unreadable
 * answer of the server, or one that did not come. Refused credentials, a lost way and our own faults end it.
 */
export function isOfOnePart(error: unknown): boolean {
  if (error instanceof DeviceError) return error.code !== "device_authentication";
  return error instanceof TransportError && OF_ONE_ANSWER.includes(error.class);
}
