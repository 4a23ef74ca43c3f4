/**
 * Reads large JSON without holding the event loop (REL-16). A worker would not help: taking its result over costs as much
 * as parsing it here. The text is cut at the boundaries of its elements instead; each piece is parsed by the engine, and
 * between the pieces others have their turn.
 */
import { setImmediate as nextTurn } from "node:timers/promises";

const PIECE_BYTES = 64 * 1024;
const TURN_MS = 4;
/** Nesting of containers that are larger than a piece. */
const DEEPEST = 64;
/** Members of one object; more would make the engine slow. */
const MOST_MEMBERS = 20_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Lets others have their turn once it has worked for a while. */
export class Turns {
  #began = performance.now();

  /** Whether it is time to let others go on. */
  get isOver(): boolean {
    return performance.now() - this.#began > TURN_MS;
  }

  async pass(): Promise<void> {
    await nextTurn();
    this.#began = performance.now();
  }
}

/**
 * The value of a JSON text, as `JSON.parse` would return it.
 * @throws SyntaxError for what is not JSON, is nested too deeply, or has an object with too many members
 */
export async function parseLargeJson(bytes: Buffer): Promise<unknown> {
  const reader = new Reader(bytes);
  const { value, end } = await reader.read(0, 0);
  if (reader.skipSpace(end) < bytes.length) throw new SyntaxError("There is more after the end of the JSON.");
  return value;
}

interface Piece {
  /** Last comma between elements, or -1. */
  comma: number;
  /** The end of the container, or -1. */
  close: number;
}

class Reader {
  readonly #bytes: Buffer;
  readonly #turns = new Turns();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The value that begins at or after `from`, and where it ends. */
  async read(from: number, depth: number): Promise<{ value: unknown; end: number }> {
    const start = this.skipSpace(from);
    const first = this.#bytes[start];
    if (first !== OPEN_ARRAY && first !== OPEN_OBJECT) {
      const end = await this.#endOfScalar(start);
      return { value: this.#parse(start, end), end };
    }
    if (depth >= DEEPEST) throw new SyntaxError("The JSON is nested too deeply.");
    return first === OPEN_ARRAY ? this.#readArray(start + 1, depth) : this.#readObject(start + 1, depth);
  }

  skipSpace(from: number): number {
    let at = from;
    for (let byte = this.#bytes[at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; ) {
      at += 1;
      byte = this.#bytes[at];
    }
    return at;
  }

  async #readArray(start: number, depth: number): Promise<{ value: unknown[]; end: number }> {
    const items: unknown[] = [];
    let at = start;
    for (;;) {
      if (this.#turns.isOver) await this.#turns.pass();
      const { comma, close } = this.#findPiece(at, CLOSE_ARRAY);
      const end = close >= 0 ? close : comma;
      if (end < 0) {
        const element = await this.read(at, depth + 1);
        items.push(element.value);
        at = this.skipSpace(element.end);
        if (this.#bytes[at] === CLOSE_ARRAY) return { value: items, end: at + 1 };
        if (this.#bytes[at] !== COMMA) throw new SyntaxError("An array is not continued as it should be.");
        at += 1;
        continue;
      }
      const piece = this.#parse(at, end, "[", "]") as unknown[];
      // Only "[]" has nothing between its brackets, or between a comma and what follows.
      if (piece.length === 0 && (close < 0 || at !== start)) throw new SyntaxError("An array lacks an element.");
      for (const item of piece) items.push(item);
      if (close >= 0) return { value: items, end: close + 1 };
      at = end + 1;
    }
  }

  async #readObject(start: number, depth: number): Promise<{ value: object; end: number }> {
    const members: Record<string, unknown> = {};
    let count = 0;
    let at = start;
    for (;;) {
      if (this.#turns.isOver) await this.#turns.pass();
      if (count > MOST_MEMBERS) throw new SyntaxError("An object of the JSON has too many members.");
      const { comma, close } = this.#findPiece(at, CLOSE_OBJECT);
      const end = close >= 0 ? close : comma;
      if (end < 0) {
        const nameStart = this.skipSpace(at);
        const nameEnd = await this.#endOfScalar(nameStart);
        const name = this.#parse(nameStart, nameEnd);
        const colon = this.skipSpace(nameEnd);
        if (typeof name !== "string" || this.#bytes[colon] !== COLON) throw new SyntaxError("A member has no name.");
        const member = await this.read(colon + 1, depth + 1);
        define(members, name, member.value);
        count += 1;
        at = this.skipSpace(member.end);
        if (this.#bytes[at] === CLOSE_OBJECT) return { value: members, end: at + 1 };
        if (this.#bytes[at] !== COMMA) throw new SyntaxError("An object is not continued as it should be.");
        at += 1;
        continue;
      }
      const piece = Object.entries(this.#parse(at, end, "{", "}") as object);
      if (piece.length === 0 && (close < 0 || at !== start)) throw new SyntaxError("An object lacks a member.");
      for (const [name, value] of piece) define(members, name, value);
      count += piece.length;
      if (close >= 0) return { value: members, end: close + 1 };
      at = end + 1;
    }
  }

  /** How far whole elements reach within the next piece. */
  #findPiece(from: number, closing: number): Piece {
    const bytes = this.#bytes;
    const end = Math.min(bytes.length, from + PIECE_BYTES);
    let depth = 0;
    let comma = -1;
    for (let at = from; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        at = skipString(bytes, at + 1, end);
      } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
        depth += 1;
      } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
        if (depth === 0) {
          if (byte !== closing) throw new SyntaxError("A bracket of the JSON is closed by one of the other kind.");
          return { comma, close: at };
        }
        depth -= 1;
      } else if (byte === COMMA && depth === 0) {
        comma = at;
      }
    }
    if (end === bytes.length && comma < 0 && bytes.length - from < PIECE_BYTES) {
      throw new SyntaxError("The JSON ends before it is complete.");
    }
    return { comma, close: -1 };
  }

  /** Where a string, a number or a word ends. */
  async #endOfScalar(start: number): Promise<number> {
    const bytes = this.#bytes;
    let at = start;
    if (bytes[at] === QUOTE) {
      at += 1;
      for (;;) {
        const limit = Math.min(bytes.length, at + PIECE_BYTES);
        const end = skipString(bytes, at, limit);
        if (end < limit) return end + 1;
        if (limit === bytes.length) throw new SyntaxError("A string of the JSON does not end.");
        if (this.#turns.isOver) await this.#turns.pass();
        at = end;
      }
    }
    while (at < bytes.length && at - start < PIECE_BYTES && !isDelimiter(bytes[at])) at += 1;
    return at;
  }

  #parse(start: number, end: number, before = "", after = ""): unknown {
    return JSON.parse(`${before}${this.#bytes.toString("utf8", start, end)}${after}`);
  }
}

/** Position of the quote that ends a string, or where to go on, at or beyond `limit`, when it lies there. */
function skipString(bytes: Buffer, from: number, limit: number): number {
  let at = from;
  for (; at < limit; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at += 1;
  }
  return at;
}

function isDelimiter(byte: number | undefined): boolean {
  return (
    byte === COMMA ||
    byte === CLOSE_ARRAY ||
    byte === CLOSE_OBJECT ||
    byte === COLON ||
    (byte !== undefined && byte <= 0x20)
  );
}

/** A name such as `__proto__` becomes a property like any other, as in `JSON.parse`. */
function define(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__")
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}
