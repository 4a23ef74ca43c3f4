/** What must not leave the server in texts of a BMC (BMC reference, sections 7, 10 and 13.4). */
import { REDACTED, redactText } from "../device-text";
import type { RedactionRules } from "../raw-answer";

export { redactText };

const SECRET_SUFFIXES = [
  "password",
  "passphrase",
  "secret",
  "secretkey",
  "sharedsecret",
  "token",
  "authenticationkey",
  "encryptionkey",
  "privatekey",
  "credential",
  "snmpcommunity",
] as const;
/** Names of headers in `HttpHeaders` of subscriptions are free; their values may be credentials. */
const SECRET_NAMES: ReadonlySet<string> = new Set(["httpheaders", "authorization", "cookie", "communitystring"]);
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

function isSecretProperty(name: string): boolean {
  const lower = name.toLowerCase();
  return SECRET_NAMES.has(lower) || SECRET_SUFFIXES.some((suffix) => lower.endsWith(suffix));
}

function redactString(text: string, secrets: readonly string[]): string {
  return redactText(text.replace(PRIVATE_KEY, REDACTED), secrets);
}

/** Only texts and what holds them can be secret: `MinPasswordLength` and switches stay readable. */
function hides(name: string, value: unknown): boolean {
  return isSecretProperty(name) && (typeof value === "string" || typeof value === "object") && value !== null;
}

/** A copy of a JSON value without secrets, by name at any depth and by value; objects have no prototype (SEC-E3). */
export function redactValue(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") return redactString(value, secrets);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, secrets));
  if (typeof value !== "object" || value === null) return value;
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [name, item] of Object.entries(value)) {
    copy[redactString(name, secrets)] = hides(name, item) ? REDACTED : redactValue(item, secrets);
  }
  return copy;
}

/** A body without secrets: JSON by name and value, anything else by value only; private keys wherever they stand. */
export function redactBody(text: string, secrets: readonly string[]): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return redactString(text, secrets);
  }
  if (typeof value !== "object" || value === null) return redactString(text, secrets);
  return JSON.stringify(redactValue(value, secrets), null, 2);
}

/** What is secret in raw answers. */
export const redactionRules: RedactionRules = { hides, redactString, redactBody };
