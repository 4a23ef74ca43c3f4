/** CIM objects as pywbem's test cases have them (reference, section 15.4): mappings with `pywbem_object` first. */
import type {
  CimClass,
  CimClassName,
  CimInstance,
  CimInstanceName,
  CimKeyBinding,
  CimMethod,
  CimNamedClass,
  CimParameter,
  CimParameterValue,
  CimProperty,
  CimQualifier,
  CimQualifierDeclaration,
  CimScalar,
  CimValue,
} from "../model/objects";
import { isIntegerType, isRealType } from "../model/scalars";
import type { CimType } from "../model/types";

/** A number that must come back as a floating point number, even where it is whole. */
export class RealNumber {
  constructor(readonly value: number) {}
}

/** What a YAML file can hold; order of the keys counts. */
export type YamlValue = string | number | bigint | boolean | null | RealNumber | readonly YamlValue[] | YamlMapping;
export interface YamlMapping {
  readonly [key: string]: YamlValue;
}

/** The same without wrappers, as it comes back from a file. */
export function plainYaml(mapping: YamlMapping): Record<string, unknown> {
  return Object.fromEntries(Object.entries(mapping).map(([key, value]) => [key, plain(value)]));
}

function plain(value: YamlValue): unknown {
  if (value instanceof RealNumber) return value.value;
  if (isYamlList(value)) return value.map(plain);
  return typeof value === "object" && value !== null ? plainYaml(value) : value;
}

function isYamlList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

export type TestclientObject =
  | CimInstance
  | CimInstanceName
  | CimClass
  | CimClassName
  | CimNamedClass
  | CimQualifierDeclaration;

/** An object of the model as its mapping; a class with its path as the list that pywbem returns. */
export function writeTestclientObject(object: TestclientObject): YamlValue {
  if ("kind" in object) return writeKind(object);
  if ("class" in object) return [writeKind(object.path), writeKind(object.class)];
  return writeQualifierDeclaration(object);
}

/** A parameter of InvokeMethod; its type is kept. NULL of unknown type is a pair of name and null. */
export function writeTestclientParameter(parameter: CimParameterValue): YamlValue {
  const { name, value, isArray, embeddedObject } = parameter;
  if (parameter.type === null && value === null) return [name, null];
  const type = parameter.type ?? "string";
  return {
    pywbem_object: "CIMParameter",
    name,
    type,
    embedded_object: embeddedObject,
    is_array: isArray,
    value: writeTestclientValue(value, type),
  };
}

/** A value as such, in the way its type has it. */
export function writeTestclientValue(value: CimValue, type: CimType | null): YamlValue {
  if (isList(value)) return value.map((item) => writeTestclientValue(item, type));
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return value;
  if (typeof value === "number") {
    return isRealType(type ?? "") || !Number.isInteger(value) ? new RealNumber(value) : value;
  }
  return writeKind(value);
}

function isList(value: CimValue): value is readonly (CimScalar | null)[] {
  return Array.isArray(value);
}

function writeKind(value: Exclude<CimScalar, string | number | bigint | boolean>): YamlValue {
  switch (value.kind) {
    case "instance":
      return {
        pywbem_object: "CIMInstance",
        classname: value.className,
        properties: byName(value.properties, writeProperty),
        qualifiers: byName(value.qualifiers, writeQualifier),
        path: value.path && writeKind(value.path),
      };
    case "instance-name":
      return {
        pywbem_object: "CIMInstanceName",
        classname: value.className,
        namespace: value.namespace,
        host: value.host,
        keybindings: Object.fromEntries(value.keyBindings.map((key) => [key.name, writeKeyValue(key)])),
      };
    case "class":
      return {
        pywbem_object: "CIMClass",
        classname: value.className,
        superclass: value.superClass,
        properties: byName(value.properties, writeProperty),
        methods: byName(value.methods, writeMethod),
        qualifiers: byName(value.qualifiers, writeQualifier),
        path: value.path && writeKind(value.path),
      };
    case "class-name":
      return {
        pywbem_object: "CIMClassName",
        classname: value.className,
        host: value.host,
        namespace: value.namespace,
      };
    default:
      return { pywbem_object: "CIMDateTime", dtarg: value.text };
  }
}

/** Integers keep their width, so that the request says it again. */
function writeKeyValue({ type, value }: CimKeyBinding): YamlValue {
  if (isIntegerType(type ?? "") && (typeof value === "number" || typeof value === "bigint")) {
    return { pywbem_object: pythonName(type ?? ""), x: value };
  }
  if (type === "char16" && typeof value === "string") return { pywbem_object: "Char16", content: value };
  return writeTestclientValue(value, type);
}

/** `uint32` is the class Uint32. */
function pythonName(type: string): string {
  return type.slice(0, 1).toUpperCase() + type.slice(1);
}

function byName<Item extends { name: string }>(items: readonly Item[], write: (item: Item) => YamlValue): YamlValue {
  return Object.fromEntries(items.map((item) => [item.name, write(item)]));
}

function writeProperty(property: CimProperty): YamlValue {
  return {
    pywbem_object: "CIMProperty",
    name: property.name,
    value: writeTestclientValue(property.value, property.type),
    type: property.type,
    reference_class: property.referenceClass,
    embedded_object: property.embeddedObject,
    is_array: property.isArray,
    array_size: property.arraySize,
    class_origin: property.classOrigin,
    propagated: property.isPropagated,
    qualifiers: byName(property.qualifiers, writeQualifier),
  };
}

function writeMethod(method: CimMethod): YamlValue {
  return {
    pywbem_object: "CIMMethod",
    name: method.name,
    return_type: method.returnType,
    class_origin: method.classOrigin,
    propagated: method.isPropagated,
    parameters: byName(method.parameters, writeParameter),
    qualifiers: byName(method.qualifiers, writeQualifier),
  };
}

function writeParameter(parameter: CimParameter): YamlValue {
  return {
    pywbem_object: "CIMParameter",
    name: parameter.name,
    type: parameter.type,
    reference_class: parameter.referenceClass,
    embedded_object: null,
    is_array: parameter.isArray,
    array_size: parameter.arraySize,
    qualifiers: byName(parameter.qualifiers, writeQualifier),
  };
}

function writeQualifier(qualifier: CimQualifier): YamlValue {
  return {
    pywbem_object: "CIMQualifier",
    name: qualifier.name,
    value: writeTestclientValue(qualifier.value, qualifier.type),
    type: qualifier.type,
    propagated: qualifier.isPropagated,
    ...writeFlavors(qualifier),
  };
}

function writeQualifierDeclaration(declaration: CimQualifierDeclaration): YamlValue {
  return {
    pywbem_object: "CIMQualifierDeclaration",
    name: declaration.name,
    type: declaration.type,
    value: writeTestclientValue(declaration.value, declaration.type),
    is_array: declaration.isArray,
    array_size: declaration.arraySize,
    scopes: Object.fromEntries(declaration.scopes.map((scope) => [scope.toUpperCase(), true])),
    ...writeFlavors(declaration),
  };
}

function writeFlavors(flavored: Pick<CimQualifier, "toSubclass" | "toInstance" | "isOverridable" | "isTranslatable">) {
  return {
    tosubclass: flavored.toSubclass,
    toinstance: flavored.toInstance,
    overridable: flavored.isOverridable,
    translatable: flavored.isTranslatable,
  };
}
