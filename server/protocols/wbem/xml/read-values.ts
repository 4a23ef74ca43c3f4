/** Values of properties, parameters and qualifiers from their elements (DSP0201, section 5.2.3; reference, 5.1 and 5.3). */

import { WbemError } from "../errors";
import type { CimClass, CimInstance, CimScalar, EmbeddedObjectKind } from "../model/objects";
import type { CimDataType } from "../model/types";
import type { XmlElement } from "./element";
import type { ReadContext } from "./read-context";
import { readReferenceValue } from "./read-paths";
import { parseTree } from "./tree-reader";
import { isDataType, readText } from "./value-text";

/** How the values of one element are to be read. */
export interface ValueShape {
  type: CimDataType;
  embeddedObject: EmbeddedObjectKind | null;
  /** What the value belongs to, for errors: `PROPERTY Name`. */
  owner: string;
}

/** Reads the object that an embedded element describes; given by the mapping of objects, which needs values itself. */
export type ReadEmbedded = (root: XmlElement, context: ReadContext) => CimInstance | CimClass;

/** TYPE of an element that must have one. */
export function readType(element: XmlElement, context: ReadContext): CimDataType {
  const type = context.require(element, "TYPE");
  const folded = type.trim().toLowerCase();
  if (!isDataType(folded)) context.fail(`${element.name} has a TYPE that CIM does not have.`, type);
  return folded;
}

/** Which kind of object is embedded; servers spell the attribute in two ways, and OpenPegasus sends both. */
export function readEmbeddedKind(element: XmlElement, context: ReadContext): EmbeddedObjectKind | null {
  const kind = element.attributes.EmbeddedObject ?? element.attributes.EMBEDDEDOBJECT;
  if (kind === undefined) return null;
  const folded = kind.trim().toLowerCase();
  if (folded === "instance" || folded === "object") return folded;
  context.note("embedded-object-kind", element.name);
  return null;
}

/** The text of a VALUE, as its shape says. */
export function readScalar(
  element: XmlElement,
  shape: ValueShape,
  context: ReadContext,
  readEmbedded: ReadEmbedded,
): CimScalar | null {
  const { type, embeddedObject, owner } = shape;
  const { text } = element;
  const [child] = element.children;
  if (child !== undefined) context.unexpected(element, child);
  if (embeddedObject !== null) return readEmbeddedText(text, shape, context, readEmbedded);
  if (type === "string") return text;
  if (type === "boolean" && text.trim() === "") {
    context.note("empty-boolean", owner);
    return null;
  }
  try {
    return readText(type, text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    if (type === "datetime") {
      context.note("invalid-datetime", owner);
      return text;
    }
    return context.fail(`${owner}: ${error.message}`, text);
  }
}

/** VALUE or VALUE.NULL as an item of an array. */
function readItem(item: XmlElement, array: XmlElement, shape: ValueShape, context: ReadContext, read: ReadEmbedded) {
  if (item.name === "VALUE") return readScalar(item, shape, context, read);
  return item.name === "VALUE.NULL" ? null : context.unexpected(array, item);
}

/** VALUE.ARRAY. */
export function readArray(
  array: XmlElement,
  shape: ValueShape,
  context: ReadContext,
  read: ReadEmbedded,
): (CimScalar | null)[] {
  return array.children.map((item) => readItem(item, array, shape, context, read));
}

/** VALUE.REFARRAY. */
export function readReferenceArray(array: XmlElement, context: ReadContext): (CimScalar | null)[] {
  return array.children.map((item) => {
    if (item.name === "VALUE.REFERENCE") return readReferenceValue(item, context);
    return item.name === "VALUE.NULL" ? null : context.unexpected(array, item);
  });
}

/** The XML text of an instance or class, escaped once more in a VALUE (section 5.3). */
export function readEmbeddedText(
  text: string,
  { owner, embeddedObject }: Pick<ValueShape, "owner" | "embeddedObject">,
  context: ReadContext,
  readEmbedded: ReadEmbedded,
): CimInstance | CimClass | null {
  const { limits, notes, operation, isLenient } = context;
  const start = text.search(/\S/);
  if (start === -1) {
    context.note("empty-embedded-object", owner);
    return null;
  }
  if (context.embeddedDepth >= limits.embeddedDepth) context.fail(`${owner}: objects are embedded too deeply.`);
  if (text.length > limits.embeddedLength) context.fail(`${owner}: the embedded object is too long.`);
  const root = parseEmbedded(text.slice(start), owner, { limits, notes, operation, isLenient, source: "text" });
  const object = readEmbedded(root, context.embedded());
  if (embeddedObject === "instance" && object.kind !== "instance") {
    context.fail(`${owner}: a class is embedded where an instance is expected.`);
  }
  return object;
}

function parseEmbedded(text: string, owner: string, options: Parameters<typeof parseTree>[1]): XmlElement {
  try {
    return parseTree(text, options);
  } catch (error) {
    if (!(error instanceof WbemError)) throw error;
    const { family, operation, position, excerpt } = error;
    const message = `${owner}: the embedded object cannot be read. ${error.message}`;
    throw new WbemError(message, { family, operation, position, excerpt, cause: error });
  }
}
