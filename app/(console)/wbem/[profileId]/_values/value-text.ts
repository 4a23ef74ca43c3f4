import type { CellValue } from "@/app/_components/table/column";
import type { CimTypeName, WbemKey, WbemMappedValue, WbemPath, WbemScalar, WbemValue } from "@/contracts/wbem/values";
import { describeCimTime } from "./cim-time";

type ValueMap = readonly WbemMappedValue[] | null | undefined;

/** How a value is declared, as far as showing it goes. */
export interface Shape {
  type: CimTypeName;
  valueMap?: ValueMap;
  units?: string | null;
}

const INTEGER = /^[+-]?\d+$/;

function isWithin(value: string, { from, to }: WbemMappedValue): boolean {
  if (from === value || to === value) return true;
  if (!INTEGER.test(value) || from === to) return false;
  const number = BigInt(value);
  const isBound = (bound: string | null): bound is string => bound !== null && INTEGER.test(bound);
  const isOpen = (bound: string | null) => bound === null;
  return (
    (isOpen(from) || (isBound(from) && number >= BigInt(from))) && (isOpen(to) || (isBound(to) && number <= BigInt(to)))
  );
}

/** Text of a value by its value map; null where there is none. An exact entry goes before a range, a range before the rest. */
export function mappedText(value: WbemScalar, valueMap: ValueMap): string | null {
  if (!valueMap || typeof value === "object" || typeof value === "boolean") return null;
  const text = String(value);
  const exact = valueMap.find(({ from, to }) => from === to && from === text);
  const range = valueMap.filter(({ from, to }) => from !== to).find((entry) => isWithin(text, entry));
  const rest = valueMap.find(({ from, to }) => from === null && to === null);
  return (exact ?? range ?? rest)?.text ?? null;
}

/** Keys that nearly all instances of a server share. */
const SCOPING_KEYS = new Set(["creationclassname", "systemcreationclassname", "systemname"]);

/** True for the keys that name the system and the classes, not the thing itself. */
export function isScopingKey(name: string): boolean {
  return SCOPING_KEYS.has(name.toLowerCase());
}

function keyText(value: WbemKey["value"]): string {
  if (typeof value === "object") return pathLabel(value);
  const text = String(value);
  // Nothing to read would be nothing to click on either.
  return text.trim() === "" ? `"${text}"` : text;
}

/** A short name of an instance: the keys that tell it from others of its class, or its class where it has none. */
export function pathLabel(path: WbemPath): string {
  const telling = path.keys.filter(({ name }) => !isScopingKey(name));
  const shown = telling.length > 0 ? telling : path.keys;
  if (shown.length === 0) return path.className;
  const isAssociation = shown.every(({ value }) => typeof value === "object");
  return shown.map(({ name, value }) => (isAssociation ? `${name} ${keyText(value)}` : keyText(value))).join(", ");
}

/** True if both name the same instance, however names are spelled and keys ordered; hosts are not compared. */
export function isSamePath(one: WbemPath, other: WbemPath): boolean {
  return pathIdentity(one) === pathIdentity(other);
}

/** Text that is equal for paths of the same instance. */
export function pathIdentity({ namespace, className, keys }: WbemPath): string {
  const parts = keys
    .map(({ name, value }) => [name.toLowerCase(), typeof value === "object" ? pathIdentity(value) : String(value)])
    .sort(([a = ""], [b = ""]) => (a < b ? -1 : a > b ? 1 : 0));
  return JSON.stringify([namespace?.toLowerCase() ?? null, className.toLowerCase(), parts]);
}

/** One value as text: by its value map with the number behind it, times in the reader's zone, references by their keys. */
export function scalarText(value: WbemScalar | null, shape: Shape): string {
  if (value === null) return "NULL";
  if (typeof value === "object") {
    if ("embedded" in value) return value.embedded.className;
    return value.reference.path === null ? value.reference.uri : pathLabel(value.reference.path);
  }
  const mapped = mappedText(value, shape.valueMap);
  if (mapped !== null) return `${mapped} (${value})`;
  if (shape.type === "datetime" && typeof value === "string") return describeCimTime(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  return String(value);
}

/** A value as one line of text; empty for NULL, because a table says nothing there. */
export function valueText(value: WbemValue | undefined, shape: Shape): string {
  if (value === null || value === undefined) return "";
  return Array.isArray(value) ? value.map((item) => scalarText(item, shape)).join(", ") : scalarText(value, shape);
}

/** What a table sorts, filters and exports: numbers as numbers where they are exact, and everything else as text. */
export function cellValue(value: WbemValue | undefined, shape: Shape): CellValue {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value) || mappedTextOf(value, shape) !== null) return valueText(value, shape);
  if (typeof value === "number" || typeof value === "boolean") return value;
  return valueText(value, shape);
}

function mappedTextOf(value: WbemScalar, shape: Shape): string | null {
  return mappedText(value, shape.valueMap);
}

/** What pointing at a value tells: the text as the server sent it, where it is shown differently. */
export function originalText(value: WbemValue | undefined, shape: Shape): string | null {
  if (value === null || value === undefined) return null;
  if (shape.type === "datetime") return Array.isArray(value) ? value.join(", ") : String(value);
  if (!Array.isArray(value) && typeof value === "object" && "reference" in value) return value.reference.uri;
  return valueText(value, shape);
}
