/** Embedded objects as people give them: MOF, or the XML of the element (reference, section 5.3). */

import { WbemError } from "../errors";
import { findByName, foldName } from "../model/names";
import type { CimClass, CimInstance } from "../model/objects";
import { defaultLimits } from "../xml/limits";
import { type DeviationCode, ToleranceNotes } from "../xml/notes";
import { ReadContext } from "../xml/read-context";
import { readEmbeddedRoot } from "../xml/read-objects";
import { parseTree } from "../xml/tree-reader";
import { compileMof } from "./compiler";
import { parseMof } from "./parser";

const OPERATION = "an embedded object";
/** Classes that one text may need, its embedded instances included. */
const MOST_CLASSES = 32;

export type FindClass = (className: string) => Promise<CimClass | null>;

/** The classes that an instance of this one may need: itself, and those of its embedded instances. */
async function collectClasses(className: string, findClass: FindClass, found: Map<string, CimClass>): Promise<void> {
  const key = foldName(className);
  if (found.has(key) || found.size >= MOST_CLASSES) return;
  const declared = await findClass(className);
  if (declared === null) return;
  found.set(key, declared);
  for (const { qualifiers } of declared.properties) {
    const embedded = findByName(qualifiers, "EmbeddedInstance")?.value;
    if (typeof embedded === "string") await collectClasses(embedded, findClass, found);
  }
}

/** What may be read with less than it says: nobody's text is sent with a part of it left out. */
const lossy: ReadonlySet<string> = new Set<DeviationCode>([
  "unknown-attribute",
  "unknown-element",
  "unexpected-text",
  "boolean-attribute",
  "array-size",
  "empty-boolean",
  "empty-embedded-object",
  "embedded-object-kind",
  "invalid-datetime",
]);

function parseXml(text: string): CimInstance | CimClass {
  const notes = new ToleranceNotes();
  try {
    const root = parseTree(text, { operation: OPERATION, limits: defaultLimits, notes, source: "text" });
    const object = readEmbeddedRoot(root, new ReadContext(OPERATION, defaultLimits, notes));
    const lost = notes.list().find(({ code }) => lossy.has(code));
    if (lost === undefined) return object;
    throw new RangeError(`Not all of this could be sent. ${lost.message}`);
  } catch (error) {
    // What is said of a server's answer, its remedy above all, is not true of a text of our own.
    throw error instanceof WbemError ? new RangeError(error.message, { cause: error }) : error;
  }
}

/**
 * Reads one instance or class, as MOF or as the XML of an INSTANCE or CLASS element, wholly.
 * @throws MofError; RangeError for what is no such XML, or not exactly one object; what `findClass` throws
 */
export async function parseEmbeddedObject(text: string, findClass: FindClass): Promise<CimInstance | CimClass> {
  if (text.trimStart().startsWith("<")) return parseXml(text.trim());
  const source = parseMof(text);
  const classes = new Map<string, CimClass>();
  for (const { declaration } of source.productions) {
    if (declaration.kind === "instance") await collectClasses(declaration.className, findClass, classes);
  }
  const [object, ...others] = compileMof(source, { findClass: (className) => classes.get(foldName(className)) });
  if (object === undefined || others.length > 0) throw new RangeError("Exactly one instance or class is needed.");
  if (object.kind === "qualifier") throw new RangeError("This declares a qualifier, not an instance or a class.");
  return object.kind === "class" ? object.class : object.instance;
}
