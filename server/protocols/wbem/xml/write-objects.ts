/** Instances, classes and qualifier declarations as elements (DSP0201, sections 5.2.3 and 5.2.5; reference, 4.4 and 5). */
import { invalidField } from "@/server/domain/app-error";
import type {
  CimClass,
  CimFlavors,
  CimInstance,
  CimMethod,
  CimParameter,
  CimParameterValue,
  CimProperty,
  CimQualifier,
  CimQualifierDeclaration,
  CimScalar,
  CimValue,
} from "../model/objects";
import type { CimType } from "../model/types";
import { escapeAttribute, escapeText } from "./escape";
import { writeText } from "./value-text";
import { writeClassName, writeInstanceName, writePath } from "./write-paths";

export interface WriteOptions {
  /** Writes NULL items of arrays as empty values, for servers that do not know VALUE.NULL (section 5.1). */
  nullItemsAsEmpty?: boolean;
}

type Attributes = Record<string, string | number | boolean | null>;

/** A tag with the attributes that are not null. */
function tag(name: string, attributes: Attributes, content: string, field: string): string {
  let start = `<${name}`;
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== null) start += ` ${attribute}="${escapeAttribute(String(value), field)}"`;
  }
  return content === "" ? `${start}/>` : `${start}>${content}</${name}>`;
}

function flavorAttributes(flavors: CimFlavors): Attributes {
  return {
    OVERRIDABLE: flavors.isOverridable,
    TOSUBCLASS: flavors.toSubclass,
    TOINSTANCE: flavors.toInstance,
    TRANSLATABLE: flavors.isTranslatable,
  };
}

function isObject(value: unknown): value is { kind: string } {
  return typeof value === "object" && value !== null && "kind" in value;
}

/** The text of one value, an embedded object as its XML. */
function valueText(value: CimScalar, type: CimType, field: string, options: WriteOptions): string {
  if (isObject(value) && (value.kind === "instance" || value.kind === "class")) {
    if (type !== "string") throw invalidField(field, "Embedded objects are values of type string.");
    return value.kind === "instance" ? writeInstance(value, field, options) : writeClass(value, field, options);
  }
  if (type === "reference") throw invalidField(field, "The value is not a path.");
  try {
    return writeText(type, value);
  } catch (error) {
    if (error instanceof RangeError) throw invalidField(field, error.message);
    throw error;
  }
}

function writeItem(item: CimScalar | null, type: CimType, field: string, options: WriteOptions): string {
  if (item === null) return options.nullItemsAsEmpty === true ? "<VALUE/>" : "<VALUE.NULL/>";
  return type === "reference"
    ? writeReference(item, field)
    : `<VALUE>${escapeText(valueText(item, type, field, options), field)}</VALUE>`;
}

function writeReference(value: CimScalar, field: string): string {
  if (isObject(value) && (value.kind === "instance-name" || value.kind === "class-name")) {
    return `<VALUE.REFERENCE>${writePath(value, field)}</VALUE.REFERENCE>`;
  }
  throw invalidField(field, "The value is not a path.");
}

function isArrayValue(value: CimValue): value is readonly (CimScalar | null)[] {
  return Array.isArray(value);
}

/** VALUE, VALUE.ARRAY, VALUE.REFERENCE or VALUE.REFARRAY; nothing for NULL. @throws AppError `invalid_request` */
export function writeValue(value: CimValue, type: CimType, field: string, options: WriteOptions): string {
  if (value === null) return "";
  if (!isArrayValue(value)) return writeItem(value, type, field, options);
  const items = value.map((item, at) => writeItem(item, type, `${field}.${at}`, options)).join("");
  const name = type === "reference" ? "VALUE.REFARRAY" : "VALUE.ARRAY";
  return `<${name}>${items}</${name}>`;
}

function writeQualifiers(qualifiers: readonly CimQualifier[], field: string, options: WriteOptions): string {
  return qualifiers
    .map((qualifier) => {
      const { name, type, value, isPropagated } = qualifier;
      const attributes = { NAME: name, TYPE: type, PROPAGATED: isPropagated, ...flavorAttributes(qualifier) };
      return tag("QUALIFIER", attributes, writeValue(value, type, `${field}.${name}`, options), field);
    })
    .join("");
}

/** What kind of object a value embeds, where the property does not say. */
function embeddedKindOf(value: CimValue): "instance" | "object" | null {
  const first = isArrayValue(value) ? value.find((item) => item !== null) : value;
  if (!isObject(first)) return null;
  if (first.kind === "instance") return "instance";
  return first.kind === "class" ? "object" : null;
}

function writeProperty(property: CimProperty, field: string, options: WriteOptions): string {
  const { name, type, value, isArray } = property;
  const where = `${field}.${name}`;
  if (value !== null && Array.isArray(value) !== isArray) {
    throw invalidField(where, isArray ? "An array is expected." : "A single value is expected.");
  }
  if (type === "reference" && isArray) throw invalidField(where, "Properties cannot be arrays of references.");
  const attributes: Attributes = {
    NAME: name,
    TYPE: type === "reference" ? null : type,
    ARRAYSIZE: isArray ? property.arraySize : null,
    REFERENCECLASS: type === "reference" ? property.referenceClass : null,
    CLASSORIGIN: property.classOrigin,
    PROPAGATED: property.isPropagated,
    EmbeddedObject: type === "reference" ? null : (property.embeddedObject ?? embeddedKindOf(value)),
  };
  const content = writeQualifiers(property.qualifiers, where, options) + writeValue(value, type, where, options);
  const form = type === "reference" ? "PROPERTY.REFERENCE" : isArray ? "PROPERTY.ARRAY" : "PROPERTY";
  return tag(form, attributes, content, where);
}

/** INSTANCE, without its path. @throws AppError `invalid_request` naming the property. */
export function writeInstance(instance: CimInstance, field: string, options: WriteOptions = {}): string {
  const content =
    writeQualifiers(instance.qualifiers, field, options) +
    instance.properties.map((property) => writeProperty(property, field, options)).join("");
  return tag("INSTANCE", { CLASSNAME: instance.className }, content, field);
}

/** VALUE.NAMEDINSTANCE. @throws AppError `invalid_request` */
export function writeNamedInstance(instance: CimInstance, field: string, options: WriteOptions): string {
  if (instance.path === null) throw invalidField(field, "The instance has no path.");
  const name = writeInstanceName(instance.path, `${field}.path`);
  return `<VALUE.NAMEDINSTANCE>${name}${writeInstance(instance, field, options)}</VALUE.NAMEDINSTANCE>`;
}

function writeParameter(parameter: CimParameter, field: string, options: WriteOptions): string {
  const { name, type, isArray } = parameter;
  const isReference = type === "reference";
  const attributes: Attributes = {
    NAME: name,
    TYPE: isReference ? null : type,
    REFERENCECLASS: isReference ? parameter.referenceClass : null,
    ARRAYSIZE: isArray ? parameter.arraySize : null,
  };
  const form = isReference ? (isArray ? ".REFARRAY" : ".REFERENCE") : isArray ? ".ARRAY" : "";
  return tag(`PARAMETER${form}`, attributes, writeQualifiers(parameter.qualifiers, `${field}.${name}`, options), field);
}

function writeMethod(method: CimMethod, field: string, options: WriteOptions): string {
  const where = `${field}.${method.name}`;
  const attributes: Attributes = {
    NAME: method.name,
    TYPE: method.returnType,
    CLASSORIGIN: method.classOrigin,
    PROPAGATED: method.isPropagated,
  };
  const content =
    writeQualifiers(method.qualifiers, where, options) +
    method.parameters.map((parameter) => writeParameter(parameter, where, options)).join("");
  return tag("METHOD", attributes, content, where);
}

/** CLASS, without its path. @throws AppError `invalid_request` naming the property or method. */
export function writeClass(cimClass: CimClass, field: string, options: WriteOptions = {}): string {
  const content =
    writeQualifiers(cimClass.qualifiers, field, options) +
    cimClass.properties.map((property) => writeProperty(property, field, options)).join("") +
    cimClass.methods.map((method) => writeMethod(method, field, options)).join("");
  return tag("CLASS", { NAME: cimClass.className, SUPERCLASS: cimClass.superClass }, content, field);
}

/** QUALIFIER.DECLARATION; a scope that is not allowed is not written. @throws AppError `invalid_request` */
export function writeQualifierDeclaration(
  declaration: CimQualifierDeclaration,
  field: string,
  options: WriteOptions,
): string {
  const { name, type, value, isArray, arraySize, scopes } = declaration;
  const attributes = {
    NAME: name,
    TYPE: type,
    ISARRAY: isArray,
    ARRAYSIZE: arraySize,
    ...flavorAttributes(declaration),
  };
  const scope = tag("SCOPE", Object.fromEntries(scopes.map((each) => [each.toUpperCase(), true])), "", field);
  const content = (scopes.length === 0 ? "" : scope) + writeValue(value, type, `${field}.value`, options);
  return tag("QUALIFIER.DECLARATION", attributes, content, field);
}

/** PARAMVALUE of a method call (section 7). @throws AppError `invalid_request` naming the parameter. */
export function writeParameterValue(parameter: CimParameterValue, options: WriteOptions): string {
  const { name, value } = parameter;
  const where = `Params.${name}`;
  const type = parameter.type ?? typeByValue(value, where);
  const attributes: Attributes = {
    NAME: name,
    PARAMTYPE: type,
    EmbeddedObject: type === "reference" ? null : (parameter.embeddedObject ?? embeddedKindOf(value)),
  };
  return tag("PARAMVALUE", attributes, type === null ? "" : writeValue(value, type, where, options), where);
}

/** Content of an IPARAMVALUE for a value; nothing for NULL. @throws AppError `invalid_request` naming the field. */
export function writeTypedValue(
  { type, value }: Pick<CimParameterValue, "type" | "value">,
  field: string,
  options: WriteOptions,
): string {
  const known = type ?? typeByValue(value, field);
  return known === null ? "" : writeValue(value, known, field, options);
}

/** The type a value shows; numbers do not, and guessing would send the wrong one. */
function typeByValue(value: CimValue, field: string): CimType | null {
  const first = isArrayValue(value) ? value.find((item) => item !== null) : value;
  if (first === null || first === undefined) return isArrayValue(value) ? "string" : null;
  if (typeof first === "boolean") return "boolean";
  if (typeof first === "string") return "string";
  if (isObject(first)) {
    if (first.kind === "timestamp" || first.kind === "interval") return "datetime";
    return first.kind === "instance" || first.kind === "class" ? "string" : "reference";
  }
  throw invalidField(field, "A number needs a type.");
}

/** CLASSNAME or INSTANCENAME of an association operation. */
export function writeObjectName(path: Parameters<typeof writePath>[0], field: string): string {
  return path.kind === "instance-name" ? writeInstanceName(path, field) : writeClassName(path.className, field);
}
