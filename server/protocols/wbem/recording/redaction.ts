/** What must not stay in a recording: known secrets wherever they stand, and values whose name says that they are secret. */
import { REDACTED, redactText } from "../../device-text";

const secretHeaders: ReadonlySet<string> = new Set(["authorization", "proxy-authorization", "cookie", "set-cookie"]);

/** Markup may be escaped any number of times: embedded objects are texts in texts. */
const less = "(?:<|&(?:amp;)*lt;)";
const greater = "(?:>|&(?:amp;)*gt;)";
const quote = "(?:[\"']|&(?:amp;)*(?:quot|apos);)";
const inTag = `(?:(?!${less}|${greater}).){0,2000}?`;
const name = `(?:(?!${quote}|${less}).){0,200}?`;
const secretWords = "password|passwd|passphrase|passcode|secret|credential|privatekey";

/** The text of each VALUE in a property or parameter with such a name. */
const namedSecret = new RegExp(
  `(${less}(?:PROPERTY|PARAMVALUE|IPARAMVALUE)(?:\\.ARRAY)?\\s${inTag}NAME=${quote}${name}(?:${secretWords})${name}${quote}${inTag}${greater})` +
    `((?:\\s|${less}/?VALUE(?:\\.ARRAY|\\.NULL)?\\s*/?${greater}|(?!${less}).)*)`,
  "gis",
);
const anySecretWord = new RegExp(secretWords, "i");
const valueText = new RegExp(`(${less}VALUE${greater})((?:(?!${less}).)+)`, "gis");

/** A body without secrets, known by value or by name. It stays as well-formed as it was. */
export function redactBody(body: string, secrets: readonly string[]): string {
  if (!anySecretWord.test(body)) return redactText(body, secrets);
  const byName = body.replace(namedSecret, (_, start: string, content: string) => {
    return start + content.replace(valueText, (_value, tag: string) => tag + REDACTED);
  });
  return redactText(byName, secrets);
}

/** Headers without those that carry credentials, and without known secrets. */
export function redactHeaders(
  headers: Iterable<readonly [name: string, value: string]>,
  secrets: readonly string[],
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [header, value] of headers) {
    if (!secretHeaders.has(header.toLowerCase())) kept[header] = redactText(value, secrets);
  }
  return kept;
}
