/** Values of the CIM data types as text (DSP0004, section 5.2; DSP0201, section 5.2.2). */
import { type CimDatetime, parseDatetime } from "./datetime";
import { type CimDataType, type CimIntegerType, type CimRealType, integerTypes, realTypes } from "./types";

const RANGES: Record<CimIntegerType, readonly [bigint, bigint]> = {
  uint8: [0n, 0xffn],
  uint16: [0n, 0xffffn],
  uint32: [0n, 0xffff_ffffn],
  uint64: [0n, 0xffff_ffff_ffff_ffffn],
  sint8: [-0x80n, 0x7fn],
  sint16: [-0x8000n, 0x7fffn],
  sint32: [-0x8000_0000n, 0x7fff_ffffn],
  sint64: [-0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn],
};
const INTEGER = /^(?<sign>[+-]?)(?<digits>0[xX][\dA-Fa-f]+|\d+)$/;
/** Decimal and short enough for a number to be exact. */
const SHORT_INTEGER = /^[+-]?\d{1,15}$/;
const REAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const SPECIAL_REALS: ReadonlyMap<string, number> = new Map([
  ["INF", Number.POSITIVE_INFINITY],
  ["-INF", Number.NEGATIVE_INFINITY],
  ["NaN", Number.NaN],
]);
/** Significant digits that a value survives. */
const DIGITS: Record<CimRealType, number> = { real32: 11, real64: 17 };

export type PlainScalar = string | number | bigint | boolean | CimDatetime;

/** True for the eight integer types. */
export function isIntegerType(type: string): type is CimIntegerType {
  return (integerTypes as readonly string[]).includes(type);
}

/** True for real32 and real64. */
export function isRealType(type: string): type is CimRealType {
  return (realTypes as readonly string[]).includes(type);
}

/** Smallest and largest value of an integer type. */
export function rangeOf(type: CimIntegerType): { smallest: bigint; largest: bigint } {
  const [smallest, largest] = RANGES[type];
  return { smallest, largest };
}

/**
 * Reads the text of a value. White space around booleans and numbers does not matter; integers may be hexadecimal.
 * @throws RangeError saying why the text is not a value of the type.
 */
export function parseScalar(type: CimDataType, text: string): PlainScalar {
  switch (type) {
    case "string":
      return text;
    case "char16":
      return parseChar16(text);
    case "boolean":
      return parseBoolean(text);
    case "datetime":
      return parseDatetime(text);
    case "real32":
    case "real64":
      return parseReal(type, text);
    default:
      return parseInteger(type, text);
  }
}

function parseChar16(text: string): string {
  if (text.length === 1) return text;
  throw new RangeError("A char16 is exactly one character of the basic plane.");
}

function parseBoolean(text: string): boolean {
  const word = text.trim().toLowerCase();
  if (word === "true") return true;
  if (word === "false") return false;
  throw new RangeError("A boolean is TRUE or FALSE.");
}

function parseReal(type: CimRealType, text: string): number {
  const trimmed = text.trim();
  const special = SPECIAL_REALS.get(trimmed);
  if (special !== undefined) return special;
  if (!REAL.test(trimmed)) throw new RangeError(`This is not a ${type}: digits with a point, INF, -INF or NaN.`);
  return requireReal(type, Number(trimmed));
}

function requireReal(type: CimRealType, value: number): number {
  if (Number.isFinite(type === "real32" ? Math.fround(value) : value)) return value;
  throw new RangeError(`The number is out of the range of ${type}.`);
}

/**
 * Reads an integer: of 64 bits as bigint, shorter ones as number.
 * @throws RangeError where it is none, or out of the range of its type.
 */
export function parseInteger(type: CimIntegerType, text: string): number | bigint {
  const trimmed = text.trim();
  const isWide = type === "uint64" || type === "sint64";
  if (!isWide && SHORT_INTEGER.test(trimmed)) return requireInteger(type, Number(trimmed));
  const { sign, digits } = INTEGER.exec(trimmed)?.groups ?? {};
  if (digits === undefined) throw new RangeError(`This is not a whole number, as ${type} asks for.`);
  const value = requireInteger(type, sign === "-" ? -BigInt(digits) : BigInt(digits));
  return isWide ? value : Number(value);
}

function requireInteger<N extends number | bigint>(type: CimIntegerType, value: N): N {
  const [smallest, largest] = RANGES[type];
  if (value >= smallest && value <= largest) return value;
  throw new RangeError(`The number is out of the range of ${type}: ${smallest} to ${largest}.`);
}

/**
 * Writes a value of the type as CIM-XML has it.
 * @throws RangeError where the value does not belong to the type.
 */
export function printScalar(type: CimDataType, value: PlainScalar): string {
  if (type === "string" && typeof value === "string") return value;
  if (type === "char16" && typeof value === "string") return parseChar16(value);
  if (type === "boolean" && typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (type === "datetime" && typeof value === "object") return value.text;
  if (isRealType(type) && (typeof value === "number" || typeof value === "bigint"))
    return printReal(type, Number(value));
  if (isIntegerType(type) && (typeof value === "number" || typeof value === "bigint")) {
    if (typeof value === "number" && !Number.isInteger(value)) throw new RangeError(`A ${type} is a whole number.`);
    return BigInt(requireInteger(type, value)).toString();
  }
  throw new RangeError(`This is not a value of the type ${type}.`);
}

/** As %.11G and %.17G print, with `.0` where there is no point. */
function printReal(type: CimRealType, value: number): string {
  for (const [text, special] of SPECIAL_REALS) if (Object.is(value, special)) return text;
  requireReal(type, value);
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const digits = DIGITS[type];
  const [mantissa = "", exponentText = "0"] = value.toExponential(digits - 1).split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= digits) {
    const sign = exponent < 0 ? "-" : "+";
    return `${withPoint(mantissa)}E${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  return withPoint(value.toFixed(Math.min(100, Math.max(0, digits - 1 - exponent))));
}

function withPoint(text: string): string {
  if (!text.includes(".")) return `${text}.0`;
  const trimmed = text.replace(/0+$/, "");
  return trimmed.endsWith(".") ? `${trimmed}0` : trimmed;
}
