/** Any value that JSON can carry. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [name: string]: JsonValue };

/** The properties of one HMC object, by their names in the book (lower case, hyphens). */
export type Properties = { [name: string]: JsonValue };

export type ObjectClass = "console" | "cpc" | "partition" | "logical-partition";

/** Tasks a user role can permit; an operation whose task is missing answers 403.1. */
export type TaskName =
  | "Start"
  | "Stop"
  | "PSW Restart"
  | "Activate"
  | "Deactivate"
  | "Load"
  | "Reset Normal"
  | "Reset Clear"
  | "CPC Details"
  | "Partition Details"
  | "Image Details"
  | "Operating System Messages"
  | "Audit and Log Management"
  | "View Security Logs"
  | "Shutdown or Restart";

/** One object resource of the simulated HMC. */
export interface FakeObject {
  readonly uri: string;
  readonly class: ObjectClass;
  /** The hosting CPC; null for CPCs and the console. */
  readonly cpcUri: string | null;
  readonly properties: Properties;
  readonly behaviour: ObjectBehaviour;
}

/** What an object does in operations that its properties do not show. */
export interface ObjectBehaviour {
  /** LPAR: the image profile loads the operating system at activation (section 6, deferred status). */
  readonly loadsAtActivation?: boolean;
  /** CPC: names of load activation profiles; naming one at LPAR activation makes the LPAR load. */
  readonly loadProfiles?: readonly string[];
  /** LPAR and partition: status after start, load or activation where it is not the ordinary one. */
  readonly statusAfterStart?: string;
}

/** True for a JSON object, false for null, arrays and scalars. */
export function isProperties(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The property as a string, or an empty string where it is absent or of another type. */
export function text(properties: Properties, name: string): string {
  const value = properties[name];
  return typeof value === "string" ? value : "";
}

/** A scalar as filters compare it: as it is written in JSON, strings without quotes; empty for null and absent. */
export function scalarText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
