/** Values from the texts of a request, by type (DSP0201, section 5.2.2). */

import type { CimDatetime } from "../model/datetime";
import { parseDatetime } from "../model/datetime";
import type { CimInstanceName, CimScalar, CimValue } from "../model/objects";
import { type CimType, integerTypes } from "../model/types";
import { CimRefusal, cimStatus } from "./refusals";

const INTEGER = /^[+-]?(?:0[xX][0-9a-fA-F]+|\d+)$/;
const REAL = /^[+-]?\d*\.?\d+(?:[eE][+-]?\d+)?$/;
const REAL_WORDS: Readonly<Record<string, number>> = {
  INF: Number.POSITIVE_INFINITY,
  "-INF": Number.NEGATIVE_INFINITY,
  NaN: Number.NaN,
};

const isInteger = (type: string) => (integerTypes as readonly string[]).includes(type);
const mismatch = (text: string, type: string) =>
  new CimRefusal(cimStatus.typeMismatch, `"${text.slice(0, 60)}" is no ${type}.`);

function readInteger(text: string, type: string): number | bigint {
  const digits = text.trim();
  if (!INTEGER.test(digits)) throw mismatch(text, type);
  const size = BigInt(digits.replace(/^[+-]/, ""));
  const value = digits.startsWith("-") ? -size : size;
  const bits = BigInt(type.slice(4));
  const [least, most] = type.startsWith("u")
    ? [0n, (1n << bits) - 1n]
    : [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
  if (value < least || value > most) throw mismatch(text, type);
  return bits === 64n ? value : Number(value);
}

/** @throws CimRefusal 13 where the text does not fit the type. */
export function readScalar(text: string, type: CimType): Exclude<CimScalar, object> | CimDatetime {
  if (type === "string") return text;
  if (type === "boolean") {
    const word = text.trim().toLowerCase();
    if (word !== "true" && word !== "false") throw mismatch(text, type);
    return word === "true";
  }
  if (type === "char16") {
    if (text.length !== 1) throw mismatch(text, type);
    return text;
  }
  if (type === "datetime") {
    try {
      return parseDatetime(text);
    } catch {
      throw mismatch(text, type);
    }
  }
  if (isInteger(type)) return readInteger(text, type);
  const word = text.trim();
  const value = REAL_WORDS[word] ?? (REAL.test(word) ? Number(word) : undefined);
  if (value === undefined) throw mismatch(text, type);
  return value;
}

/** A numeric key whose width nobody said. */
export function readNumber(text: string): number | bigint {
  const word = text.trim();
  if (!INTEGER.test(word)) return Number(readScalar(text, "real64"));
  const exact = readInteger(word, word.startsWith("-") ? "sint64" : "uint64");
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}

function realText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "INF" : "-INF";
  const [digits = "", exponent] = String(value).split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}${exponent === undefined ? "" : `E${exponent}`}`;
}

/** Text of a value that is no reference and no embedded object. */
export function scalarText(value: Exclude<CimScalar, object> | CimDatetime, type: CimType | null): string {
  if (typeof value === "object") return value.text;
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value === "number" && (type === "real32" || type === "real64")) return realText(value);
  return String(value);
}

/** True for an array. */
export function isList(value: unknown): value is readonly (CimScalar | null)[] {
  return Array.isArray(value);
}

/** True for a reference to an instance. */
export function isInstanceName(value: CimValue | undefined): value is CimInstanceName {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "instance-name";
}
