/** Texts of devices before they leave the server: known secrets replaced, bounded, on one line. */

export const REDACTED = "********";

/** Shorter values would blot out ordinary text. */
const SHORTEST_SECRET = 4;

const MESSAGE_LIMIT = 500;

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

/** Entities every XML parser knows. */
const entityNames: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos" };

/** Every way in which one character of a secret may be written. */
function spellings(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const percent = [...Buffer.from(character)].map((octet) => `%(?:25)*${hexadecimal(octet, 2)}`).join("");
  const units = character.split("").map((unit) => `\\\\u${hexadecimal(unit.charCodeAt(0), 4)}`);
  const inJson = JSON.stringify(character).slice(1, -1);
  const named = entityNames[character];
  // XML inside XML is escaped once more at each level.
  const entity = `&(?:amp;)*(?:#0*${code}|#[xX]0*${hexadecimal(code, 1)}${named === undefined ? "" : `|${named}`});`;
  const ways = [percent, units.join(""), entity];
  if (inJson !== character) ways.push(literal(inJson));
  if (character === " ") ways.push("\\+");
  return `(?:${[...ways, literal(character)].join("|")})`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed.
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]+/g;

/** A text of the device, redacted, on one line and bounded. */
export function boundedText(text: string, secrets: readonly string[]): string {
  const line = redactText(text, secrets).replace(CONTROLS, " ").trim();
  return line.length > MESSAGE_LIMIT ? `${line.slice(0, MESSAGE_LIMIT)}…` : line;
}
