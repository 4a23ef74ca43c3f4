/** Checks of request bodies (reason codes 400.3 to 400.7 of section 5.2). */
import type { ApiRequest } from "./api";
import { HmcApiError } from "./errors";
import { isProperties, type JsonValue, type Properties } from "./model";

type FieldType = "string" | "integer" | "boolean" | "array" | "object" | "string or null";

export interface BodyShape {
  required?: Readonly<Record<string, FieldType>>;
  optional?: Readonly<Record<string, FieldType>>;
}

function hasType(value: JsonValue, type: FieldType): boolean {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "string or null":
      return typeof value === "string" || value === null;
    case "integer":
      return Number.isInteger(value);
    case "boolean":
      return typeof value === "boolean";
    case "array":
      return Array.isArray(value);
    case "object":
      return isProperties(value);
  }
}

/** Throws HmcApiError 400.4 where a body was sent to an operation that takes none. */
export function requireNoBody(request: ApiRequest): void {
  if (request.body !== undefined) throw new HmcApiError(400, 4, "The operation does not expect a request body.");
}

/** The body as an object; throws HmcApiError 400.3 (missing) and 400.7 (not an object). */
export function requireObjectBody(request: ApiRequest): Properties {
  if (request.body === undefined) throw new HmcApiError(400, 3, "The request requires a body.");
  if (!isProperties(request.body)) throw new HmcApiError(400, 7, "The request body must be a JSON object.");
  return request.body;
}

/**
 * The fields of a body of this shape; a shape without required fields permits an absent body.
 * Throws HmcApiError 400.3, 400.5 (field missing), 400.6 (unknown field) and 400.7 (wrong type).
 */
export function readFields(request: ApiRequest, shape: BodyShape): Properties {
  const required = shape.required ?? {};
  if (request.body === undefined && Object.keys(required).length === 0) return {};
  const fields = requireObjectBody(request);
  for (const name of Object.keys(required)) {
    if (fields[name] === undefined) throw new HmcApiError(400, 5, `The required field '${name}' is missing.`);
  }
  const types: Readonly<Record<string, FieldType>> = { ...required, ...shape.optional };
  for (const [name, value] of Object.entries(fields)) {
    const type = types[name];
    if (type === undefined) throw new HmcApiError(400, 6, `The field '${name}' is not recognized.`);
    if (!hasType(value, type)) throw new HmcApiError(400, 7, `The field '${name}' must be of type ${type}.`);
  }
  return fields;
}
