/** Incremental decoding of UTF-8 that knows where it is ill-formed (RFC 3629). */
import { isUtf8 } from "node:buffer";

const BOM = "\uFEFF";

/** Bytes that are not UTF-8; `offset` counts bytes from the start of the input. */
export class IllFormedUtf8 extends Error {
  constructor(readonly offset: number) {
    super("The text is not UTF-8.");
    this.name = "IllFormedUtf8";
  }
}

/** Number of bytes that the sequence starting with this byte has; 0 for a byte that starts none. */
function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/** How many bytes at the end begin a sequence that the next piece may complete. */
function unfinishedLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? back : 0;
  }
  return 0;
}

function findIllFormed(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at] ?? 0);
    if (length === 0 || !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return bytes.length;
}

/** U+FFFD in UTF-8. */
const REPLACEMENT = Buffer.from("\uFFFD");

function countOf(bytes: Buffer, sequence: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(sequence); at !== -1; at = bytes.indexOf(sequence, at + sequence.length)) count += 1;
  return count;
}

/**
 * Decodes pieces of UTF-8; a byte order mark at the start is dropped. Without `onIllFormed` bytes that are not UTF-8 are an
 * error; with it each becomes U+FFFD, and it is told the offset of the first of a piece and how many there are.
 */
export class Utf8Decoder {
  readonly #onIllFormed: ((offset: number, count: number) => void) | undefined;
  #held: Buffer = Buffer.alloc(0);
  #offset = 0;
  #isAtStart = true;

  constructor(onIllFormed?: (offset: number, count: number) => void) {
    this.#onIllFormed = onIllFormed;
  }

  /** @throws IllFormedUtf8 */
  decode(piece: Uint8Array): string {
    const bytes =
      this.#held.length === 0
        ? Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
        : Buffer.concat([this.#held, piece]);
    const whole = bytes.length - unfinishedLength(bytes);
    const text = this.#decodeWhole(bytes.subarray(0, whole));
    this.#held = Buffer.from(bytes.subarray(whole));
    return text;
  }

  /** What is left. @throws IllFormedUtf8 where the last character is not complete. */
  end(): string {
    const rest = this.#held;
    this.#held = Buffer.alloc(0);
    return this.#decodeWhole(rest);
  }

  #decodeWhole(bytes: Buffer): string {
    const text = bytes.toString("utf8");
    if (!isUtf8(bytes)) {
      const offset = this.#offset + findIllFormed(bytes);
      if (this.#onIllFormed === undefined) throw new IllFormedUtf8(offset);
      this.#onIllFormed(offset, countOf(Buffer.from(text), REPLACEMENT) - countOf(bytes, REPLACEMENT));
    }
    this.#offset += bytes.length;
    if (!this.#isAtStart || text === "") return text;
    this.#isAtStart = false;
    return text.startsWith(BOM) ? text.slice(1) : text;
  }
}
