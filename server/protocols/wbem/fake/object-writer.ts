/** Elements of answers (DSP0201, section 5.2), with the deviations that were asked for. */
import {
  type CimClass,
  type CimClassName,
  type CimFlavors,
  type CimInstance,
  type CimInstanceName,
  type CimKeyBinding,
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
import { type CimType, integerTypes, realTypes } from "../model/types";
import type { Quirks } from "./quirks";
import { isList, scalarText } from "./values";

/** Who writes. */
export interface WriterContext {
  readonly quirks: Quirks;
  /** What the server calls itself in HOST. */
  readonly serverName: string;
}

const SPECIAL = /[&<>"\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
};

/** Character data. */
export function escapeText(text: string): string {
  return SPECIAL.test(text) ? text.replace(/[&<>\r]/g, (one) => ESCAPES[one] ?? one) : text;
}

/** An attribute with the blank before it; nothing for null. */
export function attribute(name: string, value: string | number | boolean | null): string {
  if (value === null) return "";
  const text = String(value);
  const safe = SPECIAL.test(text)
    ? text.replace(/[&<>"\t\n\r]/g, (one) => ESCAPES[one] ?? `&#${one.charCodeAt(0)};`)
    : text;
  return ` ${name}="${safe}"`;
}

const isNumeric = (type: CimType | null) => ([...integerTypes, ...realTypes] as (CimType | null)[]).includes(type);

/** One value that is not NULL, as it stands in a VALUE. */
function writeScalar(value: CimScalar, type: CimType | null, context: WriterContext): string {
  if (typeof value === "object" && !("text" in value)) {
    if (value.kind === "instance") return `<VALUE>${escapeText(writeInstance(value, context))}</VALUE>`;
    if (value.kind === "class") return `<VALUE>${escapeText(writeClass(value, context))}</VALUE>`;
    return `<VALUE.REFERENCE>${writePath(value, context)}</VALUE.REFERENCE>`;
  }
  const { quirks } = context;
  if (typeof value === "boolean" && quirks.hasLowerCaseBooleans) return `<VALUE>${value}</VALUE>`;
  if (quirks.hasHexadecimalIntegers && (typeof value === "bigint" || Number.isInteger(value)) && !isReal(type)) {
    const number = BigInt(value as bigint | number);
    return `<VALUE>${number < 0n ? "-" : ""}0x${(number < 0n ? -number : number).toString(16)}</VALUE>`;
  }
  const text = escapeText(scalarText(value, type));
  if (typeof value === "object" && quirks.hasOpenMicroseconds) {
    return `<VALUE>${text.slice(0, 15)}******${text.slice(21)}</VALUE>`;
  }
  return `<VALUE>${text}${type === "string" && quirks.hasControlCharacters ? "\u0001" : ""}</VALUE>`;
}

const isReal = (type: CimType | null) => type === "real32" || type === "real64";

/** A value; nothing for NULL. */
export function writeValue(value: CimValue, type: CimType | null, context: WriterContext): string {
  if (value === null) {
    return type === "boolean" && context.quirks.hasEmptyBooleans ? "<VALUE></VALUE>" : "";
  }
  if (!isList(value)) return writeScalar(value, type, context);
  const tag = type === "reference" ? "VALUE.REFARRAY" : "VALUE.ARRAY";
  const items = value.map((item) => (item === null ? "<VALUE.NULL/>" : writeScalar(item, type, context)));
  return `<${tag}>${items.join("")}</${tag}>`;
}

/** LOCALNAMESPACEPATH. */
export function writeNamespace(namespace: string): string {
  const segments = namespace.split("/").map((name) => `<NAMESPACE${attribute("NAME", name)}/>`);
  return `<LOCALNAMESPACEPATH>${segments.join("")}</LOCALNAMESPACEPATH>`;
}

/** INSTANCENAME. */
export function writeInstanceName(name: CimInstanceName, context: WriterContext): string {
  const { hasKeylessPaths, hasUnnamedKeys } = context.quirks;
  const [only, ...others] = name.keyBindings;
  const isUnnamed = hasUnnamedKeys && only !== undefined && others.length === 0;
  const keys = hasKeylessPaths
    ? ""
    : isUnnamed
      ? writeKey(only, context)
      : name.keyBindings
          .map((key) => `<KEYBINDING${attribute("NAME", key.name)}>${writeKey(key, context)}</KEYBINDING>`)
          .join("");
  return `<INSTANCENAME${attribute("CLASSNAME", name.className)}>${keys}</INSTANCENAME>`;
}

function writeKey({ type, value }: CimKeyBinding, context: WriterContext): string {
  if (typeof value === "object" && !("text" in value)) {
    const { className, namespace, host } = value;
    const given = context.quirks.hasClassPathKeys ? { kind: "class-name" as const, className, namespace, host } : value;
    return `<VALUE.REFERENCE>${writePath(given, context)}</VALUE.REFERENCE>`;
  }
  const valueType = type === "boolean" ? "boolean" : isNumeric(type) ? "numeric" : "string";
  const { keyTypes } = context.quirks;
  const typeAttribute = keyTypes === "none" ? "" : attribute("TYPE", keyTypes === "empty" ? "" : type);
  const text = escapeText(scalarText(value, type));
  return `<KEYVALUE${attribute("VALUETYPE", valueType)}${typeAttribute}>${text}</KEYVALUE>`;
}

/** A reference in the form that fits what is known of where the object is. */
export function writePath(path: CimInstanceName | CimClassName, context: WriterContext): string {
  const name =
    path.kind === "instance-name"
      ? writeInstanceName(path, context)
      : `<CLASSNAME${attribute("NAME", path.className)}/>`;
  if (path.namespace === null) return name;
  const kind = path.kind === "instance-name" ? "INSTANCEPATH" : "CLASSPATH";
  const namespace = writeNamespace(path.namespace);
  if (path.host === null) return `<LOCAL${kind}>${namespace}${name}</LOCAL${kind}>`;
  return `<${kind}><NAMESPACEPATH><HOST>${escapeText(path.host)}</HOST>${namespace}</NAMESPACEPATH>${name}</${kind}>`;
}

/** INSTANCEPATH or CLASSPATH with the server's own name. */
export function writeFullPath(path: CimInstanceName | CimClassName, context: WriterContext): string {
  return writePath({ ...path, host: context.serverName }, context);
}

const EMBEDDED_SPELLINGS = {
  EmbeddedObject: ["EmbeddedObject"],
  EMBEDDEDOBJECT: ["EMBEDDEDOBJECT"],
  both: ["EmbeddedObject", "EMBEDDEDOBJECT"],
};

export function embeddedAttribute(embedded: EmbeddedObjectKind | null, { quirks }: WriterContext): string {
  return EMBEDDED_SPELLINGS[quirks.embeddedSpelling].map((name) => attribute(name, embedded)).join("");
}

/** PROPERTY in its three forms; `inner` are its qualifiers. */
export function writeProperty(property: CimProperty, context: WriterContext, inner = ""): string {
  const { name, type, value, classOrigin, isPropagated } = property;
  const { quirks } = context;
  const origin = `${attribute("CLASSORIGIN", classOrigin)}${attribute("PROPAGATED", isPropagated)}`;
  const language = quirks.hasLanguages && type === "string" ? ' xml:lang="en"' : "";
  const unknown = quirks.hasUnknownAttributes ? ' VENDORHINT="7"' : "";
  if (type === "reference") {
    const target = attribute("REFERENCECLASS", property.referenceClass);
    return `<PROPERTY.REFERENCE${attribute("NAME", name)}${target}${origin}${unknown}>${inner}${writeValue(value, type, context)}</PROPERTY.REFERENCE>`;
  }
  const tag = property.isArray ? "PROPERTY.ARRAY" : "PROPERTY";
  const size = attribute("ARRAYSIZE", property.arraySize);
  const embedded = embeddedAttribute(property.embeddedObject, context);
  const head = `<${tag}${attribute("NAME", name)}${attribute("TYPE", type)}${size}${origin}${embedded}${language}${unknown}`;
  return `${head}>${inner}${writeValue(value, type, context)}</${tag}>`;
}

/** INSTANCE. */
export function writeInstance(instance: CimInstance, context: WriterContext): string {
  const language = context.quirks.hasLanguages ? ' xml:lang="en"' : "";
  let text = `<INSTANCE${attribute("CLASSNAME", instance.className)}${language}>`;
  for (const property of instance.properties) text += writeProperty(property, context);
  if (context.quirks.hasUnknownElements) text += "<VENDOR.NOTE>beyond the specification</VENDOR.NOTE>";
  return `${text}</INSTANCE>`;
}

/** An output parameter of an operation or method. */
export function writeOutput(parameter: CimParameterValue, context: WriterContext): string {
  const { outputType } = context.quirks;
  const type = outputType === "none" ? "" : attribute(outputType, parameter.type);
  const embedded = embeddedAttribute(parameter.embeddedObject, context);
  const value = writeValue(parameter.value, parameter.type, context);
  return `<PARAMVALUE${attribute("NAME", parameter.name)}${type}${embedded}>${value}</PARAMVALUE>`;
}

const writeFlavors = ({ isOverridable, toSubclass, toInstance, isTranslatable }: CimFlavors) =>
  attribute("OVERRIDABLE", isOverridable) +
  attribute("TOSUBCLASS", toSubclass) +
  attribute("TOINSTANCE", toInstance) +
  attribute("TRANSLATABLE", isTranslatable);

function writeQualifiers(qualifiers: readonly CimQualifier[], context: WriterContext): string {
  return qualifiers
    .map(({ name, type, value, isPropagated, ...flavors }) => {
      const propagated = attribute("PROPAGATED", isPropagated);
      const head = `<QUALIFIER${attribute("NAME", name)}${attribute("TYPE", type)}${propagated}${writeFlavors(flavors)}`;
      return `${head}>${writeValue(value, type, context)}</QUALIFIER>`;
    })
    .join("");
}

function writeParameter(parameter: CimParameter, context: WriterContext): string {
  const { name, type, isArray, arraySize, referenceClass, qualifiers } = parameter;
  const form = type === "reference" ? (isArray ? ".REFARRAY" : ".REFERENCE") : isArray ? ".ARRAY" : "";
  const typed = type === "reference" ? attribute("REFERENCECLASS", referenceClass) : attribute("TYPE", type);
  const head = `<PARAMETER${form}${attribute("NAME", name)}${typed}${attribute("ARRAYSIZE", arraySize)}`;
  return `${head}>${writeQualifiers(qualifiers, context)}</PARAMETER${form}>`;
}

function writeMethod(method: CimMethod, context: WriterContext): string {
  const origin = `${attribute("CLASSORIGIN", method.classOrigin)}${attribute("PROPAGATED", method.isPropagated)}`;
  const parameters = method.parameters.map((one) => writeParameter(one, context)).join("");
  const head = `<METHOD${attribute("NAME", method.name)}${attribute("TYPE", method.returnType)}${origin}>`;
  return `${head}${writeQualifiers(method.qualifiers, context)}${parameters}</METHOD>`;
}

/** CLASS. */
export function writeClass(one: CimClass, context: WriterContext): string {
  const head = `<CLASS${attribute("NAME", one.className)}${attribute("SUPERCLASS", one.superClass)}>`;
  const properties = one.properties.map((property) =>
    writeProperty(property, context, writeQualifiers(property.qualifiers, context)),
  );
  const methods = one.methods.map((method) => writeMethod(method, context));
  return `${head}${writeQualifiers(one.qualifiers, context)}${properties.join("")}${methods.join("")}</CLASS>`;
}

/** QUALIFIER.DECLARATION. */
export function writeQualifierDeclaration(declaration: CimQualifierDeclaration, context: WriterContext): string {
  const { name, type, value, isArray, arraySize, scopes, ...flavors } = declaration;
  const head =
    `<QUALIFIER.DECLARATION${attribute("NAME", name)}${attribute("TYPE", type)}${attribute("ISARRAY", isArray)}` +
    `${attribute("ARRAYSIZE", arraySize)}${writeFlavors(flavors)}>`;
  const scope = qualifierScopes.map((one) => attribute(one.toUpperCase(), scopes.includes(one))).join("");
  return `${head}<SCOPE${scope}/>${writeValue(value, type, context)}</QUALIFIER.DECLARATION>`;
}
