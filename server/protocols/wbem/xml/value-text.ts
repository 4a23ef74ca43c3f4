/** What the texts of CIM-XML need beyond the data types: limits, key values without a type (reference, 3 and 4.3). */
import { type CimDatetime, parseDatetime } from "../model/datetime";
import { integerWithoutType } from "../model/integers";
import { isIntegerType, type PlainScalar, parseScalar, printScalar } from "../model/scalars";
import { type CimDataType, dataTypes } from "../model/types";

/** No number needs more characters; longer ones would only cost time. */
const LONGEST_NUMBER = 400;
const WHOLE = /^([+-]?)(\d+|0[xX][\da-fA-F]+)$/;
const known: ReadonlySet<string> = new Set(dataTypes);

export function isDataType(type: string): type is CimDataType {
  return known.has(type);
}

/** True for a datetime or interval. */
export function isDatetime(value: unknown): value is CimDatetime {
  if (typeof value !== "object" || value === null || !("kind" in value)) return false;
  return value.kind === "timestamp" || value.kind === "interval";
}

function requireShort(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_NUMBER) throw new RangeError("The number is too long.");
  return trimmed;
}

/** The value of a text. @throws RangeError */
export function readText(type: CimDataType, text: string): PlainScalar {
  if (type === "string" || type === "char16") return parseScalar(type, text);
  return parseScalar(type, requireShort(text));
}

/** A number whose type is not known: an integer where it is written as one. @throws RangeError */
export function readUntypedNumber(text: string): number | bigint {
  const trimmed = requireShort(text);
  const [, sign, digits] = WHOLE.exec(trimmed) ?? [];
  if (digits !== undefined) return integerWithoutType(sign === "-" ? -BigInt(digits) : BigInt(digits));
  const value = parseScalar("real64", trimmed);
  return typeof value === "number" ? value : Number.NaN;
}

/** The text of a value, whatever it is said to be. @throws RangeError for a value that is not of the type. */
export function writeText(type: CimDataType, value: unknown): string {
  if (isDatetime(value)) {
    if (type !== "datetime") throw new RangeError(`This is not a value of the type ${type}.`);
    return parseDatetime(value.text).text;
  }
  if (typeof value === "number" && isIntegerType(type) && !Number.isSafeInteger(value)) {
    throw new RangeError(`This is no exact number of type ${type}.`);
  }
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
    case "boolean":
      return printScalar(type, value);
    default:
      throw new RangeError(`This is not a value of the type ${type}.`);
  }
}

/** The text of a number whose type is not known. */
export function writeUntypedNumber(value: number | bigint): string {
  return typeof value === "bigint" || Number.isInteger(value) ? BigInt(value).toString() : printScalar("real64", value);
}
