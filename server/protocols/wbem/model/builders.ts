/** Makers of CIM objects that fill in what is usually not said. Values are made to fit their type; see `fitted`. */
import { parseDatetime } from "./datetime";
import type {
  CimClass,
  CimClassName,
  CimInstance,
  CimInstanceName,
  CimKeyBinding,
  CimKeyValue,
  CimMethod,
  CimParameter,
  CimParameterValue,
  CimProperty,
  CimQualifier,
  CimQualifierDeclaration,
  CimValue,
} from "./objects";
import type { CimDataType, CimType } from "./types";

/** Where an object is, as far as it is known. */
export interface Location {
  namespace?: string | null;
  host?: string | null;
}

/**
 * Path of an instance. Keys given as a record take their type from the value; numbers have none.
 * @throws RangeError for the text of a datetime key that is none.
 */
export function instanceName(
  className: string,
  keys: Readonly<Record<string, CimKeyValue>> | readonly CimKeyBinding[],
  { namespace = null, host = null }: Location = {},
): CimInstanceName {
  const keyBindings = isKeyBindings(keys) ? keys : Object.entries(keys).map(([name, value]) => keyBinding(name, value));
  return { kind: "instance-name", className, keyBindings, namespace, host };
}

/** One key; its type is that of the value unless it is given. Numbers have no type of their own. */
export function keyBinding(name: string, value: CimKeyValue, type: CimType | null = typeOfKey(value)): CimKeyBinding {
  return { name, type, value: type === null ? value : (fitted(type, value) as CimKeyValue) };
}

/** Path of a class. */
export function className(name: string, { namespace = null, host = null }: Location = {}): CimClassName {
  return { kind: "class-name", className: name, namespace, host };
}

/** The same path without what the server calls itself, in reference keys too: as requests name it. */
export function withoutHost<Path extends CimInstanceName | CimClassName>(path: Path): Path {
  if (path.kind === "class-name") return { ...path, host: null };
  const keyBindings = path.keyBindings.map((key) => {
    const { value } = key;
    const isPath = typeof value === "object" && (value.kind === "instance-name" || value.kind === "class-name");
    return isPath ? { ...key, value: withoutHost(value) } : key;
  });
  return { ...path, host: null, keyBindings };
}

/** An instance. */
export function instance(
  name: string,
  properties: readonly CimProperty[],
  more: Partial<Pick<CimInstance, "path" | "qualifiers">> = {},
): CimInstance {
  return { kind: "instance", className: name, properties, qualifiers: [], path: null, ...more };
}

/**
 * A property; an array where its value is one.
 * @throws RangeError for the text of a datetime that is none.
 */
export function property(
  name: string,
  type: CimType,
  value: CimValue,
  more: Partial<Omit<CimProperty, "name" | "type" | "value">> = {},
): CimProperty {
  return {
    name,
    type,
    value: fitted(type, value),
    isArray: Array.isArray(value),
    arraySize: null,
    referenceClass: null,
    embeddedObject: embeddedKindOf(value),
    classOrigin: null,
    isPropagated: null,
    qualifiers: [],
    ...more,
  };
}

/** A class. */
export function cimClass(name: string, more: Partial<Omit<CimClass, "kind" | "className">> = {}): CimClass {
  return {
    kind: "class",
    className: name,
    superClass: null,
    properties: [],
    methods: [],
    qualifiers: [],
    path: null,
    ...more,
  };
}

/** A method of a class. */
export function method(
  name: string,
  returnType: CimDataType,
  more: Partial<Omit<CimMethod, "name" | "returnType">> = {},
): CimMethod {
  return { name, returnType, parameters: [], classOrigin: null, isPropagated: null, qualifiers: [], ...more };
}

/** A parameter as a class declares it. */
export function parameter(
  name: string,
  type: CimType,
  more: Partial<Omit<CimParameter, "name" | "type">> = {},
): CimParameter {
  return { name, type, isArray: false, arraySize: null, referenceClass: null, qualifiers: [], ...more };
}

/**
 * A parameter with its value; an array where the value is one.
 * @throws RangeError for the text of a datetime that is none.
 */
export function parameterValue(
  name: string,
  type: CimType | null,
  value: CimValue,
  more: Partial<Pick<CimParameterValue, "isArray" | "embeddedObject">> = {},
): CimParameterValue {
  return {
    name,
    type,
    value: type === null ? value : fitted(type, value),
    isArray: Array.isArray(value),
    embeddedObject: embeddedKindOf(value),
    ...more,
  };
}

const noFlavors = { isOverridable: null, toSubclass: null, toInstance: null, isTranslatable: null } as const;

/** A qualifier; flavors that are not given stay open. */
export function qualifier(
  name: string,
  type: CimDataType,
  value: CimValue,
  more: Partial<Omit<CimQualifier, "name" | "type" | "value">> = {},
): CimQualifier {
  return { name, type, value: fitted(type, value), isPropagated: null, ...noFlavors, ...more };
}

/** A declaration of a qualifier. */
export function qualifierDeclaration(
  name: string,
  type: CimDataType,
  more: Partial<Omit<CimQualifierDeclaration, "name" | "type">> = {},
): CimQualifierDeclaration {
  return { name, type, value: null, isArray: false, arraySize: null, scopes: [], ...noFlavors, ...more };
}

/** The value as its type is kept: 64-bit integers as bigint, datetimes from their text; anything else as it is. */
function fitted(type: CimType, value: CimValue): CimValue {
  if (Array.isArray(value)) return value.map((item) => fitted(type, item)) as CimValue;
  if ((type === "uint64" || type === "sint64") && typeof value === "number") return BigInt(value);
  if (type === "datetime" && typeof value === "string") return parseDatetime(value);
  return value;
}

function embeddedKindOf(value: CimValue): CimProperty["embeddedObject"] {
  const kinds = [value]
    .flat()
    .map((item) => (item !== null && typeof item === "object" && "kind" in item ? item.kind : ""));
  if (kinds.includes("class")) return "object";
  return kinds.includes("instance") ? "instance" : null;
}

function typeOfKey(value: CimKeyValue): CimType | null {
  if (typeof value === "string" || typeof value === "boolean") return typeof value as "string" | "boolean";
  if (typeof value !== "object") return null;
  return value.kind === "instance-name" || value.kind === "class-name" ? "reference" : "datetime";
}

function isKeyBindings(
  keys: Readonly<Record<string, CimKeyValue>> | readonly CimKeyBinding[],
): keys is readonly CimKeyBinding[] {
  return Array.isArray(keys);
}
