/** The shape of all exchanges with the HMC (HMC Web Services API, section 4). */
import type { z } from "zod";
import { DeviceError } from "../errors";

export interface HmcRequest {
  method: "GET" | "POST" | "DELETE";
  /** Path and query below `/api/`. */
  uri: string;
  /** Becomes JSON. */
  body?: unknown;
}

export interface HmcAnswer {
  status: number;
  contentType: string | null;
  text: string;
}

/** Sends one request in a session; throws `HmcError` for statuses of 400 and above. */
export type Send = (request: HmcRequest) => Promise<HmcAnswer>;

/** A path with its query; names and values are escaped, absent values are left out. */
export function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  );
  return parts.length === 0 ? path : `${path}?${parts.join("&")}`;
}

/**
 * The answer's JSON, judged by a schema.
 * @throws DeviceError `device_protocol` if it is not JSON or not what the book says.
 */
export function parseBody<S extends z.ZodType>(answer: HmcAnswer, schema: S, what: string): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(answer.text);
  } catch (cause) {
    throw new DeviceError("device_protocol", `The HMC's answer to ${what} is not JSON.`, { cause });
  }
  const result = schema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    const field = issue === undefined || issue.path.length === 0 ? "its form" : `the field "${issue.path.join(".")}"`;
    throw new DeviceError("device_protocol", `The HMC's answer to ${what} is not what the book says: ${field}.`);
  }
  return result.data;
}

/** True for a refusal with this status and, if given, reason. */
export function isRefusal(error: unknown, status: number, reason?: number): error is DeviceError {
  if (!(error instanceof DeviceError)) return false;
  const { device } = error;
  return device?.status === status && (reason === undefined || device.reason === reason);
}
