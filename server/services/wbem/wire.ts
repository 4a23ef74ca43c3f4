import "server-only";
import type { WbemQualifier } from "@/contracts/wbem/classes";
import type { WbemEmbedded, WbemKey, WbemPath, WbemScalar, WbemShownPath, WbemValue } from "@/contracts/wbem/values";
import { invalidField } from "@/server/domain/app-error";
import { parseDatetime } from "@/server/protocols/wbem/model/datetime";
import type {
  CimClassName,
  CimInstance,
  CimInstanceName,
  CimKeyBinding,
  CimKeyValue,
  CimQualifier,
  CimScalar,
  CimValue,
} from "@/server/protocols/wbem/model/objects";
import { isIntegerType, type PlainScalar, parseScalar } from "@/server/protocols/wbem/model/scalars";
import type { CimDataType, CimType } from "@/server/protocols/wbem/model/types";
import { tomof } from "@/server/protocols/wbem/mof/writer";
import { parseClassUri } from "@/server/protocols/wbem/uri/parse";
import { printWbemUri } from "@/server/protocols/wbem/uri/print";

/** The path of an instance as it travels; the server's name for itself is left out, for it is never used. */
export function pathToWire(path: CimInstanceName): WbemPath {
  return { className: path.className, namespace: path.namespace, keys: path.keyBindings.map(keyToWire) };
}

function keyToWire({ name, type, value }: CimKeyBinding): WbemKey {
  if (typeof value === "bigint") {
    // Without a type the text would be taken for a string.
    return { name, type: type ?? (value < 0n ? "sint64" : "uint64"), value: String(value) };
  }
  if (typeof value === "number" && !Number.isFinite(value)) {
    return { name, type: type ?? "real64", value: realText(value) };
  }
  if (typeof value !== "object") return { name, type, value };
  if (value.kind === "instance-name") return { name, type: "reference", value: pathToWire(value) };
  if (value.kind === "class-name") return { name, type: "reference", value: printWbemUri(value) };
  return { name, type: "datetime", value: value.text };
}

/**
 * The path of an instance as it came from a browser.
 * @throws AppError `invalid_request` naming the key
 */
export function pathFromWire(path: WbemPath, field = "path"): CimInstanceName {
  return {
    kind: "instance-name",
    className: path.className,
    namespace: path.namespace,
    host: null,
    keyBindings: path.keys.map((key, at) => keyFromWire(key, `${field}.keys.${at}.value`)),
  };
}

function keyFromWire({ name, type, value }: WbemKey, field: string): CimKeyBinding {
  if (typeof value === "object") return { name, type: "reference", value: pathFromWire(value, field) };
  return { name, type, value: keyValueFromWire(type, value, field) };
}

/**
 * A single value as it came from a browser. @throws RangeError where it is none of the type, and for a whole number that
 * JSON has rounded
 */
export function scalarFromWire(type: CimDataType, value: string | number | boolean): PlainScalar {
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) && isIntegerType(type)) {
    throw new RangeError("Give a whole number of this size as text: as a number it has lost digits on its way.");
  }
  return parseScalar(type, String(value));
}

function keyValueFromWire(type: CimType | null, value: string | number | boolean, field: string): CimKeyValue {
  if (type === null) return value;
  try {
    if (type === "datetime") return parseDatetime(String(value));
    if (type === "reference") return parseClassUri(String(value));
    return scalarFromWire(type, value);
  } catch (error) {
    throw invalidField(field, error instanceof Error ? error.message : "This is not a value of the key's type.");
  }
}

/** A path with the namespace that every request needs. @throws AppError `invalid_request` */
export function requirePath(path: WbemPath): CimInstanceName & { namespace: string } {
  const { namespace } = path;
  if (namespace === null) throw invalidField("path.namespace", "The path of an instance needs its namespace.");
  return { ...pathFromWire(path), namespace };
}

/** A path with its WBEM URI. */
export function shownPath(path: CimInstanceName): WbemShownPath {
  return { path: pathToWire(path), uri: printWbemUri({ ...path, host: null }) };
}

function referenceToWire(name: CimInstanceName | CimClassName): WbemScalar {
  const uri = printWbemUri({ ...name, host: null });
  return { reference: { path: name.kind === "instance-name" ? pathToWire(name) : null, uri } };
}

function instanceToWire(instance: CimInstance): WbemEmbedded {
  return {
    kind: "instance",
    className: instance.className,
    mof: tomof(instance),
    properties: instance.properties.map(({ name, type, isArray, value }) => ({
      name,
      type,
      isArray,
      value: valueToWire(value),
    })),
  };
}

function scalarToWire(value: CimScalar): WbemScalar {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : realText(value);
  if (typeof value !== "object") return value;
  switch (value.kind) {
    case "instance-name":
    case "class-name":
      return referenceToWire(value);
    case "instance":
      return { embedded: instanceToWire(value) };
    case "class":
      return { embedded: { kind: "class", className: value.className, mof: tomof(value), properties: [] } };
    default:
      return value.text;
  }
}

function realText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "INF" : "-INF";
}

function isItems(value: CimValue): value is readonly (CimScalar | null)[] {
  return Array.isArray(value);
}

/** A value as it travels: exact, and of a form that JSON has. */
export function valueToWire(value: CimValue): WbemValue {
  if (value === null) return null;
  return isItems(value) ? value.map((item) => (item === null ? null : scalarToWire(item))) : scalarToWire(value);
}

/** Qualifiers as they are listed. */
export function qualifiersToWire(qualifiers: readonly CimQualifier[]): WbemQualifier[] {
  return qualifiers.map(({ name, type, value, isPropagated }) => ({
    name,
    type,
    value: valueToWire(value),
    isPropagated,
  }));
}
