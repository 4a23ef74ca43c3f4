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

export const REDACTED = "********";

/** Shorter values would blot out ordinary text. */
const SHORTEST_SECRET = 4;

/** Whether the value of a property or header of this name is secret. */
export function isSecretProperty(name: string): boolean {
  const lower = name.toLowerCase();
  return SECRET_NAMES.has(lower) || SECRET_SUFFIXES.some((suffix) => lower.endsWith(suffix));
}

/** Patterns by the list of secrets they were made of: a body has many strings and one list. */
const patterns = new WeakMap<readonly string[], RegExp | null>();

/**
 * Replaces known secret values wherever they stand in a text, whichever of their characters are JSON-, URL-, form- or
 * entity-escaped.
 */
export function redactText(text: string, secrets: readonly string[]): string {
  let pattern = patterns.get(secrets);
  if (pattern === undefined) {
    pattern = buildPattern(secrets);
    patterns.set(secrets, pattern);
  }
  return pattern === null ? text : text.replace(pattern, REDACTED);
}

function buildPattern(secrets: readonly string[]): RegExp | null {
  const wanted = [...new Set(secrets)]
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length)
    .map((secret) => [...secret].map(spellings).join(""));
  return wanted.length === 0 ? null : new RegExp(wanted.join("|"), "g");
}

const literal = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
const hexadecimal = (value: number, digits: number) =>
  value
    .toString(16)
    .padStart(digits, "0")
    .replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

/** Every way in which one character of a secret may be written. */
function spellings(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const percent = [...Buffer.from(character)].map((octet) => `%(?:25)*${hexadecimal(octet, 2)}`).join("");
  const units = character.split("").map((unit) => `\\\\u${hexadecimal(unit.charCodeAt(0), 4)}`);
  const inJson = JSON.stringify(character).slice(1, -1);
  const ways = [percent, units.join(""), `&#(?:0*${code}|[xX]0*${hexadecimal(code, 1)});`];
  if (inJson !== character) ways.push(literal(inJson));
  if (character === " ") ways.push("\\+");
  return `(?:${[...ways, literal(character)].join("|")})`;
}

/** A copy of a JSON value without secrets, by name at any depth and by value; objects have no prototype (SEC-E3). */
export function redactValue(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") return redactText(value, secrets);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, secrets));
  if (typeof value !== "object" || value === null) return value;
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [name, item] of Object.entries(value)) {
    const isHidden = isSecretProperty(name) && item !== null;
    copy[redactText(name, secrets)] = isHidden ? REDACTED : redactValue(item, secrets);
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
