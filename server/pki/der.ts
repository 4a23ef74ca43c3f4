/** Reads BER/DER and writes DER (ITU-T X.690), as far as X.509, PKCS#7 and PKCS#12 need it. */

const maximumDepth = 64;

export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Bytes that are not well-formed BER/DER. */
export class DerError extends Error {
  override readonly name = "DerError";
}

/** One element: its identifier octet, its content and all of its bytes as they came. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
  readonly bytes: Buffer;
}

/**
 * Reads the element at the start of `input`. Throws {@link DerError} for truncated or malformed elements, and for bytes
 * after the element unless `allowTrailing` is set. Indefinite lengths (X.690 section 8.1.3.6) are accepted.
 */
export function readDer(input: Buffer, allowTrailing = false): DerElement {
  const element = readElement(input, 0);
  if (!allowTrailing && element.bytes.length !== input.length) throw new DerError("Bytes follow the element");
  return element;
}

/** Reads the elements inside a constructed element. Throws {@link DerError}. */
export function readChildren(parent: DerElement): DerElement[] {
  if ((parent.tag & 0x20) === 0) throw new DerError("The element has no inner elements");
  const children: DerElement[] = [];
  let rest = parent.content;
  while (rest.length > 0) {
    const child = readElement(rest, 0);
    children.push(child);
    rest = rest.subarray(child.bytes.length);
  }
  return children;
}

/** The element if it has the tag, else throws {@link DerError} naming what was expected. */
export function requireTag(element: DerElement | undefined, tag: number, what: string): DerElement {
  if (element === undefined) throw new DerError(`${what} is missing`);
  if (element.tag !== tag) throw new DerError(`${what} has the wrong type`);
  return element;
}

function readElement(input: Buffer, depth: number): DerElement {
  if (depth > maximumDepth) throw new DerError("Elements are nested too deeply");
  const tag = input[0];
  const first = input[1];
  if (tag === undefined || first === undefined) throw new DerError("The data ends inside an element");
  if ((tag & 0x1f) === 0x1f) throw new DerError("Long tags are not used here");
  if (first === 0x80) return readIndefinite(input, tag, depth);
  let length = first;
  let header = 2;
  if (first > 0x80) {
    const count = first & 0x7f;
    if (count > 4) throw new DerError("The length is too large");
    if (input.length < 2 + count) throw new DerError("The data ends inside an element");
    length = input.readUIntBE(2, count);
    header = 2 + count;
  }
  if (input.length < header + length) throw new DerError("The data ends inside an element");
  return { tag, content: input.subarray(header, header + length), bytes: input.subarray(0, header + length) };
}

function readIndefinite(input: Buffer, tag: number, depth: number): DerElement {
  if ((tag & 0x20) === 0) throw new DerError("A simple element has no length");
  let position = 2;
  for (;;) {
    if (input[position] === 0 && input[position + 1] === 0) {
      return { tag, content: input.subarray(2, position), bytes: input.subarray(0, position + 2) };
    }
    position += readElement(input.subarray(position), depth + 1).bytes.length;
  }
}

/** Content of an octet string, joined when it is sent in pieces. Also accepts context tags that replace the type. */
export function readOctets(element: DerElement): Buffer {
  return (element.tag & 0x20) === 0 ? element.content : Buffer.concat(readChildren(element).map(readOctets));
}

/** Dotted form of an object identifier. Throws {@link DerError}. */
export function readOid(element: DerElement | undefined): string {
  const { content } = requireTag(element, derTag.oid, "Object identifier");
  const arcs: number[] = [];
  let value = 0;
  for (const octet of content) {
    value = value * 128 + (octet & 0x7f);
    if (!Number.isSafeInteger(value)) throw new DerError("The object identifier is too large");
    if ((octet & 0x80) !== 0) continue;
    if (arcs.length === 0) {
      const root = Math.min(Math.floor(value / 40), 2);
      arcs.push(root, value - root * 40);
    } else {
      arcs.push(value);
    }
    value = 0;
  }
  if (arcs.length === 0) throw new DerError("The object identifier is empty");
  return arcs.join(".");
}

/** A small non-negative integer. Throws {@link DerError} when it does not fit. */
export function readSmallInteger(element: DerElement | undefined): number {
  const { content } = requireTag(element, derTag.integer, "Integer");
  if (content.length === 0 || content.length > 6) throw new DerError("The integer is out of range");
  const value = content.readIntBE(0, content.length);
  if (value < 0) throw new DerError("The integer is negative");
  return value;
}

/** Writes one element with a definite, shortest length. */
export function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const digits = content.length.toString(16);
  const size = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 | size.length]), size, content]);
}

/** SEQUENCE of already encoded parts. */
export function derSequence(...parts: Uint8Array[]): Buffer {
  return der(derTag.sequence, ...parts);
}

/** Object identifier from its dotted form. */
export function derOid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return der(derTag.oid, Buffer.from(octets));
}

/** INTEGER from a number or from big-endian magnitude bytes. */
export function derInteger(value: number | Uint8Array): Buffer {
  const hex = typeof value === "number" ? value.toString(16) : Buffer.from(value).toString("hex");
  const magnitude = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  const leading = magnitude.findIndex((octet) => octet !== 0);
  const trimmed = leading === -1 ? Buffer.from([0]) : magnitude.subarray(leading);
  return der(derTag.integer, (trimmed[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), trimmed]) : trimmed);
}

/** BIT STRING of whole octets, or with `unusedBits` in the last one. */
export function derBitString(value: Uint8Array, unusedBits = 0): Buffer {
  return der(derTag.bitString, Buffer.from([unusedBits]), value);
}
