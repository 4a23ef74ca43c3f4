/** Values of keys in a WBEM URI (reference, section 10.1). */
import { parseDatetime } from "../model/datetime";
import { integerOfType, integerWithoutType, parseIntegerNotation } from "../model/integers";
import type { CimKeyBinding } from "../model/objects";
import { isIntegerType, isRealType } from "../model/scalars";
import type { CimType } from "../model/types";

/** Type of a key by its name, as the class declares it; undefined or null where it is not known. */
export type KeyTypes = (keyName: string) => CimType | null | undefined;

const real = /^[+-]?\d*\.\d+(?:e[+-]?\d+)?$/i;
const notFinite: Record<string, number> = {
  INF: Number.POSITIVE_INFINITY,
  "+INF": Number.POSITIVE_INFINITY,
  "-INF": Number.NEGATIVE_INFINITY,
  NAN: Number.NaN,
};

/** A value without quotes: boolean, number, or, though it is not allowed, a datetime; null for anything else. */
export function readBareValue(text: string) {
  const upper = text.toUpperCase();
  if (upper === "TRUE" || upper === "FALSE") return upper === "TRUE";
  if (real.test(text)) return Number(text);
  const special = notFinite[upper];
  if (special !== undefined) return special;
  const integer = parseIntegerNotation(text);
  if (integer !== null) return integerWithoutType(integer);
  try {
    return parseDatetime(text);
  } catch {
    return null;
  }
}

/** Value and type of a key whose class says its type, or without one; null where the value does not fit the type. */
export function typedValue(
  value: string | number | bigint | boolean,
  type: CimType | null,
): Pick<CimKeyBinding, "type" | "value"> | null {
  if (type === null)
    return { type: typeof value === "string" || typeof value === "boolean" ? kindOf(value) : null, value };
  if (type === "string") return typeof value === "string" ? { type, value } : null;
  if (type === "char16") return typeof value === "string" && value.length === 1 ? { type, value } : null;
  if (type === "boolean") return typeof value === "boolean" ? { type, value } : null;
  if (typeof value === "string") {
    if (type !== "datetime") return null;
    try {
      return { type, value: parseDatetime(value) };
    } catch {
      return null;
    }
  }
  if (typeof value === "boolean") return null;
  if (isRealType(type)) return { type, value: Number(value) };
  if (!isIntegerType(type) || (typeof value === "number" && !Number.isInteger(value))) return null;
  const integer = integerOfType(type, BigInt(value));
  return integer === null ? null : { type, value: integer };
}

function kindOf(value: string | boolean): CimType {
  return typeof value === "string" ? "string" : "boolean";
}
