/** Instances from plain values, typed by their class. */
import { parseDatetime } from "../model/datetime";
import { findByName } from "../model/names";
import type {
  CimInstance,
  CimInstanceName,
  CimKeyBinding,
  CimKeyValue,
  CimProperty,
  CimScalar,
  CimValue,
} from "../model/objects";
import { type FakeNamespace, isKey } from "./namespace";
import type { StoredInstance } from "./stored-instance";
import { isList } from "./values";

type PlainScalar = string | number | bigint | boolean | Date | CimInstance | StoredInstance["path"];
/** Values by property name; numbers become 64-bit where the class says so, dates and their texts become datetimes. */
export type InstanceValues = Readonly<Record<string, PlainScalar | null | undefined | readonly (PlainScalar | null)[]>>;

/** A datetime in UTC. */
export function datetimeText(date: Date): string {
  const [day = "", time = ""] = date.toISOString().split("T");
  return `${day.replaceAll("-", "")}${time.slice(0, 8).replaceAll(":", "")}.${time.slice(9, 12)}000+000`;
}

/** An interval. */
export function intervalText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const pad = (value: number, width = 2) => String(value).padStart(width, "0");
  const time = `${pad(Math.floor(seconds / 3600) % 24)}${pad(Math.floor(seconds / 60) % 60)}${pad(seconds % 60)}`;
  return `${pad(Math.floor(seconds / 86_400), 8)}${time}.${pad(milliseconds % 1000, 3)}000:000`;
}

function toScalar(value: PlainScalar | null, type: CimProperty["type"]): CimScalar | null {
  if (value instanceof Date) return parseDatetime(datetimeText(value));
  if (typeof value === "string" && type === "datetime") return parseDatetime(value);
  if (typeof value === "number" && type.endsWith("int64")) return BigInt(value);
  return value;
}

function toValue(value: InstanceValues[string], type: CimProperty["type"]): CimValue {
  if (value === undefined || value === null) return null;
  return isPlainList(value) ? value.map((item) => toScalar(item, type)) : toScalar(value, type);
}

const isPlainList = (value: unknown): value is readonly (PlainScalar | null)[] => Array.isArray(value);

/** The path that the key properties of an instance make; null where one is missing. */
export function pathOf(namespace: FakeNamespace, instance: CimInstance): CimInstanceName | null {
  const keyBindings: CimKeyBinding[] = [];
  const { className, properties } = namespace.getClass(instance.className);
  for (const declared of properties.filter(isKey)) {
    const value = findByName(instance.properties, declared.name)?.value ?? null;
    if (value === null || !isKeyValue(value)) return null;
    keyBindings.push({ name: declared.name, type: declared.type, value });
  }
  return { kind: "instance-name", className, keyBindings, namespace: namespace.name, host: null };
}

function isKeyValue(value: CimValue): value is CimKeyValue {
  if (value === null || isList(value)) return false;
  return typeof value !== "object" || "text" in value || value.kind === "instance-name" || value.kind === "class-name";
}

/** The values that an instance has for each property of its class; those not given have the default. */
export function fillProperties(
  namespace: FakeNamespace,
  className: string,
  given: readonly CimProperty[],
): CimProperty[] {
  return namespace.getClass(className).properties.map((declared) => {
    const own = findByName(given, declared.name);
    const value = own === undefined ? declared.value : own.value;
    return { ...declared, value, embeddedObject: own?.embeddedObject ?? declared.embeddedObject, qualifiers: [] };
  });
}

/**
 * An instance with all properties of its class.
 * @throws Error for a name the class does not have, or without a key.
 */
export function makeInstance(namespace: FakeNamespace, className: string, values: InstanceValues): StoredInstance {
  const declared = namespace.getClass(className);
  const given = Object.entries(values).map(([name, value]): CimProperty => {
    const property = findByName(declared.properties, name);
    if (property === undefined) throw new Error(`${className} has no property ${name}.`);
    return { ...property, value: toValue(value, property.type) };
  });
  const properties = fillProperties(namespace, className, given);
  const instance: CimInstance = {
    kind: "instance",
    className: declared.className,
    properties,
    qualifiers: [],
    path: null,
  };
  const path = pathOf(namespace, instance);
  if (path === null) throw new Error(`An instance of ${className} lacks a key.`);
  return { ...instance, path };
}

/** An instance for a property, parameter or indication, which has no path. */
export function makeEmbedded(namespace: FakeNamespace, className: string, values: InstanceValues): CimInstance {
  const declared = namespace.getClass(className);
  const properties = Object.entries(values).map(([name, value]): CimProperty => {
    const property = findByName(declared.properties, name);
    if (property === undefined) throw new Error(`${className} has no property ${name}.`);
    return { ...property, value: toValue(value, property.type), qualifiers: [] };
  });
  return { kind: "instance", className: declared.className, properties, qualifiers: [], path: null };
}
