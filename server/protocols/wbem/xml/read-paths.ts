/** Paths of instances and classes from their elements (DSP0201, section 5.2.4; reference, 4.2 and 4.3). */
import type { CimClassName, CimInstanceName, CimKeyBinding } from "../model/objects";
import type { XmlElement } from "./element";
import type { ReadContext } from "./read-context";
import { isDataType, readText, readUntypedNumber } from "./value-text";

interface Place {
  namespace: string | null;
  host: string | null;
}

const nowhere: Place = { namespace: null, host: null };
const pathElements = [
  "INSTANCENAME",
  "LOCALINSTANCEPATH",
  "INSTANCEPATH",
  "CLASSNAME",
  "LOCALCLASSPATH",
  "CLASSPATH",
] as const;

/** LOCALNAMESPACEPATH, without empty segments. */
function readNamespace(element: XmlElement, context: ReadContext): string {
  const segments = element.children.map((child) =>
    child.name === "NAMESPACE" ? context.require(child, "NAME") : context.unexpected(element, child),
  );
  return segments.flatMap((segment) => segment.split("/").filter(Boolean)).join("/");
}

function readPlace(element: XmlElement, context: ReadContext): Place {
  if (element.name === "LOCALNAMESPACEPATH") return { namespace: readNamespace(element, context), host: null };
  const [host, local] = context.expect(element, "HOST", "LOCALNAMESPACEPATH");
  return { namespace: local === undefined ? null : readNamespace(local, context), host: host?.text.trim() ?? null };
}

function readClassName(element: XmlElement, place: Place, context: ReadContext): CimClassName {
  return { kind: "class-name", className: context.require(element, "NAME"), ...place };
}

function readInstanceName(element: XmlElement, place: Place, context: ReadContext): CimInstanceName {
  const className = context.require(element, "CLASSNAME");
  const keyBindings = element.children.map((child) => readKeyBinding(child, element, context));
  if (keyBindings.length === 0) context.note("path-without-keys", className);
  return { kind: "instance-name", className, keyBindings, ...place };
}

function readKeyBinding(child: XmlElement, parent: XmlElement, context: ReadContext): CimKeyBinding {
  if (child.name === "KEYBINDING") {
    const name = context.require(child, "NAME");
    return readKey(name, context.only(child, ["KEYVALUE", "VALUE.REFERENCE"]), context);
  }
  if (child.name !== "KEYVALUE" && child.name !== "VALUE.REFERENCE") context.unexpected(parent, child);
  if (parent.children.length > 1) context.fail("INSTANCENAME has several keys without names.");
  context.note("key-without-name");
  return readKey("", child, context);
}

function readKey(name: string, element: XmlElement, context: ReadContext): CimKeyBinding {
  if (element.name === "VALUE.REFERENCE") {
    return { name, type: "reference", value: readReferenceValue(element, context) };
  }
  const type = element.attributes.TYPE?.trim().toLowerCase() ?? "";
  const valueType = element.attributes.VALUETYPE?.trim().toLowerCase() ?? "string";
  try {
    if (type !== "") return readTypedKey(name, type, element, context);
    context.note("key-without-type", name);
    return readUntypedKey(name, valueType, element.text, context);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return context.fail(`Key ${name}: ${error.message}`, element.text);
  }
}

function readTypedKey(name: string, type: string, element: XmlElement, context: ReadContext): CimKeyBinding {
  if (!isDataType(type)) context.fail(`Key ${name} has a TYPE that CIM does not have.`, type);
  return { name, type, value: readText(type, element.text) };
}

function readUntypedKey(name: string, valueType: string, text: string, context: ReadContext): CimKeyBinding {
  switch (valueType) {
    case "string":
      return { name, type: null, value: text };
    case "boolean":
      return { name, type: "boolean", value: readText("boolean", text) };
    case "numeric":
      return { name, type: null, value: readUntypedNumber(text) };
    default:
      return context.fail(`Key ${name} has an unknown VALUETYPE.`, valueType);
  }
}

/** VALUE.REFERENCE: the path in it. */
export function readReferenceValue(element: XmlElement, context: ReadContext): CimInstanceName | CimClassName {
  return readPath(context.only(element, pathElements), context);
}

/** True for an element that is a path. */
export function isPathElement(name: string): boolean {
  return pathElements.some((path) => path === name);
}

/** Any of the six forms of a path, whatever is known of its place. */
export function readPath(element: XmlElement, context: ReadContext): CimInstanceName | CimClassName {
  switch (element.name) {
    case "INSTANCENAME":
      return readInstanceName(element, nowhere, context);
    case "CLASSNAME":
      return readClassName(element, nowhere, context);
    case "LOCALINSTANCEPATH":
    case "INSTANCEPATH":
      return readInstancePath(element, context);
    case "LOCALCLASSPATH":
    case "CLASSPATH":
      return readClassPath(element, context);
    default:
      return context.fail("A path is expected.", element.name);
  }
}

/** INSTANCENAME, LOCALINSTANCEPATH or INSTANCEPATH. */
export function readInstancePath(element: XmlElement, context: ReadContext): CimInstanceName {
  if (element.name === "INSTANCENAME") return readInstanceName(element, nowhere, context);
  const place = element.name === "INSTANCEPATH" ? "NAMESPACEPATH" : "LOCALNAMESPACEPATH";
  const [where, name] = context.expect(element, place, "INSTANCENAME");
  if (where === undefined || name === undefined) return context.fail("A path is not complete.");
  return readInstanceName(name, readPlace(where, context), context);
}

/** CLASSNAME, LOCALCLASSPATH or CLASSPATH. */
export function readClassPath(element: XmlElement, context: ReadContext): CimClassName {
  if (element.name === "CLASSNAME") return readClassName(element, nowhere, context);
  const place = element.name === "CLASSPATH" ? "NAMESPACEPATH" : "LOCALNAMESPACEPATH";
  const [where, name] = context.expect(element, place, "CLASSNAME");
  if (where === undefined || name === undefined) return context.fail("A path is not complete.");
  return readClassName(name, readPlace(where, context), context);
}

/** OBJECTPATH: the path in it. */
export function readObjectPath(element: XmlElement, context: ReadContext): CimInstanceName | CimClassName {
  return readPath(context.only(element, ["INSTANCEPATH", "CLASSPATH"]), context);
}
