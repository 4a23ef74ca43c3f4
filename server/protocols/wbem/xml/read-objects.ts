/** Instances, classes and their parts from their elements (DSP0201, sections 5.2.3 and 5.2.5; reference, 4.4). */
import type {
  CimClass,
  CimClassName,
  CimFlavors,
  CimInstance,
  CimMethod,
  CimParameter,
  CimProperty,
  CimQualifier,
  CimQualifierDeclaration,
  CimValue,
} from "../model/objects";
import { type QualifierScope, qualifierScopes } from "../model/objects";
import type { XmlElement } from "./element";
import type { ReadContext } from "./read-context";
import { readReferenceValue } from "./read-paths";
import { readArray, readEmbeddedKind, readScalar, readType, type ValueShape } from "./read-values";

const noQualifiers: readonly CimQualifier[] = Object.freeze([]);

function readFlavors(element: XmlElement, context: ReadContext): CimFlavors {
  return {
    isOverridable: context.flag(element, "OVERRIDABLE"),
    toSubclass: context.flag(element, "TOSUBCLASS"),
    toInstance: context.flag(element, "TOINSTANCE"),
    isTranslatable: context.flag(element, "TRANSLATABLE"),
  };
}

/** VALUE or VALUE.ARRAY of a qualifier. */
function readQualifierValue(child: XmlElement, parent: XmlElement, shape: ValueShape, context: ReadContext): CimValue {
  if (child.name === "VALUE") return readScalar(child, shape, context, readEmbeddedRoot);
  if (child.name === "VALUE.ARRAY") return readArray(child, shape, context, readEmbeddedRoot);
  return context.unexpected(parent, child);
}

export function readQualifier(element: XmlElement, context: ReadContext): CimQualifier {
  const name = context.require(element, "NAME");
  const type = readType(element, context);
  const shape: ValueShape = { type, embeddedObject: null, owner: `QUALIFIER ${name}` };
  let value: CimValue = null;
  for (const child of element.children) value = readQualifierValue(child, element, shape, context);
  return { name, type, value, isPropagated: context.flag(element, "PROPAGATED"), ...readFlavors(element, context) };
}

/** QUALIFIER.DECLARATION. */
export function readQualifierDeclaration(element: XmlElement, context: ReadContext): CimQualifierDeclaration {
  const name = context.require(element, "NAME");
  const type = readType(element, context);
  const shape: ValueShape = { type, embeddedObject: null, owner: `QUALIFIER.DECLARATION ${name}` };
  let value: CimValue = null;
  let scopes: QualifierScope[] = [];
  let isArray = context.flag(element, "ISARRAY") ?? false;
  for (const child of element.children) {
    if (child.name === "SCOPE") {
      scopes = qualifierScopes.filter((scope) => context.flag(child, scope.toUpperCase()) === true);
    } else {
      value = readQualifierValue(child, element, shape, context);
      isArray ||= child.name === "VALUE.ARRAY";
    }
  }
  return {
    name,
    type,
    value,
    isArray,
    arraySize: context.arraySize(element),
    scopes,
    ...readFlavors(element, context),
  };
}

/** PROPERTY, PROPERTY.ARRAY or PROPERTY.REFERENCE. */
export function readProperty(element: XmlElement, context: ReadContext): CimProperty {
  const name = context.require(element, "NAME");
  const isReference = element.name === "PROPERTY.REFERENCE";
  const isArray = element.name === "PROPERTY.ARRAY";
  const embeddedObject = isReference ? null : readEmbeddedKind(element, context);
  const type = isReference ? "reference" : readType(element, context);
  let value: CimValue = null;
  let qualifiers: CimQualifier[] | undefined;
  for (const child of element.children) {
    if (child.name === "QUALIFIER") {
      qualifiers ??= [];
      qualifiers.push(readQualifier(child, context));
    } else if (type === "reference") {
      if (child.name !== "VALUE.REFERENCE") context.unexpected(element, child);
      value = readReferenceValue(child, context);
    } else {
      const shape: ValueShape = { type, embeddedObject, owner: `Property ${name}` };
      if (child.name !== (isArray ? "VALUE.ARRAY" : "VALUE")) context.unexpected(element, child);
      value = isArray
        ? readArray(child, shape, context, readEmbeddedRoot)
        : readScalar(child, shape, context, readEmbeddedRoot);
    }
  }
  return {
    name,
    type,
    value,
    isArray,
    arraySize: isArray ? context.arraySize(element) : null,
    referenceClass: element.attributes.REFERENCECLASS ?? null,
    embeddedObject,
    classOrigin: element.attributes.CLASSORIGIN ?? null,
    isPropagated: context.flag(element, "PROPAGATED"),
    qualifiers: qualifiers ?? noQualifiers,
  };
}

const parameterForms = new Map([
  ["PARAMETER", { isArray: false, isReference: false }],
  ["PARAMETER.ARRAY", { isArray: true, isReference: false }],
  ["PARAMETER.REFERENCE", { isArray: false, isReference: true }],
  ["PARAMETER.REFARRAY", { isArray: true, isReference: true }],
]);

function readParameter(element: XmlElement, form: { isArray: boolean; isReference: boolean }, context: ReadContext) {
  const parameter: CimParameter = {
    name: context.require(element, "NAME"),
    type: form.isReference ? "reference" : readType(element, context),
    isArray: form.isArray,
    arraySize: form.isArray ? context.arraySize(element) : null,
    referenceClass: element.attributes.REFERENCECLASS ?? null,
    qualifiers: element.children.map((child) =>
      child.name === "QUALIFIER" ? readQualifier(child, context) : context.unexpected(element, child),
    ),
  };
  return parameter;
}

export function readMethod(element: XmlElement, context: ReadContext): CimMethod {
  const qualifiers: CimQualifier[] = [];
  const parameters: CimParameter[] = [];
  for (const child of element.children) {
    const form = parameterForms.get(child.name);
    if (child.name === "QUALIFIER") qualifiers.push(readQualifier(child, context));
    else if (form !== undefined) parameters.push(readParameter(child, form, context));
    else context.unexpected(element, child);
  }
  return {
    name: context.require(element, "NAME"),
    returnType: readType(element, context),
    parameters,
    classOrigin: element.attributes.CLASSORIGIN ?? null,
    isPropagated: context.flag(element, "PROPAGATED"),
    qualifiers,
  };
}

function isProperty(name: string): boolean {
  return name === "PROPERTY" || name === "PROPERTY.ARRAY" || name === "PROPERTY.REFERENCE";
}

/** INSTANCE; it has no path of its own. */
export function readInstance(element: XmlElement, context: ReadContext): CimInstance {
  const className = context.require(element, "CLASSNAME");
  const properties: CimProperty[] = [];
  const qualifiers: CimQualifier[] = [];
  for (const child of element.children) {
    if (isProperty(child.name)) properties.push(readProperty(child, context));
    else if (child.name === "QUALIFIER") qualifiers.push(readQualifier(child, context));
    else context.unexpected(element, child);
  }
  return { kind: "instance", className, properties, qualifiers, path: null };
}

/** CLASS. */
export function readClass(element: XmlElement, context: ReadContext, path: CimClassName | null = null): CimClass {
  const properties: CimProperty[] = [];
  const methods: CimMethod[] = [];
  const qualifiers: CimQualifier[] = [];
  for (const child of element.children) {
    if (isProperty(child.name)) properties.push(readProperty(child, context));
    else if (child.name === "METHOD") methods.push(readMethod(child, context));
    else if (child.name === "QUALIFIER") qualifiers.push(readQualifier(child, context));
    else context.unexpected(element, child);
  }
  return {
    kind: "class",
    className: context.require(element, "NAME"),
    superClass: element.attributes.SUPERCLASS ?? null,
    properties,
    methods,
    qualifiers,
    path,
  };
}

/** INSTANCE or CLASS, as embedded objects are. */
export function readEmbeddedRoot(root: XmlElement, context: ReadContext): CimInstance | CimClass {
  if (root.name === "INSTANCE") return readInstance(root, context);
  if (root.name === "CLASS") return readClass(root, context);
  return context.fail("An embedded object is neither INSTANCE nor CLASS.", root.name);
}
