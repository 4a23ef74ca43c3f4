/** Values of the data types as text of CIM-XML (DSP0004, section 5.2; reference, section 3). */
import { type CimDatetime, parseDatetime } from "../model/datetime";
import {
  type CimDataType,
  type CimIntegerType,
  type CimRealType,
  type CimType,
  integerTypes,
  realTypes,
} from "../model/types";

/** Values of the data types that are one text; objects and paths have elements of their own. */
export type SimpleValue = string | number | bigint | boolean | CimDatetime;

const LARGEST_EXACT = BigInt(Number.MAX_SAFE_INTEGER);
const DECIMAL = /^[+-]?\d{1,400}$/;
const HEXADECIMAL = /^([+-]?)(0[xX][0-9a-fA-F]{1,400})$/;
const REAL = /^[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,9})?$/;
const specialReals: Record<string, number> = { INF: Number.POSITIVE_INFINITY, "-INF": Number.NEGATIVE_INFINITY };
const realDigits: Record<CimRealType, number> = { real32: 11, real64: 17 };

function rangeOf(type: CimIntegerType): { lowest: bigint; highest: bigint } {
  const bits = BigInt(type.slice(4));
  return type.startsWith("u")
    ? { lowest: 0n, highest: 2n ** bits - 1n }
    : { lowest: -(2n ** (bits - 1n)), highest: 2n ** (bits - 1n) - 1n };
}

/** Smallest and largest value of each type of integer. */
export const integerRanges = new Map(integerTypes.map((type) => [type as string, rangeOf(type)]));
const shortRanges = new Map(
  [...integerRanges]
    .filter(([type]) => !type.endsWith("64"))
    .map(([type, { lowest, highest }]) => [type, { lowest: Number(lowest), highest: Number(highest) }]),
);

const dataTypes: ReadonlySet<string> = new Set([
  "boolean",
  "string",
  "char16",
  "datetime",
  ...integerTypes,
  ...realTypes,
]);

export function isDataType(type: string): type is CimDataType {
  return dataTypes.has(type);
}

export function isIntegerType(type: string): type is CimIntegerType {
  return integerRanges.has(type);
}

export function isRealType(type: string): type is CimRealType {
  return type === "real32" || type === "real64";
}

function parseWhole(text: string): bigint | null {
  if (DECIMAL.test(text)) return BigInt(text.startsWith("+") ? text.slice(1) : text);
  const [, sign, digits] = HEXADECIMAL.exec(text) ?? [];
  if (digits === undefined) return null;
  return sign === "-" ? -BigInt(digits) : BigInt(digits);
}

/**
 * An integer of a type, decimal or hexadecimal; white space around it does not count.
 * @throws RangeError for what is no integer or out of the range of the type.
 */
export function parseInteger(type: CimIntegerType, text: string): number | bigint {
  const digits = text.trim();
  const short = shortRanges.get(type);
  if (short !== undefined && digits.length < 12 && DECIMAL.test(digits)) {
    const value = Number(digits);
    if (value < short.lowest || value > short.highest)
      throw new RangeError(`The number is out of the range of ${type}.`);
    return value;
  }
  const value = parseWhole(digits);
  if (value === null) throw new RangeError(`The value is not a number of type ${type}.`);
  return requireRange(type, value);
}

/** A number in the form the type has: `bigint` for 64 bits. @throws RangeError */
export function requireRange(type: CimIntegerType, value: bigint): number | bigint {
  const range = integerRanges.get(type);
  if (range === undefined || value < range.lowest || value > range.highest) {
    throw new RangeError(`The number is out of the range of ${type}.`);
  }
  return type.endsWith("64") ? value : Number(value);
}

/** @throws RangeError */
export function parseReal(text: string): number {
  const digits = text.trim();
  if (REAL.test(digits)) return Number(digits);
  if (digits === "NaN") return Number.NaN;
  const special = specialReals[digits];
  if (special === undefined) throw new RangeError("The value is not a real number.");
  return special;
}

/** A boolean; null for an empty text. @throws RangeError */
export function parseBoolean(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  if (word === "true") return true;
  if (word === "false") return false;
  if (word === "") return null;
  throw new RangeError("The value is neither TRUE nor FALSE.");
}

/** One UTF-16 code unit. @throws RangeError */
export function parseChar16(text: string): string {
  if (text.length !== 1) throw new RangeError("A char16 is exactly one character of the Basic Multilingual Plane.");
  return text;
}

/** A numeric value of a type that is not known: an integer where it is one. @throws RangeError */
export function parseUntypedNumber(text: string): number | bigint {
  const whole = parseWhole(text.trim());
  if (whole === null) return parseReal(text);
  return whole <= LARGEST_EXACT && whole >= -LARGEST_EXACT ? Number(whole) : whole;
}

/** A value of a type but boolean, whose empty text is a matter of tolerance. @throws RangeError */
export function parseSimple(type: Exclude<CimDataType, "boolean">, text: string): Exclude<SimpleValue, boolean> {
  switch (type) {
    case "string":
      return text;
    case "char16":
      return parseChar16(text);
    case "datetime":
      return parseDatetime(text.trim());
    case "real32":
    case "real64":
      return parseReal(text);
    default:
      return parseInteger(type, text);
  }
}

/** A real with a point and at least the significant digits that its type needs. */
export function formatReal(type: CimRealType, value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "INF" : "-INF";
  const digits = realDigits[type];
  const [mantissa = "0", exponentText = "0"] = value.toExponential(digits - 1).split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= digits) {
    const sign = exponent < 0 ? "-" : "+";
    return `${withPoint(mantissa)}E${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  return withPoint(value.toFixed(Math.min(100, digits - 1 - exponent)));
}

function withPoint(number: string): string {
  const short = number.includes(".") ? number.replace(/0+$/, "") : number;
  if (short.endsWith(".")) return `${short}0`;
  return short.includes(".") ? short : `${short}.0`;
}

/** The text of a value. @throws RangeError for a value that is not of the type. */
export function formatSimple(type: CimDataType, value: unknown): string {
  switch (type) {
    case "string":
      if (typeof value !== "string") throw new RangeError("The value is not a text.");
      return value;
    case "char16":
      if (typeof value !== "string") throw new RangeError("The value is not a character.");
      return parseChar16(value);
    case "boolean":
      if (typeof value !== "boolean") throw new RangeError("The value is neither true nor false.");
      return value ? "TRUE" : "FALSE";
    case "datetime":
      return formatDatetime(value);
    case "real32":
    case "real64":
      if (typeof value !== "number") throw new RangeError("The value is not a real number.");
      return formatReal(type, value);
    default:
      return formatInteger(type, value);
  }
}

function formatDatetime(value: unknown): string {
  if (typeof value === "string") return parseDatetime(value).text;
  if (isDatetime(value)) return parseDatetime(value.text).text;
  throw new RangeError("The value is not a datetime.");
}

/** True for a datetime or interval. */
export function isDatetime(value: unknown): value is CimDatetime {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    (value.kind === "timestamp" || value.kind === "interval")
  );
}

function formatInteger(type: CimIntegerType, value: unknown): string {
  if (typeof value === "bigint") return String(requireRange(type, value));
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw new RangeError(`The value is not an exact number of type ${type}.`);
  }
  return String(requireRange(type, BigInt(value)));
}

/** The text of a number of unknown type. */
export function formatUntypedNumber(value: number | bigint): string {
  return typeof value === "bigint" || Number.isInteger(value) ? String(value) : formatReal("real64", value);
}

/** The type that a value of a property or parameter shows by itself; null where it could be several. */
export function typeOfValue(value: unknown): CimType | null {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "boolean";
  if (isDatetime(value)) return "datetime";
  return null;
}
