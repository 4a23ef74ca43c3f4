/**
 * CIM objects as plain data (DSP0004; attributes as of pywbem's classes). Names keep the spelling they came with and are
 * compared without regard to case; see `names.ts`. Order is kept as received.
 */
import type { CimDatetime } from "./datetime";
import type { CimDataType, CimType } from "./types";

/**
 * A value that is not an array. `uint64` and `sint64` are always `bigint`, shorter integers and reals `number`; `char16`
 * is a string of one UTF-16 code unit. An embedded object is a value of type string.
 */
export type CimScalar =
  | string
  | number
  | bigint
  | boolean
  | CimDatetime
  | CimInstanceName
  | CimClassName
  | CimInstance
  | CimClass;
/** A value; null is NULL, also as an item. */
export type CimValue = CimScalar | null | readonly (CimScalar | null)[];

/** Value of a key, which is never NULL. A numeric key of unknown width is a number, or a bigint where that is not exact. */
export type CimKeyValue = string | number | bigint | boolean | CimDatetime | CimInstanceName | CimClassName;

/** One key of an instance path. */
export interface CimKeyBinding {
  /** Empty where the server left it out, which is legal for classes with a single key. */
  name: string;
  /** Null where the server did not say. */
  type: CimType | null;
  value: CimKeyValue;
}

/** Path of an instance. */
export interface CimInstanceName {
  kind: "instance-name";
  className: string;
  keyBindings: readonly CimKeyBinding[];
  /** Without slashes at its ends; null where it is not known. */
  namespace: string | null;
  /** What the server calls itself; never connected to. */
  host: string | null;
}

/** Path of a class. */
export interface CimClassName {
  kind: "class-name";
  className: string;
  namespace: string | null;
  host: string | null;
}

export type EmbeddedObjectKind = "instance" | "object";

export interface CimProperty {
  name: string;
  type: CimType;
  value: CimValue;
  isArray: boolean;
  arraySize: number | null;
  referenceClass: string | null;
  embeddedObject: EmbeddedObjectKind | null;
  classOrigin: string | null;
  /** Null where it was not given. */
  isPropagated: boolean | null;
  qualifiers: readonly CimQualifier[];
}

export interface CimInstance {
  kind: "instance";
  className: string;
  properties: readonly CimProperty[];
  qualifiers: readonly CimQualifier[];
  path: CimInstanceName | null;
}

export interface CimClass {
  kind: "class";
  className: string;
  superClass: string | null;
  properties: readonly CimProperty[];
  methods: readonly CimMethod[];
  qualifiers: readonly CimQualifier[];
  path: CimClassName | null;
}

export interface CimMethod {
  name: string;
  returnType: CimDataType;
  parameters: readonly CimParameter[];
  classOrigin: string | null;
  isPropagated: boolean | null;
  qualifiers: readonly CimQualifier[];
}

/** A parameter as a class declares it. */
export interface CimParameter {
  name: string;
  type: CimType;
  isArray: boolean;
  arraySize: number | null;
  referenceClass: string | null;
  qualifiers: readonly CimQualifier[];
}

/** A parameter with a value, as a method call sends or returns it. */
export interface CimParameterValue {
  name: string;
  /** Null where it is not known; such values are text. */
  type: CimType | null;
  value: CimValue;
  isArray: boolean;
  embeddedObject: EmbeddedObjectKind | null;
}

/** Each is null where it was not given, and then not written. */
export interface CimFlavors {
  isOverridable: boolean | null;
  toSubclass: boolean | null;
  toInstance: boolean | null;
  isTranslatable: boolean | null;
}

export interface CimQualifier extends CimFlavors {
  name: string;
  type: CimDataType;
  value: CimValue;
  isPropagated: boolean | null;
}

export const qualifierScopes = [
  "class",
  "association",
  "reference",
  "property",
  "method",
  "parameter",
  "indication",
] as const;
export type QualifierScope = (typeof qualifierScopes)[number];

export interface CimQualifierDeclaration extends CimFlavors {
  name: string;
  type: CimDataType;
  value: CimValue;
  isArray: boolean;
  arraySize: number | null;
  scopes: readonly QualifierScope[];
}

/** A class with the path it was returned with, as class-level associators do. */
export interface CimNamedClass {
  path: CimClassName;
  class: CimClass;
}
