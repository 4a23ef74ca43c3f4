/** Integers as value maps, MOF and WBEM URIs write them (DSP0004, annex A: integerValue). */
import { rangeOf } from "./scalars";
import type { CimIntegerType } from "./types";

/** The value as its type is kept, bigint for 64 bits and number for less; null where it is out of the range. */
export function integerOfType(type: CimIntegerType, value: bigint): number | bigint | null {
  const { smallest, largest } = rangeOf(type);
  if (value < smallest || value > largest) return null;
  return type.endsWith("64") ? value : Number(value);
}

/** The value as that of a number of unknown width is kept: a number where it is exact, otherwise a bigint. */
export function integerWithoutType(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

const notations: readonly [pattern: RegExp, prefix: string][] = [
  [/^(?:0|[1-9]\d*)$/, ""],
  [/^0x([\da-f]+)$/i, "0x"],
  [/^([01]+)b$/i, "0b"],
  [/^0([0-7]+)$/, "0o"],
];

/** No integer of CIM needs more, in whatever notation; longer ones would only cost time. */
const longest = 80;

/** Value of an integer in decimal, hexadecimal (`0x1F`), binary (`101b`) or octal (`017`) notation; null for other text. */
export function parseIntegerNotation(text: string): bigint | null {
  const digits = text.replace(/^[+-]/, "");
  if (digits.length > longest) return null;
  for (const [pattern, prefix] of notations) {
    const match = pattern.exec(digits);
    if (match === null) continue;
    const magnitude = BigInt(prefix + (match[1] ?? digits));
    return text.startsWith("-") ? -magnitude : magnitude;
  }
  return null;
}
