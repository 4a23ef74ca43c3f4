/** The shape of all exchanges with a BMC (BMC reference, section 8; Redfish, DSP0266). */
import type { z } from "zod";
import type { DeviceBody } from "../device-http";
import { DeviceError } from "../errors";

export interface BmcRequest {
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Path and query. */
  uri: string;
  /** Becomes JSON. */
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** Each replaces the limit of the profile for this request. */
  headersMs?: number;
  totalMs?: number;
  maximumResponseBytes?: number;
}

export interface BmcAnswer extends DeviceBody {
  status: number;
  /** By lower-case name. */
  headers: ReadonlyMap<string, string>;
  contentType: string | null;
}

/** Requests in a session; what every exchange of this folder is given to work with. */
export interface BmcApi {
  /** Sends a request; throws `BmcError` for statuses of 400 and above. */
  send(request: BmcRequest, signal?: AbortSignal): Promise<BmcAnswer>;
  /** Like `send`, but hands over refusals too, once the session rules have been applied. */
  exchange(request: BmcRequest, signal?: AbortSignal): Promise<BmcAnswer>;
  /** The error that a refusal stands for, without what is secret in its texts. */
  refusal(request: BmcRequest, answer: BmcAnswer): Promise<DeviceError>;
}

/** The answer's JSON, or undefined where it is none. */
export function jsonOf({ text, large }: DeviceBody): unknown {
  if (large === undefined) return parseJson(text);
  return "value" in large ? large.value : undefined;
}

/** The JSON of a text, or undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** True for a JSON object. */
export function isProperties(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The answer's JSON, judged by a schema.
 * @throws DeviceError `device_protocol` if it is not JSON or not what the document says.
 */
export function parseBody<S extends z.ZodType>(answer: BmcAnswer, schema: S, what: string): z.output<S> {
  const value = jsonOf(answer);
  if (value === undefined) throw new DeviceError("device_protocol", `The BMC's answer to ${what} is not JSON.`);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue === undefined || issue.path.length === 0 ? "its form" : `the field "${issue.path.join(".")}"`;
  throw new DeviceError("device_protocol", `The BMC's answer to ${what} is not what Redfish says: ${field}.`);
}

/** A path with its query; names beginning with `$` keep it, values are escaped, absent values are left out. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [value === "" ? name : `${name}=${encodeURIComponent(String(value))}`],
  );
  if (parts.length === 0) return path;
  return `${path}${path.includes("?") ? "&" : "?"}${parts.join("&")}`;
}
