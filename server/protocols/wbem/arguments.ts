/** Arguments of operations, checked and written before anything is sent (reference, section 6). */
import { invalidField } from "@/server/domain/app-error";
import type { CimClassName, CimInstanceName } from "./model/objects";
import type { EnumerationContext, ObjectName } from "./operations";
import { escapeText } from "./xml/escape";
import { requireNamespace } from "./xml/request";
import { writeObjectName } from "./xml/write-objects";
import { writeClassName, writeInstanceName } from "./xml/write-paths";

const HIGHEST_UINT32 = 4_294_967_295;

/** Kind B; absent stays absent. */
export function booleanParameter(value: boolean | undefined, field: string): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "boolean") throw invalidField(field, `${field} must be true or false.`);
  return `<VALUE>${value ? "TRUE" : "FALSE"}</VALUE>`;
}

/** Kind S. */
export function textParameter(value: string | undefined, field: string): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string") throw invalidField(field, `${field} must be a text.`);
  return `<VALUE>${escapeText(value, field)}</VALUE>`;
}

/** Kind S that must be there. */
export function requiredText(value: string, field: string): string {
  if (typeof value !== "string" || value === "") throw invalidField(field, `${field} is missing.`);
  return `<VALUE>${escapeText(value, field)}</VALUE>`;
}

/** Kind N. */
export function countParameter(value: number | undefined, field: string): string | undefined {
  return value === undefined ? undefined : requiredCount(value, field);
}

/** Kind N that must be there. */
export function requiredCount(value: number, field: string): string {
  if (!Number.isInteger(value) || value < 0 || value > HIGHEST_UINT32) {
    throw invalidField(field, `${field} must be a whole number from 0 to ${HIGHEST_UINT32}.`);
  }
  return `<VALUE>${value}</VALUE>`;
}

/** Kind L; no names at all are something else than no list. */
export function listParameter(names: readonly string[] | undefined, field: string): string | undefined {
  if (names === undefined) return undefined;
  const list = typeof names === "string" ? [names] : names;
  if (!Array.isArray(list)) throw invalidField(field, `${field} must be a list of names.`);
  return `<VALUE.ARRAY>${list.map((name, at) => requiredText(name, `${field}.${at}`)).join("")}</VALUE.ARRAY>`;
}

/** Kind C; absent stays absent. */
export function classParameter(className: string | undefined, field: string): string | undefined {
  return className === undefined ? undefined : requiredClass(className, field);
}

/** Kind C that must be there. */
export function requiredClass(className: string, field: string): string {
  if (typeof className !== "string") throw invalidField(field, `${field} must be the name of a class.`);
  return writeClassName(className, field);
}

/** Kind I: neither namespace nor host are sent, since the target namespace is said elsewhere. */
export function requiredInstanceName(path: CimInstanceName, field: string): string {
  if (path?.kind !== "instance-name") throw invalidField(field, `${field} must be the path of an instance.`);
  return writeInstanceName(path, field);
}

/** Kind O. */
export function requiredObjectName(path: ObjectName, field: string): string {
  if (path?.kind !== "instance-name" && path?.kind !== "class-name") {
    throw invalidField(field, `${field} must be the path of an instance or a class.`);
  }
  return writeObjectName(path, field);
}

/** The namespace of a call by precedence: said explicitly, that of the path, that of the profile. */
export function targetNamespace(
  explicit: string | undefined,
  path: CimInstanceName | CimClassName | null,
  fallback: string,
): string {
  return requireNamespace(explicit ?? path?.namespace ?? fallback);
}

/** An open enumeration. */
export function requireContext(context: EnumerationContext): EnumerationContext {
  if (typeof context?.context !== "string" || typeof context.namespace !== "string") {
    throw invalidField("context", "The context must be that of an open enumeration.");
  }
  return { context: context.context, namespace: requireNamespace(context.namespace) };
}
