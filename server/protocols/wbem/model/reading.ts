/** Values of an instance in the form that a reader of a known class expects; whatever has another form counts as absent. */
import { findByName } from "./names";
import type { CimInstance, CimInstanceName, CimValue } from "./objects";

/** The value of a property; null also where the instance does not have it. */
export function readValue(instance: CimInstance, name: string): CimValue {
  return findByName(instance.properties, name)?.value ?? null;
}

/** A text that is not empty, or null. */
export function readText(instance: CimInstance, name: string): string | null {
  const value = readValue(instance, name);
  return typeof value === "string" && value !== "" ? value : null;
}

/** The texts of an array. */
export function readTexts(instance: CimInstance, name: string): string[] {
  const value = readValue(instance, name);
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A number of at most 32 bits, or null. */
export function readNumber(instance: CimInstance, name: string): number | null {
  const value = readValue(instance, name);
  return typeof value === "number" ? value : null;
}

/** The numbers of an array. */
export function readNumbers(instance: CimInstance, name: string): number[] {
  const value = readValue(instance, name);
  return Array.isArray(value) ? value.filter((item) => typeof item === "number") : [];
}

/** The path that a value is, or null. */
export function asInstanceName(value: CimValue): CimInstanceName | null {
  if (typeof value !== "object" || value === null || !("kind" in value)) return null;
  return value.kind === "instance-name" ? value : null;
}
