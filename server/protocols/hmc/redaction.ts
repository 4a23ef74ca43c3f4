import { REDACTED, redactText } from "../device-text";
import type { RedactionRules } from "../raw-answer";

export { REDACTED, redactText };

/** What must not leave the server in texts of the HMC (HMC Web Services API, sections 5.1 and 10.1). */
const SECRET_SUFFIXES = [
  "authentication-code",
  "credential",
  "key",
  "passcode",
  "password",
  "pw",
  "secret",
  "session",
] as const;

/**
 * Sensitive although their names end otherwise: whoever knows a topic or a console URI may listen, and a body that the HMC
 * could not parse is echoed as text in which no name can be found.
 */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  "request-body-as-string",
  "notification-topic",
  "job-notification-topic",
  "topic-name",
  "websocket-uri",
]);

/** Whether the value of a property or header of this name is secret. */
export function isSecretProperty(name: string): boolean {
  const lower = name.toLowerCase();
  return SECRET_NAMES.has(lower) || SECRET_SUFFIXES.some((suffix) => lower.endsWith(suffix));
}

const hides = (name: string, value: unknown) => isSecretProperty(name) && value !== null;

/** A copy of a JSON value without secrets, by name at any depth and by value; objects have no prototype (SEC-E3). */
export function redactValue(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") return redactText(value, secrets);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, secrets));
  if (typeof value !== "object" || value === null) return value;
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [name, item] of Object.entries(value)) {
    copy[redactText(name, secrets)] = hides(name, item) ? REDACTED : redactValue(item, secrets);
  }
  return copy;
}

/** A body without secrets: JSON by name and value, anything else by value only. */
export function redactBody(text: string, secrets: readonly string[]): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return redactText(text, secrets);
  }
  if (typeof value !== "object" || value === null) return redactText(text, secrets);
  return JSON.stringify(redactValue(value, secrets), null, 2);
}

/** What is secret in raw answers. */
export const redactionRules: RedactionRules = { hides, redactString: redactText, redactBody };
