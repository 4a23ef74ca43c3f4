/** Objects from the elements of a request (DSP0201, section 5.2), which is known to be valid by the DTD. */
import {
  type CimClass,
  type CimClassName,
  type CimFlavors,
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
  qualifierScopes,
} from "../model/objects";
import type { CimDataType, CimType } from "../model/types";
import { invalidParameter } from "./refusals";
import { readNumber, readScalar } from "./values";
import { readXml, type XmlElement } from "./xml-reader";

type NameOf = { namespace: string | null; host: string | null };

export const childOf = (element: XmlElement, ...names: string[]) =>
  element.children.find(({ name }) => names.length === 0 || names.includes(name));
const childrenOf = (element: XmlElement, ...names: string[]) =>
  element.children.filter(({ name }) => names.includes(name));

/** @throws CimRefusal 4 without it. */
export function attributeOf(element: XmlElement, name: string): string {
  const value = element.attributes.get(name);
  if (value === undefined || value === "") throw invalidParameter(`${element.name} needs ${name}.`);
  return value;
}

const flag = (element: XmlElement, name: string) => {
  const value = element.attributes.get(name);
  return value === undefined ? null : value === "true";
};
const count = (element: XmlElement, name: string) => {
  const value = element.attributes.get(name);
  return value === undefined ? null : Number(value);
};

/** The namespace that a LOCALNAMESPACEPATH names. */
export function readNamespace(element: XmlElement | undefined): string {
  return (element?.children ?? []).map((one) => one.attributes.get("NAME") ?? "").join("/");
}

function readWhere(element: XmlElement): NameOf {
  const full = childOf(element, "NAMESPACEPATH");
  const local = childOf(full ?? element, "LOCALNAMESPACEPATH");
  return {
    namespace: local === undefined ? null : readNamespace(local),
    host: full === undefined ? null : (childOf(full, "HOST")?.text.trim() ?? null),
  };
}

/** A class name or path in any of its forms. */
export function readClassName(element: XmlElement): CimClassName {
  const name = element.name === "CLASSNAME" ? element : childOf(element, "CLASSNAME");
  if (name === undefined) throw invalidParameter(`${element.name} names no class.`);
  return { kind: "class-name", className: attributeOf(name, "NAME"), ...readWhere(element) };
}

/** An instance name or path in any of its forms. */
export function readInstanceName(element: XmlElement): CimInstanceName {
  const name = element.name === "INSTANCENAME" ? element : childOf(element, "INSTANCENAME");
  if (name === undefined) throw invalidParameter(`${element.name} names no instance.`);
  const keyBindings = name.children.map((child): CimKeyBinding => {
    if (child.name === "KEYBINDING") return readKey(attributeOf(child, "NAME"), child.children[0]);
    return readKey("", child);
  });
  return { kind: "instance-name", className: attributeOf(name, "CLASSNAME"), keyBindings, ...readWhere(element) };
}

function readKey(name: string, element: XmlElement | undefined): CimKeyBinding {
  if (element === undefined) throw invalidParameter(`The key ${name} has no value.`);
  if (element.name === "VALUE.REFERENCE") return { name, type: "reference", value: readReference(element) };
  const type = (element.attributes.get("TYPE") || null) as CimDataType | null;
  const valueType = element.attributes.get("VALUETYPE") ?? "string";
  if (type !== null) return { name, type, value: readScalar(element.text, type) };
  const value: CimKeyValue =
    valueType === "numeric"
      ? readNumber(element.text)
      : valueType === "boolean"
        ? readScalar(element.text, "boolean")
        : element.text;
  return { name, type: null, value };
}

function readReference(element: XmlElement): CimInstanceName | CimClassName {
  const child = childOf(element);
  if (child === undefined) throw invalidParameter("A reference refers to nothing.");
  return child.name.startsWith("CLASS") || child.name === "LOCALCLASSPATH"
    ? readClassName(child)
    : readInstanceName(child);
}

/** Text of an embedded object. */
function readEmbedded(text: string): CimInstance | CimClass {
  let element: XmlElement;
  try {
    element = readXml(text.trim());
  } catch (error) {
    throw invalidParameter(`An embedded object is ${error instanceof Error ? error.message : "broken"}.`);
  }
  if (element.name !== "INSTANCE" && element.name !== "CLASS") {
    throw invalidParameter(`An embedded object is no ${element.name}.`);
  }
  return element.name === "INSTANCE" ? readInstance(element) : readClass(element);
}

function readItem(element: XmlElement, type: CimType, embedded: EmbeddedObjectKind | null): CimScalar | null {
  if (element.name === "VALUE.NULL") return null;
  if (element.name === "VALUE.REFERENCE") return readReference(element);
  if (element.name === "INSTANCE") return readInstance(element);
  if (element.name === "CLASS") return readClass(element);
  if (element.name === "INSTANCENAME") return readInstanceName(element);
  if (element.name === "CLASSNAME") return readClassName(element);
  if (element.name === "VALUE.NAMEDINSTANCE") return readNamedInstance(element);
  if (embedded !== null && element.text.trim() === "") return null;
  return embedded === null ? readScalar(element.text, type) : readEmbedded(element.text);
}

/** The value below an element; null where there is none. */
export function readValue(element: XmlElement, type: CimType, embedded: EmbeddedObjectKind | null = null): CimValue {
  const child = element.children.find(({ name }) => name !== "QUALIFIER");
  if (child === undefined) return null;
  if (child.name !== "VALUE.ARRAY" && child.name !== "VALUE.REFARRAY") return readItem(child, type, embedded);
  return child.children.map((item) => readItem(item, type, embedded));
}

const embeddedOf = (element: XmlElement) =>
  (element.attributes.get("EmbeddedObject") ?? null) as EmbeddedObjectKind | null;

function readProperty(element: XmlElement): CimProperty {
  const type = (element.name === "PROPERTY.REFERENCE" ? "reference" : attributeOf(element, "TYPE")) as CimType;
  const embeddedObject = embeddedOf(element);
  return {
    name: attributeOf(element, "NAME"),
    type,
    value: readValue(element, type, embeddedObject),
    isArray: element.name === "PROPERTY.ARRAY",
    arraySize: count(element, "ARRAYSIZE"),
    referenceClass: element.attributes.get("REFERENCECLASS") ?? null,
    embeddedObject,
    classOrigin: element.attributes.get("CLASSORIGIN") ?? null,
    isPropagated: flag(element, "PROPAGATED"),
    qualifiers: readQualifiers(element),
  };
}

const readProperties = (element: XmlElement) =>
  childrenOf(element, "PROPERTY", "PROPERTY.ARRAY", "PROPERTY.REFERENCE").map(readProperty);

export function readInstance(element: XmlElement): CimInstance {
  return {
    kind: "instance",
    className: attributeOf(element, "CLASSNAME"),
    properties: readProperties(element),
    qualifiers: readQualifiers(element),
    path: null,
  };
}

/** An instance with its name. */
export function readNamedInstance(element: XmlElement): CimInstance {
  const [name, instance] = element.children;
  if (name === undefined || instance === undefined) throw invalidParameter("An instance or its name is missing.");
  return { ...readInstance(instance), path: readInstanceName(name) };
}

export function readClass(element: XmlElement): CimClass {
  return {
    kind: "class",
    className: attributeOf(element, "NAME"),
    superClass: element.attributes.get("SUPERCLASS") || null,
    properties: readProperties(element),
    methods: childrenOf(element, "METHOD").map(readMethod),
    qualifiers: readQualifiers(element),
    path: null,
  };
}

function readMethod(element: XmlElement): CimMethod {
  return {
    name: attributeOf(element, "NAME"),
    returnType: attributeOf(element, "TYPE") as CimDataType,
    parameters: element.children.filter(({ name }) => name.startsWith("PARAMETER")).map(readParameter),
    classOrigin: element.attributes.get("CLASSORIGIN") ?? null,
    isPropagated: flag(element, "PROPAGATED"),
    qualifiers: readQualifiers(element),
  };
}

function readParameter(element: XmlElement): CimParameter {
  const isReference = element.name.startsWith("PARAMETER.REF");
  return {
    name: attributeOf(element, "NAME"),
    type: (isReference ? "reference" : attributeOf(element, "TYPE")) as CimType,
    isArray: element.name === "PARAMETER.ARRAY" || element.name === "PARAMETER.REFARRAY",
    arraySize: count(element, "ARRAYSIZE"),
    referenceClass: element.attributes.get("REFERENCECLASS") ?? null,
    qualifiers: readQualifiers(element),
  };
}

/** A parameter of a method call. */
export function readParameterValue(element: XmlElement): CimParameterValue {
  const [child] = element.children;
  const declared = element.attributes.get("PARAMTYPE");
  const isReference = child?.name.startsWith("VALUE.REF") === true;
  const type = declared ?? (isReference ? "reference" : null);
  const embeddedObject = embeddedOf(element);
  return {
    name: attributeOf(element, "NAME"),
    type: type as CimType | null,
    value: readValue(element, (type ?? "string") as CimType, embeddedObject),
    isArray: child?.name === "VALUE.ARRAY" || child?.name === "VALUE.REFARRAY",
    embeddedObject,
  };
}

const readFlavors = (element: XmlElement): CimFlavors => ({
  isOverridable: flag(element, "OVERRIDABLE"),
  toSubclass: flag(element, "TOSUBCLASS"),
  toInstance: flag(element, "TOINSTANCE"),
  isTranslatable: flag(element, "TRANSLATABLE"),
});

function readQualifiers(element: XmlElement): CimQualifier[] {
  return childrenOf(element, "QUALIFIER").map((one) => {
    const type = attributeOf(one, "TYPE") as CimDataType;
    const isPropagated = flag(one, "PROPAGATED");
    return { name: attributeOf(one, "NAME"), type, value: readValue(one, type), isPropagated, ...readFlavors(one) };
  });
}

export function readQualifierDeclaration(element: XmlElement): CimQualifierDeclaration {
  const type = attributeOf(element, "TYPE") as CimDataType;
  const scope = childOf(element, "SCOPE");
  const value = childOf(element, "VALUE", "VALUE.ARRAY");
  return {
    name: attributeOf(element, "NAME"),
    type,
    value: value === undefined ? null : readValue({ ...element, children: [value] }, type),
    isArray: flag(element, "ISARRAY") ?? value?.name === "VALUE.ARRAY",
    arraySize: count(element, "ARRAYSIZE"),
    scopes: qualifierScopes.filter((name) => scope?.attributes.get(name.toUpperCase()) === "true"),
    ...readFlavors(element),
  };
}
