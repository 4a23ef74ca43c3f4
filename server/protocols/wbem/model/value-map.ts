/** Texts for values, from the qualifiers `ValueMap` and `Values` (DSP0004, section 5.6.3; reference, section 12). */

import { integerOfType, parseIntegerNotation } from "./integers";
import { findByName } from "./names";
import type { CimQualifier, CimScalar, CimValue } from "./objects";
import { isIntegerType, rangeOf } from "./scalars";
import type { CimIntegerType, CimType } from "./types";

/** One entry: a single value, a range of integers, or everything that no other entry has. */
export type ValueChoice =
  | { kind: "value"; value: number | bigint | string; text: string }
  | { kind: "range"; smallest: bigint; largest: bigint; text: string }
  | { kind: "other"; text: string };

/** The value map of a property, a parameter or a return value. */
export interface ValueMap {
  /** In the order of the qualifiers: the choices of a form. */
  choices: readonly ValueChoice[];
  /** Texts of the single values by the value in writing; of several with one value, the first. */
  texts: ReadonlyMap<string, string>;
}

/** What can have a value map: properties and parameters with their type, methods with that of their return value. */
export interface MappedElement {
  type: CimType;
  qualifiers: readonly CimQualifier[];
}

/**
 * The value map of an element; null where it has none. Without `ValueMap` the index of a text is its value. Where the two
 * differ in length, an entry without a text is shown as it is written, and a text without an entry is left out, as are
 * entries that are no value of the type.
 */
export function valueMapOf({ type, qualifiers }: MappedElement): ValueMap | null {
  const texts = stringsOf(qualifiers, "Values");
  const entries = stringsOf(qualifiers, "ValueMap") ?? texts?.map((_, index) => String(index));
  if (entries === undefined) return null;
  const textAt = (index: number) => texts?.[index] ?? entries[index] ?? "";
  if (type === "string") {
    return withTexts(entries.map((value, index) => ({ kind: "value", value, text: textAt(index) })));
  }
  if (!isIntegerType(type)) return null;
  return withTexts(entries.flatMap((_, index) => integerChoice(type, entries, index, textAt(index)) ?? []));
}

/** The text of one value; null where the map has none, or for NULL. */
export function textOfValue(map: ValueMap, value: CimScalar | null): string | null {
  if (typeof value !== "number" && typeof value !== "bigint" && typeof value !== "string") return null;
  const text = map.texts.get(String(value));
  if (text !== undefined || typeof value === "string") return text ?? null;
  if (typeof value === "number" && !Number.isInteger(value)) return null;
  const integer = BigInt(value);
  const range = map.choices.find(
    (choice) => choice.kind === "range" && choice.smallest <= integer && integer <= choice.largest,
  );
  return (range ?? map.choices.find(({ kind }) => kind === "other"))?.text ?? null;
}

/** The texts of a value, one for each item of an array, null for those without. */
export function textsOfValue(map: ValueMap, value: CimValue): (string | null)[] {
  return (Array.isArray(value) ? value : [value]).map((item) => textOfValue(map, item));
}

/** The single values that have this text, with regard to case; several where the schema uses one text twice. */
export function valuesOfText(map: ValueMap, text: string): (number | bigint | string)[] {
  return map.choices.flatMap((choice) => (choice.kind === "value" && choice.text === text ? [choice.value] : []));
}

function withTexts(choices: ValueChoice[]): ValueMap {
  const texts = new Map<string, string>();
  for (const choice of choices) {
    if (choice.kind === "value" && !texts.has(String(choice.value))) texts.set(String(choice.value), choice.text);
  }
  return { choices, texts };
}

function integerChoice(
  type: CimIntegerType,
  entries: readonly string[],
  index: number,
  text: string,
): ValueChoice | null {
  const written = (entries[index] ?? "").trim();
  if (written === "..") return { kind: "other", text };
  const { smallest: typeSmallest, largest: typeLargest } = rangeOf(type);
  const bounds = writtenBounds(written);
  if (bounds === null) return null;
  const smallest = bounds.from ?? neighbour(entries, index, -1) ?? typeSmallest;
  const largest = bounds.to ?? neighbour(entries, index, 1) ?? typeLargest;
  if (smallest > largest || smallest < typeSmallest || largest > typeLargest) return null;
  const single = smallest === largest ? integerOfType(type, smallest) : null;
  return single === null ? { kind: "range", smallest, largest, text } : { kind: "value", value: single, text };
}

/** The bounds as an entry gives them, null where it leaves one to its neighbour; null for what is no entry. */
function writtenBounds(entry: string): { from: bigint | null; to: bigint | null } | null {
  const parts = entry.split("..").map((part) => part.trim());
  const [first = "", last = first] = parts;
  const from = parseIntegerNotation(first);
  const to = parseIntegerNotation(last);
  if (parts.length > 2 || (from === null && first !== "") || (to === null && last !== "")) return null;
  return parts.length === 1 && from === null ? null : { from, to };
}

/** One past the nearer end of the closest entry on that side, that has an end there. */
function neighbour(entries: readonly string[], index: number, step: 1 | -1): bigint | null {
  for (let other = index + step; other in entries; other += step) {
    const bounds = writtenBounds((entries[other] ?? "").trim());
    const end = step === 1 ? bounds?.from : bounds?.to;
    if (end !== null && end !== undefined) return end - BigInt(step);
  }
  return null;
}

function stringsOf(qualifiers: readonly CimQualifier[], name: string): string[] | undefined {
  const value = findByName(qualifiers, name)?.value;
  return Array.isArray(value) ? value.map((item) => (typeof item === "string" ? item : "")) : undefined;
}
