/** Objects in the notation of test cases (reference, section 15.4, table of objects). */
import { parseDatetime } from "../model/datetime";
import { integerWithoutType } from "../model/integers";
import {
  type CimClass,
  type CimClassName,
  type CimInstance,
  type CimInstanceName,
  type CimKeyBinding,
  type CimKeyValue,
  type CimMethod,
  type CimParameter,
  type CimParameterValue,
  type CimProperty,
  type CimQualifier,
  type CimQualifierDeclaration,
  type CimScalar,
  type CimValue,
  type EmbeddedObjectKind,
  type QualifierScope,
  qualifierScopes,
} from "../model/objects";
import { isIntegerType, isRealType } from "../model/scalars";
import type { CimDataType, CimType } from "../model/types";
import { isDataType } from "../xml/value-text";

/** A mapping of YAML. */
export type Mapping = Record<string, unknown>;

/** Something in a case that is no CIM object or has the wrong shape. */
export class InvalidCaseObject extends Error {
  constructor(message: string) {
    super(message);
    this.name = "InvalidCaseObject";
  }
}

function fail(message: string): never {
  throw new InvalidCaseObject(message);
}

export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of `pywbem_object`; null for what is no object. */
export function objectTypeOf(value: unknown): string | null {
  return isMapping(value) && typeof value.pywbem_object === "string" ? value.pywbem_object : null;
}

function text(mapping: Mapping, key: string): string {
  const value = mapping[key];
  return typeof value === "string" ? value : fail(`${key} must be a text.`);
}

function optionalText(mapping: Mapping, key: string): string | null {
  return mapping[key] === undefined || mapping[key] === null ? null : text(mapping, key);
}

function flag(mapping: Mapping, key: string): boolean | null {
  const value = mapping[key];
  if (value === "true" || value === "false") return value === "true";
  return typeof value === "boolean" ? value : null;
}

function size(mapping: Mapping): number | null {
  const value = mapping.array_size;
  return typeof value === "bigint" || typeof value === "number" ? Number(value) : null;
}

/** Named things: a mapping from name to thing, or a list of things. */
function things(value: unknown): [string, unknown][] {
  if (value === undefined || value === null) return [];
  if (isMapping(value)) return Object.entries(value);
  if (!Array.isArray(value)) return fail("Named things must be a mapping or a list.");
  return value.map((thing) => [isMapping(thing) ? text(thing, "name") : "", thing]);
}

/** `Uint32` and the like, with the number in `x`. */
function typedNumber(value: unknown): { type: CimDataType; value: number | bigint } | null {
  const name = objectTypeOf(value)?.toLowerCase() ?? "";
  if (!isMapping(value) || !(isIntegerType(name) || isRealType(name))) return null;
  const number = value.x;
  if (typeof number !== "bigint" && typeof number !== "number") return fail(`${name} has no number.`);
  return { type: name, value: isIntegerType(name) ? ofType(name, number) : Number(number) };
}

function ofType(type: string, value: number | bigint): number | bigint {
  return type.endsWith("64") && isIntegerType(type) ? BigInt(value) : Number(value);
}

/** A value of a type that is known, or of the type that it shows. */
function scalar(value: unknown, type: CimType | null): CimScalar {
  const typed = typedNumber(value);
  if (typed !== null) return typed.value;
  if (objectTypeOf(value) === "CIMDateTime" && isMapping(value)) return parseDatetime(text(value, "dtarg"));
  if (objectTypeOf(value) === "Char16" && isMapping(value)) return text(value, "content");
  if (isMapping(value)) return anyObject(value);
  if (typeof value === "bigint" || typeof value === "number") {
    if (type !== null && (isIntegerType(type) || isRealType(type))) return ofType(type, value);
    return typeof value === "bigint" ? integerWithoutType(value) : value;
  }
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return fail("This is no value.");
  return type === "datetime" ? parseDatetime(value) : value;
}

/** A value as properties, parameters and results have it. */
export function caseValue(value: unknown, type: CimType | null): CimValue {
  if (value === undefined || value === null) return null;
  return Array.isArray(value) ? value.map((item) => (item === null ? null : scalar(item, type))) : scalar(value, type);
}

/** What a value tells of its type and shape, where the case does not. */
function shapeOf(value: unknown): {
  type: CimType | null;
  isArray: boolean;
  embeddedObject: EmbeddedObjectKind | null;
} {
  const isArray = Array.isArray(value);
  const first: unknown = isArray ? value.find((item) => item !== null) : value;
  const name = objectTypeOf(first);
  const isEmbedded = name === "CIMInstance" || name === "CIMClass";
  return {
    type: typeShown(first, name),
    isArray,
    embeddedObject: isEmbedded ? (name === "CIMInstance" ? "instance" : "object") : null,
  };
}

function typeShown(value: unknown, name: string | null): CimType | null {
  if (name === "CIMInstanceName" || name === "CIMClassName") return "reference";
  if (name === "CIMDateTime") return "datetime";
  if (name === "Char16") return "char16";
  if (name === "CIMInstance" || name === "CIMClass" || typeof value === "string") return "string";
  return typeof value === "boolean" ? "boolean" : (typedNumber(value)?.type ?? null);
}

function dataType(mapping: Mapping, key: string): CimDataType {
  const type = text(mapping, key);
  return isDataType(type) ? type : fail(`${key} is no type: ${type}`);
}

/** What a property or parameter says of its type and shape, and what its value shows. */
function declared(mapping: Mapping) {
  const type = optionalText(mapping, "type");
  const shown = shapeOf(mapping.value);
  const embedded = optionalText(mapping, "embedded_object");
  if (type !== null && type !== "reference" && !isDataType(type)) return fail(`This is no type: ${type}`);
  return {
    type: type ?? shown.type,
    isArray: flag(mapping, "is_array") ?? shown.isArray,
    embeddedObject: embedded === "instance" || embedded === "object" ? embedded : shown.embeddedObject,
  };
}

/** CIMProperty, or a bare value. */
function property(name: string, value: unknown): CimProperty {
  const mapping = objectTypeOf(value) === "CIMProperty" && isMapping(value) ? value : { name, value };
  const { type, isArray, embeddedObject } = declared(mapping);
  return {
    name: optionalText(mapping, "name") ?? name,
    type: type ?? "string",
    value: caseValue(mapping.value, type),
    isArray,
    arraySize: size(mapping),
    referenceClass: optionalText(mapping, "reference_class"),
    embeddedObject,
    classOrigin: optionalText(mapping, "class_origin"),
    isPropagated: flag(mapping, "propagated"),
    qualifiers: qualifiers(mapping),
  };
}

function flavors(mapping: Mapping) {
  return {
    isOverridable: flag(mapping, "overridable"),
    toSubclass: flag(mapping, "tosubclass"),
    toInstance: flag(mapping, "toinstance"),
    isTranslatable: flag(mapping, "translatable"),
  };
}

function qualifiers(mapping: Mapping): CimQualifier[] {
  return things(mapping.qualifiers).map(([name, value]) => {
    const qualifier: Mapping = isMapping(value) ? value : { value };
    const type = optionalText(qualifier, "type") ?? shapeOf(qualifier.value).type ?? "string";
    if (!isDataType(type)) return fail(`Qualifier ${name} has no type.`);
    return {
      name: optionalText(qualifier, "name") ?? name,
      type,
      value: caseValue(qualifier.value, type),
      isPropagated: flag(qualifier, "propagated"),
      ...flavors(qualifier),
    };
  });
}

function parameter(name: string, value: unknown): CimParameter {
  if (!isMapping(value)) return fail(`Parameter ${name} is no object.`);
  const { type, isArray } = declared(value);
  return {
    name: optionalText(value, "name") ?? name,
    type: type ?? fail(`Parameter ${name} has no type.`),
    isArray,
    arraySize: size(value),
    referenceClass: optionalText(value, "reference_class"),
    qualifiers: qualifiers(value),
  };
}

function method(name: string, value: unknown): CimMethod {
  if (!isMapping(value)) return fail(`Method ${name} is no object.`);
  return {
    name: optionalText(value, "name") ?? name,
    returnType: dataType(value, "return_type"),
    parameters: things(value.parameters).map(([key, thing]) => parameter(key, thing)),
    classOrigin: optionalText(value, "class_origin"),
    isPropagated: flag(value, "propagated"),
    qualifiers: qualifiers(value),
  };
}

function keyBinding(name: string, value: unknown): CimKeyBinding {
  const { type } = shapeOf(value);
  return { name, type, value: scalar(value, type) as CimKeyValue };
}

/** A host without a namespace is nothing that a path can say. */
function place(mapping: Mapping): { namespace: string | null; host: string | null } {
  const namespace = optionalText(mapping, "namespace");
  return { namespace, host: namespace === null ? null : optionalText(mapping, "host") };
}

export function caseInstanceName(mapping: Mapping): CimInstanceName {
  return {
    kind: "instance-name",
    className: text(mapping, "classname"),
    keyBindings: things(mapping.keybindings).map(([name, value]) => keyBinding(name, value)),
    ...place(mapping),
  };
}

export function caseClassName(mapping: Mapping): CimClassName {
  return {
    kind: "class-name",
    className: text(mapping, "classname"),
    ...place(mapping),
  };
}

export function caseInstance(mapping: Mapping): CimInstance {
  return {
    kind: "instance",
    className: text(mapping, "classname"),
    properties: things(mapping.properties).map(([name, value]) => property(name, value)),
    qualifiers: qualifiers(mapping),
    path: isMapping(mapping.path) ? caseInstanceName(mapping.path) : null,
  };
}

export function caseClass(mapping: Mapping): CimClass {
  return {
    kind: "class",
    className: text(mapping, "classname"),
    superClass: optionalText(mapping, "superclass"),
    properties: things(mapping.properties).map(([name, value]) => property(name, value)),
    methods: things(mapping.methods).map(([name, value]) => method(name, value)),
    qualifiers: qualifiers(mapping),
    path: isMapping(mapping.path) ? caseClassName(mapping.path) : null,
  };
}

function isScope(name: string): name is QualifierScope {
  return qualifierScopes.some((scope) => scope === name);
}

export function caseQualifierDeclaration(mapping: Mapping): CimQualifierDeclaration {
  const type = dataType(mapping, "type");
  const scopes = things(mapping.scopes).filter(([, isAllowed]) => isAllowed === true);
  return {
    name: text(mapping, "name"),
    type,
    value: caseValue(mapping.value, type),
    isArray: flag(mapping, "is_array") ?? Array.isArray(mapping.value),
    arraySize: size(mapping),
    scopes: scopes.flatMap(([name]) => {
      const scope = name.toLowerCase();
      return scope === "any" ? [...qualifierScopes] : isScope(scope) ? [scope] : [];
    }),
    ...flavors(mapping),
  };
}

/** A parameter with a value: a CIMParameter, or a value under a name. */
export function caseParameterValue(name: string, value: unknown): CimParameterValue {
  const mapping = objectTypeOf(value) === "CIMParameter" && isMapping(value) ? value : { name, value };
  const { type, isArray, embeddedObject } = declared(mapping);
  return {
    name: optionalText(mapping, "name") ?? name,
    type,
    value: caseValue(mapping.value, type),
    isArray,
    embeddedObject,
  };
}

/** An object that can be a value. */
function anyObject(mapping: Mapping): CimScalar {
  switch (objectTypeOf(mapping)) {
    case "CIMInstance":
      return caseInstance(mapping);
    case "CIMInstanceName":
      return caseInstanceName(mapping);
    case "CIMClass":
      return caseClass(mapping);
    case "CIMClassName":
      return caseClassName(mapping);
    default:
      return fail("This is no CIM object.");
  }
}
