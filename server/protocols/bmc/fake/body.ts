/** Validation of request bodies in the order of section 4.2 of the BMC reference. */
import { message, refuse } from "./messages";
import { FakeRefusal, type FakeRequest, isObject, type JsonObject, type JsonValue } from "./model";

export interface BodyShape {
  required?: Readonly<Record<string, "string" | "object">>;
  optional?: Readonly<Record<string, "string" | "object" | "number" | "boolean" | "array">>;
}

function hasType(value: JsonValue | undefined, type: string): boolean {
  if (type === "array") return Array.isArray(value);
  return type === "object" ? isObject(value) : typeof value === type;
}

/** The body as an object; refuses wrong type, no JSON, an empty or other value, and one of annotations only. */
export function readObject(request: FakeRequest): JsonObject {
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? ""))
    throw refuse(400, "UnrecognizedRequestBody");
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString("utf8"));
  } catch {
    throw refuse(400, "MalformedJSON");
  }
  if (!isObject(value) || Object.keys(value).length === 0) throw refuse(400, "EmptyJSON");
  if (Object.keys(value).every((name) => name.startsWith("@odata."))) throw refuse(400, "NoOperation");
  return value;
}

/** The properties of a body; refuses those that are missing, unknown or of another type. */
export function readProperties(request: FakeRequest, { required = {}, optional = {} }: BodyShape): JsonObject {
  const body = readObject(request);
  const all: Readonly<Record<string, string>> = { ...required, ...optional };
  const strangers = Object.keys(body).filter((name) => !name.startsWith("@odata.") && all[name] === undefined);
  const reply: JsonObject = {};
  if (strangers.length > 0) {
    const [first = ""] = strangers;
    const entry = message("PropertyUnknown", first);
    reply.error = { code: String(entry.MessageId), message: String(entry.Message), "@Message.ExtendedInfo": [entry] };
  }
  for (const name of Object.keys(required)) {
    if (body[name] === undefined) reply[`${name}@Message.ExtendedInfo`] = [message("PropertyMissing", name)];
  }
  for (const [name, type] of Object.entries(all)) {
    if (body[name] !== undefined && !hasType(body[name], type)) {
      reply[`${name}@Message.ExtendedInfo`] = [message("PropertyValueTypeError", JSON.stringify(body[name]), name)];
    }
  }
  if (Object.keys(reply).length > 0) throw new FakeRefusal({ status: 400, body: reply });
  return body;
}
