/** Words, numbers, texts and signs of MOF (DSP0004, annex A). */
import { parseIntegerNotation } from "../model/integers";
import { MofError } from "./errors";

export type Token = { offset: number } & (
  | { kind: "word"; value: string }
  | { kind: "string"; value: string }
  | { kind: "char"; value: string }
  | { kind: "integer"; value: bigint }
  | { kind: "real"; value: number }
  | { kind: "sign"; value: string }
  | { kind: "end" }
);

const blankOrComment = /(?:[\s\ufeff]+|\/\/[^\n]*)+/y;
const word = /[\p{L}_][\p{L}\p{N}_]*/uy;
const number = /[+-]?(?:INF\b|\.?\d[\w.]*(?:(?<=e)[+-]\d+)?)/iy;
const real = /^[+-]?\d*\.\d+(?:e[+-]?\d+)?$/i;
const signs = new Set("#{}[]():;,=$");
const escapes: Record<string, string> = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  '"': '"',
  "'": "'",
  "\\": "\\",
};
const hexadecimal = /[\da-f]{1,4}/iy;

/** Reads one token after the other, with one ahead. */
export class Lexer {
  #position = 0;
  #ahead: Token | null = null;

  constructor(readonly text: string) {}

  /** The next token, which stays. @throws MofError for what is none. */
  peek(): Token {
    this.#ahead ??= this.#read();
    return this.#ahead;
  }

  /** The next token. @throws MofError for what is none. */
  next(): Token {
    const token = this.peek();
    this.#ahead = null;
    return token;
  }

  fault(message: string, offset: number): MofError {
    return new MofError(message, this.text, offset);
  }

  #read(): Token {
    this.#skipBlanks();
    const offset = this.#position;
    const char = this.text[offset];
    if (char === undefined) return { kind: "end", offset };
    if (char === '"') return { kind: "string", offset, value: this.#quoted('"') };
    if (char === "'") return { kind: "char", offset, value: this.#character() };
    if (signs.has(char)) {
      this.#position++;
      return { kind: "sign", offset, value: char };
    }
    return this.#number() ?? this.#word();
  }

  #skipBlanks(): void {
    for (;;) {
      this.#match(blankOrComment);
      if (!this.text.startsWith("/*", this.#position)) return;
      const end = this.text.indexOf("*/", this.#position + 2);
      if (end === -1) throw this.fault("A comment is not closed", this.#position);
      this.#position = end + 2;
    }
  }

  #number(): Token | null {
    const offset = this.#position;
    const text = this.#match(number)?.[0];
    if (text === undefined) return null;
    if (/INF$/i.test(text)) return { kind: "real", offset, value: text.startsWith("-") ? -Infinity : Infinity };
    if (real.test(text)) return { kind: "real", offset, value: Number(text) };
    const value = parseIntegerNotation(text);
    if (value === null) throw this.fault("This is not a number of MOF", offset);
    return { kind: "integer", offset, value };
  }

  #word(): Token {
    const offset = this.#position;
    const text = this.#match(word)?.[0];
    if (text === undefined) throw this.fault("This character has no meaning here", offset);
    return { kind: "word", offset, value: text };
  }

  #character(): string {
    const offset = this.#position;
    const value = this.#quoted("'");
    if (value.length !== 1) throw this.fault("Between single quotes stands exactly one character", offset);
    return value;
  }

  /** The text between quotes, without its escapes. */
  #quoted(quote: string): string {
    const { text } = this;
    const start = this.#position;
    const parts: string[] = [];
    let from = start + 1;
    for (let index = from; index < text.length; index++) {
      const char = text[index];
      if (char === quote) {
        this.#position = index + 1;
        parts.push(text.slice(from, index));
        return parts.join("");
      }
      if (char !== "\\") continue;
      parts.push(text.slice(from, index));
      from = this.#escape(index, parts);
      index = from - 1;
    }
    throw this.fault("A quote is not closed", start);
  }

  /** Adds the character that an escape means, and says where it ends. */
  #escape(offset: number, parts: string[]): number {
    const letter = this.text[offset + 1] ?? "";
    if (letter === "x" || letter === "X") {
      hexadecimal.lastIndex = offset + 2;
      const digits = hexadecimal.exec(this.text)?.[0];
      if (digits === undefined) throw this.fault("After \\x one to four hexadecimal digits are expected", offset);
      parts.push(String.fromCharCode(Number.parseInt(digits, 16)));
      return offset + 2 + digits.length;
    }
    const meant = escapes[letter];
    if (meant === undefined) throw this.fault("MOF knows no such escape", offset);
    parts.push(meant);
    return offset + 2;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.text);
    if (match !== null) this.#position = pattern.lastIndex;
    return match;
  }
}
