/** Reads XML piece by piece and hands over one small tree at a time (DSP0201; XML 1.0 without a document type). */
import { SaxesParser, type SaxesTagPlain } from "saxes";
import { WbemError } from "../errors";
import { isKnownElement, knownAttributes, type OpenElement, textElements, type XmlElement } from "./element";
import { IllegalTextFilter } from "./illegal-text";
import type { XmlLimits } from "./limits";
import type { ToleranceNotes } from "./notes";
import { IllFormedUtf8, Utf8Decoder } from "./utf8";

/** What becomes of what is read. */
export interface TreeConsumer {
  /** Whether this child of a frame is a frame itself: its children are handed over one by one and not kept. */
  isFrame(element: XmlElement, parent: XmlElement | null): boolean;
  /** A child of a frame, complete. */
  onTree(tree: XmlElement, frame: XmlElement | null): void;
}

export interface TreeReaderOptions {
  operation: string;
  limits: XmlLimits;
  notes: ToleranceNotes;
  /** What is read, as messages name it; the answer of a server unless told otherwise. */
  source?: string;
  /** What is not UTF-8, or no character of XML, becomes U+FFFD with a note instead of being an error. */
  isLenient?: boolean;
}

const EXCERPT = 40;
const MOST_NAMES = 5000;
const LONGEST_NAME = 128;

/** Most elements are values and have no children. */
const childless: XmlElement[] = [];

/** An unknown element and what is in it: read for well-formedness, then dropped. */
const dropped: OpenElement = { name: "", attributes: {}, children: [], text: "" };

/** Makes visible what cannot be shown. */
function printable(text: string): string {
  return text.replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is made visible.
    /[\u0000-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * A reader of one document. Every method throws `WbemError` with family `xml-parse`, position and excerpt, for what is not
 * well-formed, not UTF-8 or beyond the limits.
 */
export class TreeReader {
  readonly #parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  readonly #decoder: Utf8Decoder;
  /** Null where what XML does not allow is an error. */
  readonly #filter: IllegalTextFilter | null;
  readonly #consumer: TreeConsumer;
  readonly #options: TreeReaderOptions;
  readonly #source: string;
  readonly #stack: OpenElement[] = [];
  /** Number of elements from the root that are frames. */
  #frames = 0;
  /** Depth of the unknown element that is being dropped; 0 for none. */
  #droppingFrom = 0;
  #elements = 0;
  /** Position where the last event was. */
  #lastEvent = 0;
  #textLength = 0;
  #chunk = "";
  #chunkStart = 0;
  #before = "";
  /** Names repeat with every object; one copy of each lets go of the answer's text. */
  readonly #names = new Map<string, string>();

  constructor(consumer: TreeConsumer, options: TreeReaderOptions) {
    this.#consumer = consumer;
    this.#options = options;
    const { notes, isLenient = false, source = "answer" } = options;
    this.#source = source;
    this.#filter = isLenient ? new IllegalTextFilter(notes) : null;
    this.#decoder = new Utf8Decoder(
      isLenient ? (offset, count) => notes.add("ill-formed-utf8", `byte ${offset}`, count) : undefined,
    );
    const parser = this.#parser;
    // No more handlers than these: with one or two more the engine keeps the parser as a dictionary, six times slower.
    parser.on("error", (error) => this.#fail(`The ${source} is not well-formed XML: ${printable(error.message)}`));
    parser.on("doctype", () => this.#fail(`The ${source} has a document type declaration, which is not allowed.`));
    parser.on("opentag", (tag) => this.#onOpen(tag));
    parser.on("closetag", () => this.#onClose());
    parser.on("text", (text) => this.#onText(text));
    parser.on("cdata", (text) => this.#onText(text));
  }

  /** Reads one more piece. */
  write(piece: Uint8Array): void {
    let text: string;
    try {
      text = this.#decoder.decode(piece);
    } catch (error) {
      this.#failUtf8(error, piece);
    }
    this.writeText(text);
  }

  /** Reads one more piece that is text already. */
  writeText(text: string): void {
    this.#parse(this.#filter === null ? text : this.#filter.clean(text));
  }

  #parse(text: string): void {
    this.#before = this.#chunk.slice(-EXCERPT);
    this.#chunkStart += this.#chunk.length;
    this.#chunk = text;
    this.#parser.write(text);
    if (this.#parser.position - this.#lastEvent > this.#options.limits.tokenLength) {
      this.#fail(`One text, tag or comment of the ${this.#source} is too long.`);
    }
  }

  /** Says that this was all; a document that is not complete fails now. */
  end(): void {
    let rest = "";
    try {
      rest = this.#decoder.end();
    } catch (error) {
      this.#failUtf8(error, new Uint8Array());
    }
    if (rest !== "") this.writeText(rest);
    const held = this.#filter?.end() ?? "";
    if (held !== "") this.#parse(held);
    this.#parser.close();
  }

  #checkEncoding(): void {
    const { encoding } = this.#parser.xmlDecl;
    if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) this.#options.notes.add("encoding", encoding);
  }

  #onOpen({ name, attributes }: SaxesTagPlain): void {
    this.#lastEvent = this.#parser.position;
    const { limits, notes } = this.#options;
    const stack = this.#stack;
    if (stack.length >= limits.depth) this.#fail(`The elements of the ${this.#source} are nested too deeply.`);
    if (name.length > limits.nameLength) this.#fail(`The name of an element of the ${this.#source} is too long.`);
    if (this.#droppingFrom > 0) {
      stack.push(dropped);
      return;
    }
    const isInFrames = this.#frames === stack.length;
    const allowed = knownAttributes.get(name);
    if (allowed === undefined && !isInFrames) {
      notes.add("unknown-element", name);
      this.#droppingFrom = stack.length + 1;
      stack.push(dropped);
      return;
    }
    let count = 0;
    for (const attribute in attributes) {
      count += 1;
      const value = attributes[attribute] ?? "";
      if (value.length <= LONGEST_NAME) attributes[attribute] = this.#intern(value);
      if (allowed !== undefined && !allowed.has(attribute)) notes.add("unknown-attribute", `${name} ${attribute}`);
    }
    if (count > limits.attributes) this.#fail(`An element of the ${this.#source} has too many attributes.`);
    const element: OpenElement = { name, attributes, children: childless, text: "" };
    const parent = stack.at(-1) ?? null;
    stack.push(element);
    if (parent === null) this.#checkEncoding();
    if (isInFrames) {
      this.#elements = 0;
      this.#textLength = 0;
      if (this.#consumer.isFrame(element, parent)) this.#frames = stack.length;
    } else {
      this.#elements += 1;
      if (this.#elements > limits.objectElements) this.#fail(`An object of the ${this.#source} has too many elements.`);
    }
  }

  #onClose(): void {
    this.#lastEvent = this.#parser.position;
    const stack = this.#stack;
    const depth = stack.length;
    const element = stack.pop();
    if (element === undefined) return;
    if (this.#droppingFrom > 0) {
      if (depth === this.#droppingFrom) this.#droppingFrom = 0;
      return;
    }
    if (this.#frames === depth) {
      this.#frames -= 1;
      return;
    }
    const parent = stack.at(-1) ?? null;
    if (this.#frames === depth - 1) this.#consumer.onTree(element, parent);
    else if (parent !== null) {
      if (parent.children === childless) parent.children = [element];
      else parent.children.push(element);
    }
  }

  #onText(text: string): void {
    this.#lastEvent = this.#parser.position;
    if (this.#droppingFrom > 0) return;
    const element = this.#stack.at(-1);
    if (element === undefined) return;
    if (textElements.has(element.name)) {
      this.#textLength += text.length;
      if (this.#textLength > this.#options.limits.tokenLength) this.#fail("The texts of one object are too long.");
      element.text = element.text === "" ? text : element.text + text;
    } else if (/[^ \t\r\n]/.test(text)) {
      this.#options.notes.add("unexpected-text", `in ${element.name}`);
    }
  }

  #intern(value: string): string {
    const seen = this.#names.get(value);
    if (seen !== undefined) return seen;
    if (this.#names.size < MOST_NAMES) this.#names.set(value, value);
    return value;
  }

  #failUtf8(error: unknown, piece: Uint8Array): never {
    const { operation } = this.#options;
    const position = error instanceof IllFormedUtf8 ? error.offset : undefined;
    throw new WbemError(`The ${this.#source} is not well-formed XML: it is not UTF-8.`, {
      family: "xml-parse",
      operation,
      position,
      excerpt: printable(this.#chunk.slice(-EXCERPT) + Buffer.from(piece.subarray(0, EXCERPT)).toString("latin1")),
      cause: error,
    });
  }

  #fail(message: string): never {
    const { position } = this.#parser;
    const at = position - this.#chunkStart;
    const text = this.#before + this.#chunk;
    const from = Math.max(0, at + this.#before.length - EXCERPT);
    const where = this.#stack
      .map(({ name }) => name)
      .filter(isKnownElement)
      .slice(-4)
      .join("/");
    const seen = `Seen at character ${position}${where === "" ? "" : `, in ${where}`}.`;
    throw new WbemError(`${message}${/[.!]$/.test(message) ? "" : "."} ${seen}`, {
      family: "xml-parse",
      operation: this.#options.operation,
      position,
      excerpt: printable(text.slice(from, from + 2 * EXCERPT)),
    });
  }
}

/**
 * Reads a whole document that is in memory.
 * @throws WbemError `xml-parse`.
 */
export function parseTree(text: string | Uint8Array, options: TreeReaderOptions): XmlElement {
  let root: XmlElement | undefined;
  const consumer: TreeConsumer = {
    isFrame: () => false,
    onTree: (tree) => {
      root = tree;
    },
  };
  const reader = new TreeReader(consumer, options);
  if (typeof text === "string") reader.writeText(text);
  else reader.write(text);
  reader.end();
  if (root === undefined)
    throw new WbemError("There is no XML.", { family: "xml-parse", operation: options.operation });
  return root;
}
