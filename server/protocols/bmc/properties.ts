/** Reading properties of Redfish resources: absent, null and mistyped ones are null, as Redfish makes most optional. */
import { isProperties } from "./exchange";
import { followable } from "./paths";

/** The value at a path of property names; undefined where anything on the way is missing. */
export function valueAt(value: unknown, ...path: string[]): unknown {
  let current = value;
  for (const name of path) {
    if (!isProperties(current) || !Object.hasOwn(current, name)) return undefined;
    current = current[name];
  }
  return current;
}

/** A non-empty text. */
export function textAt(value: unknown, ...path: string[]): string | null {
  const found = valueAt(value, ...path);
  return typeof found === "string" && found !== "" ? found : null;
}

/** A finite number. */
export function numberAt(value: unknown, ...path: string[]): number | null {
  const found = valueAt(value, ...path);
  return typeof found === "number" && Number.isFinite(found) ? found : null;
}

/** A truth value. */
export function booleanAt(value: unknown, ...path: string[]): boolean | null {
  const found = valueAt(value, ...path);
  return typeof found === "boolean" ? found : null;
}

/** A list; empty where there is none. */
export function listAt(value: unknown, ...path: string[]): unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The texts of a list. */
export function textsAt(value: unknown, ...path: string[]): string[] {
  return listAt(value, ...path).filter((entry) => typeof entry === "string");
}

/** Target of a link `{"@odata.id": …}` that may be followed. */
export function linkAt(value: unknown, ...path: string[]): string | null {
  return followable(valueAt(value, ...path, "@odata.id"));
}

/** Targets of a list of links. */
export function linksAt(value: unknown, ...path: string[]): string[] {
  return listAt(value, ...path).flatMap((entry) => linkAt(entry) ?? []);
}

/** A moment in ISO form; Redfish's date of a clock that was never set (1970) counts as it is. */
export function dateAt(value: unknown, ...path: string[]): Date | null {
  const text = textAt(value, ...path);
  if (text === null) return null;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}

export interface ResourceStatus {
  state: string | null;
  health: string | null;
  healthRollup: string | null;
}

/** `Status`, which the hypervisor has without `Health` and some resources not at all. */
export function statusOf(value: unknown): ResourceStatus {
  return {
    state: textAt(value, "Status", "State"),
    health: textAt(value, "Status", "Health"),
    healthRollup: textAt(value, "Status", "HealthRollup"),
  };
}

/** Last segment of a path, as a name where a resource has none. */
export function lastSegment(uri: string): string {
  return uri.replace(/\/+$/, "").split("/").at(-1) ?? uri;
}
