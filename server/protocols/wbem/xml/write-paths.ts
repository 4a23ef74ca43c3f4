/** Paths as elements (DSP0201, section 5.2.4; reference, 4.2 and 4.3). */
import { invalidField } from "@/server/domain/app-error";
import type { CimClassName, CimInstanceName, CimKeyBinding } from "../model/objects";
import { isIntegerType, isRealType } from "../model/scalars";
import type { CimType } from "../model/types";
import { escapeAttribute, escapeText } from "./escape";
import { isDataType, isDatetime, writeText, writeUntypedNumber } from "./value-text";

/** The segments of a namespace; slashes at the ends and empty segments are not sent. */
function writeNamespace(namespace: string, field: string): string {
  const segments = namespace.split("/").filter(Boolean);
  if (segments.length === 0) throw invalidField(field, "The namespace is empty.");
  const elements = segments.map((segment) => `<NAMESPACE NAME="${escapeAttribute(segment, field)}"/>`);
  return `<LOCALNAMESPACEPATH>${elements.join("")}</LOCALNAMESPACEPATH>`;
}

/** LOCALNAMESPACEPATH of the target of a call. @throws AppError `invalid_request` */
export function writeTargetNamespace(namespace: string): string {
  return writeNamespace(namespace, "namespace");
}

/** CLASSNAME. @throws AppError `invalid_request` */
export function writeClassName(className: string, field: string): string {
  if (className === "") throw invalidField(field, "The name of the class is empty.");
  return `<CLASSNAME NAME="${escapeAttribute(className, field)}"/>`;
}

/** What VALUETYPE goes with a type. */
function valueTypeOf(type: CimType): string {
  if (type === "boolean") return "boolean";
  return isIntegerType(type) || isRealType(type) ? "numeric" : "string";
}

function writeKeyValue({ type, value }: CimKeyBinding, field: string): string {
  try {
    if (type === null) {
      // The server did not say the type, so it does not need it; a guess could be wrong.
      if (typeof value === "number" || typeof value === "bigint") {
        return `<KEYVALUE VALUETYPE="numeric">${writeUntypedNumber(value)}</KEYVALUE>`;
      }
      if (typeof value === "string") return `<KEYVALUE VALUETYPE="string">${escapeText(value, field)}</KEYVALUE>`;
    }
    const known = type ?? (isDatetime(value) ? "datetime" : typeof value === "boolean" ? "boolean" : "reference");
    if (!isDataType(known)) throw new RangeError("The value does not fit the type of the key.");
    const text = escapeText(writeText(known, value), field);
    return `<KEYVALUE VALUETYPE="${valueTypeOf(known)}" TYPE="${known}">${text}</KEYVALUE>`;
  } catch (error) {
    if (error instanceof RangeError) throw invalidField(field, error.message);
    throw error;
  }
}

function isPath(value: CimKeyBinding["value"]): value is CimInstanceName | CimClassName {
  return typeof value === "object" && (value.kind === "instance-name" || value.kind === "class-name");
}

function writeKey(key: CimKeyBinding, field: string): string {
  const { name, value } = key;
  const where = `${field}.${name === "" ? "key" : name}`;
  const content = isPath(value)
    ? `<VALUE.REFERENCE>${writePath({ ...value, host: null }, where)}</VALUE.REFERENCE>`
    : writeKeyValue(key, where);
  return name === "" ? content : `<KEYBINDING NAME="${escapeAttribute(name, where)}">${content}</KEYBINDING>`;
}

/** INSTANCENAME, whatever is known of its place. @throws AppError `invalid_request` naming the key. */
export function writeInstanceName({ className, keyBindings }: CimInstanceName, field: string): string {
  if (className === "") throw invalidField(field, "The name of the class is empty.");
  const keys = keyBindings.map((key) => writeKey(key, field)).join("");
  return `<INSTANCENAME CLASSNAME="${escapeAttribute(className, field)}">${keys}</INSTANCENAME>`;
}

/** A path in the form that says all that is known of its place (section 4.2). @throws AppError `invalid_request` */
export function writePath(path: CimInstanceName | CimClassName, field: string): string {
  const isInstance = path.kind === "instance-name";
  const name = isInstance ? writeInstanceName(path, field) : writeClassName(path.className, field);
  const { namespace, host } = path;
  const kind = isInstance ? "INSTANCEPATH" : "CLASSPATH";
  if (namespace === null) return name;
  const local = writeNamespace(namespace, field);
  if (host === null) return `<LOCAL${kind}>${local}${name}</LOCAL${kind}>`;
  const place = `<NAMESPACEPATH><HOST>${escapeText(host, field)}</HOST>${local}</NAMESPACEPATH>`;
  return `<${kind}>${place}${name}</${kind}>`;
}

/** LOCALINSTANCEPATH or LOCALCLASSPATH of the target of a method, never with a host. @throws AppError `invalid_request` */
export function writeTarget(path: CimInstanceName | CimClassName, namespace: string): string {
  return writePath({ ...path, namespace, host: null }, "ObjectName");
}
