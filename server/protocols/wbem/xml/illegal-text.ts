/** Text that XML 1.0 does not allow, made readable (XML 1.0, production 2; reference, section 16). */
import type { ToleranceNotes } from "./notes";

const REPLACEMENT = "\uFFFD";
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced.
const illegalCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const characterReferences = /&#(?:x([\da-fA-F]{1,8})|(\d{1,10}));/g;
/** What may be the beginning of a reference that the next piece goes on with. */
const unfinishedReference = /&(?:#(?:x[\da-fA-F]{0,8}|\d{0,10})?)?$/;

function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

/** What stands for a character, shown so that it can be looked for. */
function named(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/**
 * Replaces characters that XML does not allow, written as they are or by their numbers, with U+FFFD; notes each. It reads what
 * comes before the parser does: in a CDATA section, where a number is but text, it replaces it too.
 */
export class IllegalTextFilter {
  readonly #notes: ToleranceNotes;
  #held = "";

  constructor(notes: ToleranceNotes) {
    this.#notes = notes;
  }

  /** The text so far, but for a reference that is not complete yet. */
  clean(piece: string): string {
    const text = this.#held + piece;
    const from = unfinishedReference.exec(text)?.index ?? text.length;
    this.#held = text.slice(from);
    return this.#replace(text.slice(0, from));
  }

  /** What was held back. */
  end(): string {
    const held = this.#held;
    this.#held = "";
    return held;
  }

  #replace(text: string): string {
    const legal = text.replace(illegalCharacters, (character) => this.#note(character.charCodeAt(0)));
    if (!legal.includes("&#")) return legal;
    return legal.replace(characterReferences, (reference, hexadecimal?: string, decimal?: string) => {
      const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
      return isCharacter(code) ? reference : this.#note(code);
    });
  }

  #note(code: number): string {
    this.#notes.add("illegal-character", named(code));
    return REPLACEMENT;
  }
}
