/** The shape of all exchanges with the HMC (HMC Web Services API, section 4). */
import { z } from "zod";
import type { DeviceBody } from "../device-http";
import { DeviceError } from "../errors";

export interface HmcRequest {
  method: "GET" | "POST" | "DELETE";
  /** Path and query below `/api/`. */
  uri: string;
  /** Becomes JSON. */
  body?: unknown;
  /** Largest answer that makes sense, where it is not some properties of one object. */
  maximumBytes?: number;
}

/** For lists over all CPCs and for raw requests; nothing sensible is larger than this. */
export const LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;
/** Rows of one list. No installation comes near; each costs time that others wait for (REL-16). */
const MOST_ROWS = 20_000;

export interface HmcAnswer extends DeviceBody {
  status: number;
  contentType: string | null;
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
 * The answer's JSON.
 * @throws DeviceError `device_protocol` if it is not JSON.
 */
function readJson({ text, large }: HmcAnswer, what: string): unknown {
  try {
    if (large === undefined) return JSON.parse(text);
    if ("value" in large) return large.value;
    throw large.error;
  } catch (cause) {
    throw new DeviceError("device_protocol", `The HMC's answer to ${what} is not JSON.`, { cause });
  }
}

/** @throws DeviceError `device_protocol` if the value is not what the book says. */
function judge<S extends z.ZodType>(value: unknown, schema: S, what: string): z.output<S> {
  const result = schema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    const field = issue === undefined || issue.path.length === 0 ? "its form" : `the field "${issue.path.join(".")}"`;
    throw new DeviceError("device_protocol", `The HMC's answer to ${what} is not what the book says: ${field}.`);
  }
  return result.data;
}

/**
 * The answer's JSON, judged by a schema.
 * @throws DeviceError `device_protocol` if it is not JSON or not what the book says.
 */
export function parseBody<S extends z.ZodType>(answer: HmcAnswer, schema: S, what: string): z.output<S> {
  return judge(readJson(answer, what), schema, what);
}

/**
 * The rows of a list, each judged by a schema; no list for an absent field.
 * @throws DeviceError `device_protocol` as `parseBody`, `device_answer_too_large` for more rows than an HMC can have
 */
export function parseRows<S extends z.ZodType>(
  answer: HmcAnswer,
  field: string,
  schema: S,
  what: string,
): z.output<S>[] {
  const body = judge(readJson(answer, what), z.custom<object>(isPlainObject), what);
  const rows: unknown = Object.getOwnPropertyDescriptor(body, field)?.value;
  if (Array.isArray(rows) && rows.length > MOST_ROWS) {
    throw new DeviceError("device_answer_too_large", `The HMC's answer to ${what} has more than ${MOST_ROWS} rows.`);
  }
  return judge({ [field]: rows }, z.object({ [field]: z.array(schema) }), what)[field] ?? [];
}

function isPlainObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for a refusal with this status and, if given, reason. */
export function isRefusal(error: unknown, status: number, reason?: number): error is DeviceError {
  if (!(error instanceof DeviceError)) return false;
  const { device } = error;
  return device?.status === status && (reason === undefined || device.reason === reason);
}
