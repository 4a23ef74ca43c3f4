/** Output parameters and return values (DSP0201, section 5.2.6; reference, 4.5 and 7). */
import type { CimParameterValue, CimScalar, CimValue, EmbeddedObjectKind } from "../model/objects";
import type { CimType } from "../model/types";
import type { XmlElement } from "./element";
import type { ReadContext } from "./read-context";
import { readClass, readEmbeddedRoot, readInstance } from "./read-objects";
import { isPathElement, readInstancePath, readPath, readReferenceValue } from "./read-paths";
import { readArray, readEmbeddedKind, readReferenceArray, readScalar, type ValueShape } from "./read-values";
import { isDataType } from "./value-text";

type Typed = Pick<CimParameterValue, "type" | "value" | "isArray" | "embeddedObject">;

interface Declared {
  type: CimType | null;
  embeddedObject: EmbeddedObjectKind | null;
}

/** PARAMTYPE; VMAX says TYPE instead, OpenPegasus neither. */
function readParameterType(element: XmlElement, owner: string, context: ReadContext): Declared {
  const embeddedObject = readEmbeddedKind(element, context);
  const { PARAMTYPE, TYPE } = element.attributes;
  if (PARAMTYPE === undefined && TYPE !== undefined) context.note("parameter-type-attribute", owner);
  const type = (PARAMTYPE ?? TYPE ?? "").trim().toLowerCase();
  if (type === "") return { type: embeddedObject === null ? null : "string", embeddedObject };
  if (type === "instance" || type === "object") return { type: "string", embeddedObject: type };
  if (type !== "reference" && !isDataType(type)) context.fail(`${owner} has a type that CIM does not have.`, type);
  return { type, embeddedObject };
}

function readTyped(element: XmlElement, owner: string, context: ReadContext): Typed {
  const { type, embeddedObject } = readParameterType(element, owner, context);
  const [child] = element.children;
  if (child === undefined) return { type, value: null, isArray: false, embeddedObject };
  if (element.children.length > 1) context.fail(`${owner} has several values.`);
  const dataType = type === "reference" || type === null ? "string" : type;
  const shape: ValueShape = { type: dataType, embeddedObject, owner };
  const asReference = (value: CimValue, isArray = false): Typed => ({
    type: "reference",
    value,
    isArray,
    embeddedObject: null,
  });
  const asEmbedded = (value: CimScalar, kind: EmbeddedObjectKind): Typed => ({
    type: "string",
    value,
    isArray: false,
    embeddedObject: embeddedObject ?? kind,
  });
  switch (child.name) {
    case "VALUE":
    case "VALUE.ARRAY": {
      if (type === "reference") context.unexpected(element, child);
      if (type === null) context.note("parameter-without-type", owner);
      const isArray = child.name === "VALUE.ARRAY";
      const value = isArray
        ? readArray(child, shape, context, readEmbeddedRoot)
        : readScalar(child, shape, context, readEmbeddedRoot);
      return { type, value, isArray, embeddedObject };
    }
    case "VALUE.REFERENCE":
      return asReference(readReferenceValue(child, context));
    case "VALUE.REFARRAY":
      return asReference(readReferenceArray(child, context), true);
    case "INSTANCE":
      return asEmbedded(readInstance(child, context), "instance");
    case "CLASS":
      return asEmbedded(readClass(child, context), "object");
    case "VALUE.NAMEDINSTANCE": {
      const [name, instance] = context.expect(child, "INSTANCENAME", "INSTANCE");
      if (name === undefined || instance === undefined) return context.fail(`${owner} has no value.`);
      const path = readInstancePath(name, context);
      return asEmbedded({ ...readInstance(instance, context), path }, "instance");
    }
    default:
      return isPathElement(child.name) ? asReference(readPath(child, context)) : context.unexpected(element, child);
  }
}

/** PARAMVALUE of a response. */
export function readParameterValue(element: XmlElement, context: ReadContext): CimParameterValue {
  const name = context.require(element, "NAME");
  return { name, ...readTyped(element, `Parameter ${name}`, context) };
}

/** RETURNVALUE; without a type, a plain number is taken for what methods usually return. */
export function readReturnValue(element: XmlElement, context: ReadContext): CimValue {
  const { type, value } = readTyped(element, "The return value", context);
  return type === null && typeof value === "string" && /^\s*(?:0|[1-9]\d{0,8})\s*$/.test(value) ? Number(value) : value;
}
