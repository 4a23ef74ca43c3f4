/** CIM objects as MOF (DSP0004, annex A; reference, section 11): indent 3, lines of 80 characters, order as it is. */
import type {
  CimClass,
  CimInstance,
  CimMethod,
  CimParameter,
  CimProperty,
  CimQualifier,
  CimQualifierDeclaration,
  CimScalar,
  CimValue,
  QualifierScope,
} from "../model/objects";
import { printShortReal } from "../model/reals";
import { isRealType } from "../model/scalars";
import type { CimType } from "../model/types";
import { printWbemUri } from "../uri/print";
import { afterBlank, columnAfter, indentWidth, layItems, layText, layWord, newLine, type Place } from "./layout";

export type MofObject = CimInstance | CimClass | CimQualifierDeclaration;

/**
 * The MOF of an object, with a line end after it. Paths, qualifiers of instances and flavors of the qualifiers of classes are
 * not said.
 */
export function tomof(object: MofObject): string {
  if (!("kind" in object)) return qualifierDeclarationMof(object);
  return object.kind === "instance" ? instanceMof(object) : classMof(object);
}

/** A file of several objects, of one namespace where it is given. */
export function mofDocument(objects: readonly MofObject[], { namespace }: { namespace?: string } = {}): string {
  const pragma = namespace === undefined ? [] : [`#pragma namespace (${layText(namespace, wide)})\n`];
  return [...pragma, ...objects.map(tomof)].join("\n");
}

const wide: Place = { column: 0, indent: 0, reserve: 0, avoidsSplits: false };

function instanceMof({ className, properties }: CimInstance): string {
  const lines = properties.map(({ name, type, value }) => {
    const start = `${spaces(indentWidth)}${name}`;
    return `${start}${assignment(start, type, value, 2 * indentWidth)};\n`;
  });
  return `instance of ${className} {\n${lines.join("")}};\n`;
}

function classMof({ className, superClass, qualifiers, properties, methods }: CimClass): string {
  const head = `class ${className} ${superClass === null ? "" : `: ${superClass} `}{\n`;
  const members = [...properties.map(propertyMof), ...methods.map(methodMof)].map((member) => `\n${member}`);
  return `${qualifierList(qualifiers, indentWidth)}${head}${members.join("")}\n};\n`;
}

function propertyMof(property: CimProperty): string {
  const start = `${spaces(indentWidth)}${typed(property)}`;
  const value = property.value === null ? "" : assignment(start, property.type, property.value, 2 * indentWidth);
  return `${qualifierList(property.qualifiers, 2 * indentWidth)}${start}${value};\n`;
}

function methodMof({ name, returnType, parameters, qualifiers }: CimMethod): string {
  const start = `${qualifierList(qualifiers, 2 * indentWidth)}${spaces(indentWidth)}${returnType} ${name}(`;
  if (parameters.length === 0) return `${start});\n`;
  const list = parameters.map((parameter) => {
    return `${qualifierList(parameter.qualifiers, 3 * indentWidth)}${spaces(2 * indentWidth)}${typed(parameter)}`;
  });
  return `${start}\n${list.join(",\n")});\n`;
}

const printedScopes: readonly QualifierScope[] = [
  "class",
  "association",
  "indication",
  "property",
  "reference",
  "method",
  "parameter",
];

function qualifierDeclarationMof(declaration: CimQualifierDeclaration): string {
  const start = `Qualifier ${declaration.name} : ${declaration.type}${dimension(declaration)}`;
  const { value } = declaration;
  const flavors = [
    choice(declaration.isOverridable, "EnableOverride", "DisableOverride"),
    choice(declaration.toSubclass, "ToSubclass", "Restricted"),
    choice(declaration.isTranslatable, "Translatable", ""),
  ].filter(Boolean);
  const scopes = printedScopes.filter((scope) => declaration.scopes.includes(scope));
  return [
    `${start}${value === null ? "" : assignment(start, declaration.type, value, indentWidth)}`,
    `Scope(${scopes.join(", ")})`,
    ...(flavors.length === 0 ? [] : [`Flavor(${flavors.join(", ")})`]),
  ]
    .join(`,${newLine(indentWidth + 1)}`)
    .concat(";\n");
}

function choice(isSet: boolean | null, yes: string, no: string): string {
  return isSet === null ? "" : isSet ? yes : no;
}

/** The list in brackets with a line end, one qualifier to a line; empty without qualifiers. */
function qualifierList(qualifiers: readonly CimQualifier[], indent: number): string {
  if (qualifiers.length === 0) return "";
  const separator = `,${newLine(indent + 1)}`;
  return `${spaces(indent)}[${qualifiers.map((each) => qualifierMof(each, indent + 1)).join(separator)}]\n`;
}

function qualifierMof({ name, type, value }: CimQualifier, column: number): string {
  const isArray = Array.isArray(value);
  const start = `${name} ${isArray ? "{" : "("}`;
  const place = { column: column + start.length + 1, indent: column + indentWidth, reserve: 3, avoidsSplits: true };
  return `${start}${afterBlank(laidValue(value, type, place))} ${isArray ? "}" : ")"}`;
}

function assignment(start: string, type: CimType, value: CimValue, indent: number): string {
  const opening = Array.isArray(value) ? " = {" : " =";
  const closing = Array.isArray(value) ? " }" : "";
  const column = columnAfter(0, start + opening) + 1;
  const place = { column, indent, reserve: 1, avoidsSplits: true };
  return `${opening}${afterBlank(laidValue(value, type, place))}${closing}`;
}

function laidValue(value: CimValue, type: CimType, place: Place): string {
  const lay = (item: CimScalar | null, at: Place) => laidScalar(item, type, at);
  return isList(value) ? layItems(value, place, lay) : lay(value, place);
}

function isList(value: CimValue): value is readonly (CimScalar | null)[] {
  return Array.isArray(value);
}

function laidScalar(value: CimScalar | null, type: CimType, place: Place): string {
  if (value === null) return layWord("NULL", place);
  switch (typeof value) {
    case "string":
      return layText(value, place, type === "char16" ? "'" : '"');
    case "boolean":
      return layWord(value ? "true" : "false", place);
    case "bigint":
      return layWord(value.toString(), place);
    case "number":
      return layWord(isRealType(type) ? printShortReal(value) : String(value), place);
    default:
      return layText(textOf(value), place);
  }
}

function textOf(value: Exclude<CimScalar, string | number | bigint | boolean>): string {
  switch (value.kind) {
    case "instance":
    case "class":
      return tomof(value);
    case "instance-name":
    case "class-name":
      return printWbemUri(value);
    default:
      return value.text;
  }
}

type Typed = Pick<CimParameter, "name" | "type" | "referenceClass" | "isArray" | "arraySize">;

/** A reference whose class the server did not say may refer to any `object`. */
function typed(element: Typed): string {
  const type = element.type === "reference" ? `${element.referenceClass ?? "object"} REF` : element.type;
  return `${type} ${element.name}${dimension(element)}`;
}

function dimension({ isArray, arraySize }: Pick<Typed, "isArray" | "arraySize">): string {
  return isArray ? `[${arraySize ?? ""}]` : "";
}

function spaces(count: number): string {
  return " ".repeat(count);
}
