/** Values of MOF as values of their CIM type. */
import { parseDatetime } from "../model/datetime";
import { integerOfType } from "../model/integers";
import type { CimClassName, CimInstanceName, CimScalar, CimValue } from "../model/objects";
import { isIntegerType, isRealType } from "../model/scalars";
import type { CimDataType, CimType } from "../model/types";
import { parseWbemUri, WbemUriError } from "../uri/parse";
import type { MofLiteral, MofValue } from "./syntax";

/** What values of a text need to know of it. */
export interface ValueContext {
  fault(message: string, offset: number): Error;
  /** The path of an object with an alias. */
  pathOfAlias(alias: string, offset: number): CimInstanceName | CimClassName;
}

interface TypeOfValue {
  name: string;
  type: CimType;
  isArray: boolean;
  arraySize?: number | null;
}

/**
 * The value in its type; NULL where there is none.
 * @throws the fault of the context where it does not fit.
 */
export function typedValue(value: MofValue | null, element: TypeOfValue, context: ValueContext): CimValue {
  if (value === null || value.kind === "null") return null;
  if (value.kind === "array") {
    if (!element.isArray) throw context.fault(`${element.name} is no array`, value.offset);
    const { arraySize } = element;
    if (typeof arraySize === "number" && value.items.length > arraySize) {
      throw context.fault(`${element.name} has at most ${arraySize} items`, value.offset);
    }
    return value.items.map((item) => scalar(item, element, context));
  }
  if (element.isArray) throw context.fault(`${element.name} is an array: its value stands in braces`, value.offset);
  return scalar(value, element, context);
}

function scalar(literal: MofLiteral, { name, type }: TypeOfValue, context: ValueContext): CimScalar | null {
  if (literal.kind === "null") return null;
  const value = scalarOf(literal, type, context);
  if (value === undefined) throw context.fault(`The value of ${name} is not of its type ${type}`, literal.offset);
  return value;
}

function scalarOf(literal: Exclude<MofLiteral, { kind: "null" }>, type: CimType, context: ValueContext) {
  switch (literal.kind) {
    case "alias":
      return type === "reference" ? context.pathOfAlias(literal.value, literal.offset) : undefined;
    case "string":
      return textOfType(literal.value, literal.offset, type, context);
    case "char":
      return type === "char16" ? literal.value : undefined;
    case "boolean":
      return type === "boolean" ? literal.value : undefined;
    case "real":
      return isRealType(type) ? literal.value : undefined;
    case "integer":
      if (isRealType(type)) return Number(literal.value);
      return isIntegerType(type) ? (integerOfType(type, literal.value) ?? undefined) : undefined;
  }
}

function textOfType(text: string, offset: number, type: CimType, context: ValueContext) {
  if (type === "string") return text;
  if (type === "char16") return text.length === 1 ? text : undefined;
  try {
    if (type === "datetime") return parseDatetime(text);
    return type === "reference" ? parseWbemUri(text) : undefined;
  } catch (error) {
    if (error instanceof RangeError || error instanceof WbemUriError) throw context.fault(error.message, offset);
    throw error;
  }
}

const largestUint32 = 4_294_967_295n;
const largestSint64 = 9_223_372_036_854_775_807n;

/** The type that a value has by its look, for qualifiers whose declaration is not known. */
export function apparentType(value: MofValue | null): CimDataType {
  if (value === null) return "boolean";
  const literal = value.kind === "array" ? value.items.find(({ kind }) => kind !== "null") : value;
  switch (literal?.kind) {
    case "boolean":
      return "boolean";
    case "char":
      return "char16";
    case "real":
      return "real64";
    case "integer":
      if (literal.value >= 0n && literal.value <= largestUint32) return "uint32";
      return literal.value > largestSint64 ? "uint64" : "sint64";
    default:
      return "string";
  }
}
