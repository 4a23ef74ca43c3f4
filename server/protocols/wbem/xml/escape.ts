/** Text in XML (XML 1.0, sections 2.2 and 2.4). */
import { invalidField } from "@/server/domain/app-error";

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML has no place for.
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

/**
 * The text as character data; a carriage return would be read as a line end otherwise.
 * @throws AppError `invalid_request` naming the field, for a character that XML cannot carry.
 */
export function escapeText(text: string, field: string): string {
  requireSendable(text, field);
  return text.replaceAll(/[&<>\r]/g, (character) => escapes[character] ?? character);
}

/** The text as the value of an attribute in double quotes. @throws AppError `invalid_request` */
export function escapeAttribute(text: string, field: string): string {
  requireSendable(text, field);
  return text.replaceAll(/[&<>"\t\n\r]/g, (character) => escapes[character] ?? character);
}

/** Refuses characters that XML 1.0 does not have. @throws AppError `invalid_request` naming the field */
export function requireSendable(text: string, field: string): void {
  const illegal = ILLEGAL.exec(text);
  if (illegal === null) return;
  const code = (illegal[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  throw invalidField(field, `The character U+${code} cannot be sent in CIM-XML.`);
}
