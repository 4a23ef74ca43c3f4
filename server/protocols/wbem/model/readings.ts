/** Plain readings of properties whose types are known from the schema but not sure on the wire. */
import { isSameName } from "./names";
import type { CimInstance, CimInstanceName, CimScalar, CimValue } from "./objects";

/** Value of a property; null where it is missing, too. */
export function valueIn(from: CimInstance, name: string): CimValue {
  return from.properties.find((property) => isSameName(property.name, name))?.value ?? null;
}

/** Text of a string property; null where it is missing, empty or of another type. */
export function textIn(from: CimInstance, name: string): string | null {
  const value = valueIn(from, name);
  return typeof value === "string" && value !== "" ? value : null;
}

/** Number of an integer property that is known to be small; null where it is missing or of another type. */
export function numberIn(from: CimInstance, name: string): number | null {
  return smallNumber(valueIn(from, name));
}

/** The items of an array property that are small integers. */
export function numbersIn(from: CimInstance, name: string): number[] {
  const value = valueIn(from, name);
  const items: readonly (CimScalar | null)[] = Array.isArray(value) ? value : [];
  return items.flatMap((item) => smallNumber(item) ?? []);
}

/** The items of an array property that are texts. */
export function textsIn(from: CimInstance, name: string): string[] {
  const value = valueIn(from, name);
  const items: readonly (CimScalar | null)[] = Array.isArray(value) ? value : [];
  return items.filter((item) => typeof item === "string");
}

/** The path that a value is; null where it is something else. */
export function asInstanceName(value: CimValue): CimInstanceName | null {
  if (typeof value !== "object" || value === null || !("kind" in value)) return null;
  return value.kind === "instance-name" ? value : null;
}

function smallNumber(value: CimValue): number | null {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : null;
  return typeof value === "number" ? value : null;
}
