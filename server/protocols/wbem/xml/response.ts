/** Reads the answer to a request while it arrives (DSP0200, section 6; DSP0201, section 5.2.6; reference, 2). */
import { Turns } from "../../large-json";
import { CimStatusError, WbemError } from "../errors";
import type { WbemAnswer } from "../exchange";
import { isSameName } from "../model/names";
import type { CimInstance, CimParameterValue, CimValue } from "../model/objects";
import type { ToleratedDeviation } from "../operations";
import { AnswerHead } from "./broken-refusal";
import type { XmlElement } from "./element";
import { defaultLimits, type XmlLimits } from "./limits";
import { ToleranceNotes } from "./notes";
import { ReadContext } from "./read-context";
import { readInstance } from "./read-objects";
import { readParameterValue, readReturnValue } from "./read-parameters";
import { TreeReader } from "./tree-reader";

/** The three kinds of calls, by the elements of their answers. */
const forms = {
  intrinsic: { message: "SIMPLERSP", response: "IMETHODRESPONSE", header: "cimoperation" },
  extrinsic: { message: "SIMPLERSP", response: "METHODRESPONSE", header: "cimoperation" },
  export: { message: "SIMPLEEXPRSP", response: "EXPMETHODRESPONSE", header: "cimexport" },
} as const;
export type CallForm = keyof typeof forms;

export interface ExpectedResponse<Item> {
  form: CallForm;
  /** Name of the operation or method. */
  operation: string;
  messageId: string;
  /** Reads one child of IRETURNVALUE; null for operations that return nothing. */
  readItem: ((element: XmlElement, context: ReadContext) => Item) | null;
  limits?: XmlLimits;
  /** Replaces what XML does not allow, and takes its code out of a refusal that is not well-formed; notes both. */
  isLenient?: boolean;
  /** Longest answer to read, in bytes. */
  maximumBytes?: number;
  onTolerated?(note: ToleratedDeviation): void;
}

/** What an answer has beside its items. */
export interface ResponseEnd {
  parameters: CimParameterValue[];
  returnValue: CimValue;
}

/** Bytes parsed in one go: about two milliseconds. */
const SLICE = 64 * 1024;
/** How much of an answer with the wrong content is still read, to find out whether it is broken altogether. */
const INSPECTED_BYTES = 1024 * 1024;

class ResponseReader<Item> {
  readonly context: ReadContext;
  readonly #expected: ExpectedResponse<Item>;
  readonly #tree: TreeReader;
  readonly #frames = new Set<string>();
  readonly #head = new AnswerHead();
  #items: Item[] = [];
  readonly #parameters: CimParameterValue[] = [];
  #returnValue: CimValue = null;
  #refusal: CimStatusError | undefined;
  #mistake: WbemError | undefined;
  /** Why the answer is not well-formed, while there may be a refusal in what is still to come. */
  #broken: WbemError | undefined;

  constructor(expected: ExpectedResponse<Item>) {
    const { operation, limits = defaultLimits, isLenient = false } = expected;
    const notes = new ToleranceNotes();
    this.context = new ReadContext(operation, limits, notes, 0, isLenient);
    this.#expected = expected;
    this.#tree = new TreeReader(
      {
        isFrame: (element, parent) => this.#guarded(() => this.#isFrame(element, parent), true),
        onTree: (tree, frame) => this.#guarded(() => this.#onTree(tree, frame), undefined),
      },
      { operation, limits, notes, isLenient },
    );
  }

  /** The first wrong content that was found; XML that is not well-formed is told instead, at once. */
  get mistake(): WbemError | undefined {
    return this.#mistake;
  }

  /** @throws WbemError for what is not well-formed; CimStatusError for a refusal whose code can be told all the same. */
  write(piece: Uint8Array): void {
    if (this.context.isLenient) this.#head.keep(piece);
    if (this.#broken === undefined) this.#tellingRefusals(() => this.#tree.write(piece));
    if (this.#broken !== undefined && !this.#head.isUnfinished) throw this.#refusalOr(this.#broken);
  }

  takeItems(): Item[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  /** @throws CimStatusError for a refusal, WbemError for an answer that is not complete. */
  end(): ResponseEnd {
    if (this.#broken === undefined) this.#tellingRefusals(() => this.#tree.end());
    if (this.#broken !== undefined) throw this.#refusalOr(this.#broken);
    if (this.#mistake !== undefined) throw this.#mistake;
    const { response } = forms[this.#expected.form];
    if (!this.#frames.has(response)) this.context.fail(`The answer has no ${response}.`);
    if (this.#refusal !== undefined) throw this.#refusal;
    return { parameters: this.#parameters, returnValue: this.#returnValue };
  }

  /** Where a response that is not well-formed begins with ERROR, that is what the server wanted to say. */
  #tellingRefusals(read: () => void): void {
    try {
      read();
    } catch (error) {
      const isResponse = this.#frames.has(forms[this.#expected.form].response) && !this.#frames.has("IRETURNVALUE");
      const mayRefuse = this.context.isLenient && isResponse && this.#mistake === undefined;
      if (!mayRefuse || !(error instanceof WbemError)) throw error;
      this.#broken = error;
    }
  }

  #refusalOr(error: WbemError): WbemError {
    const { operation } = this.context;
    const found = this.#refusal === undefined ? this.#head.findRefusal() : null;
    const refusal = found && new CimStatusError(found.code, { ...found, operation, isIllFormed: true });
    const told = this.#refusal ?? refusal;
    if (told === null) return error;
    this.context.note("error-ill-formed");
    return told;
  }

  #guarded<Result>(read: () => Result, afterMistake: Result): Result {
    if (this.#mistake !== undefined) return afterMistake;
    try {
      return read();
    } catch (error) {
      if (!(error instanceof WbemError)) throw error;
      this.#mistake = error;
      return afterMistake;
    }
  }

  #isFrame(element: XmlElement, parent: XmlElement | null): boolean {
    const { message, response } = forms[this.#expected.form];
    switch (parent?.name) {
      case undefined:
        this.#enter(element, "CIM");
        this.#checkVersion(element, "CIMVERSION", 2, "cim-version");
        this.#checkVersion(element, "DTDVERSION", 2, "dtd-version");
        return true;
      case "CIM":
        this.#enter(element, "MESSAGE");
        this.#checkVersion(element, "PROTOCOLVERSION", 1, "protocol-version");
        if (this.context.require(element, "ID") !== this.#expected.messageId) this.context.note("message-id");
        return true;
      case "MESSAGE":
        this.#enter(element, message);
        return true;
      case message:
        if (element.name === "CORRELATOR") return false;
        this.#enter(element, response);
        this.#checkName(element);
        return true;
      case response:
        if (element.name !== "IRETURNVALUE") return false;
        this.#enter(element, "IRETURNVALUE");
        if (this.#expected.readItem === null)
          this.context.fail(`${this.#expected.operation} returns nothing, but did.`);
        return true;
      default:
        return false;
    }
  }

  #enter(element: XmlElement, name: string): void {
    if (element.name !== name) this.context.fail(`${name} is expected, but something else was sent.`, element.name);
    if (this.#frames.has(name)) this.context.fail(`${name} was sent twice.`);
    this.#frames.add(name);
  }

  #checkVersion(element: XmlElement, attribute: string, major: number, family: WbemError["family"]): void {
    const version = this.context.require(element, attribute);
    if (new RegExp(`^\\s*${major}\\.\\d`).test(version)) return;
    throw new WbemError(`The server speaks another version: ${attribute} must be ${major}.x.`, {
      family,
      operation: this.#expected.operation,
      excerpt: version,
    });
  }

  #checkName(element: XmlElement): void {
    const name = this.context.require(element, "NAME");
    if (!isSameName(name, this.#expected.operation)) {
      this.context.fail(`The answer belongs to another call than ${this.#expected.operation}.`, name);
    }
  }

  #onTree(tree: XmlElement, frame: XmlElement | null): void {
    const { form, readItem } = this.#expected;
    if (frame?.name === "IRETURNVALUE" && readItem !== null) {
      this.#items.push(readItem(tree, this.context));
    } else if (tree.name === "ERROR") {
      this.#refusal = this.#readRefusal(tree);
    } else if (tree.name === "PARAMVALUE" && form !== "export") {
      this.#parameters.push(readParameterValue(tree, this.context));
    } else if (tree.name === "RETURNVALUE" && form === "extrinsic") {
      this.#returnValue = readReturnValue(tree, this.context);
    } else if (tree.name !== "CORRELATOR" && frame !== null) {
      this.context.unexpected(frame, tree);
    }
  }

  #readRefusal(element: XmlElement): CimStatusError {
    const code = this.context.require(element, "CODE").trim();
    if (!/^\d{1,9}$/.test(code)) this.context.note("status-code", code);
    const instances: CimInstance[] = [];
    for (const child of element.children) {
      try {
        if (child.name !== "INSTANCE") this.context.unexpected(element, child);
        instances.push(readInstance(child, this.context));
      } catch (error) {
        if (!(error instanceof WbemError)) throw error;
        this.context.note("error-instance", error.message);
      }
    }
    return new CimStatusError(/^\d{1,9}$/.test(code) ? Number(code) : 0, {
      operation: this.#expected.operation,
      description: element.attributes.DESCRIPTION ?? "",
      instances,
    });
  }
}

/** Errors found after the head of a chunked answer was sent are in its trailers (reference, 1.4). */
function checkTrailers(answer: WbemAnswer, operation: string): void {
  const trailers = answer.trailers();
  const code = Number(trailers.get("cimstatuscode") ?? 0);
  if (Number.isInteger(code) && code > 0) {
    const description = percentDecoded(trailers.get("cimstatuscodedescription") ?? "");
    throw new CimStatusError(code, { operation, description });
  }
  const cimError = trailers.get("cimerror");
  if (cimError !== undefined && cimError !== "") {
    throw new WbemError("The WBEM server failed while it sent its answer.", {
      family: "http",
      operation,
      cimError,
      deviceMessage: cimError,
    });
  }
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function tooLarge(operation: string, maximumBytes: number): WbemError {
  return new WbemError(`The answer is longer than ${maximumBytes} bytes.`, {
    family: "xml-parse",
    code: "device_answer_too_large",
    operation,
    remedy: "Ask for fewer properties or objects, or read them while they arrive.",
  });
}

/**
 * Reads an answer and yields the children of IRETURNVALUE as they arrive, never an empty list. Others have their turn
 * between pieces; whoever takes the items slowly holds the server back, and whoever stops taking them ends the exchange.
 * @throws CimStatusError for a refusal; WbemError `xml-parse`, `cim-xml-parse` or of a version; TransportError.
 */
export async function* readResponse<Item>(
  answer: WbemAnswer,
  expected: ExpectedResponse<Item>,
): AsyncGenerator<Item[], ResponseEnd, void> {
  const reader = new ResponseReader(expected);
  const turns = new Turns();
  const { operation, maximumBytes = Number.POSITIVE_INFINITY } = expected;
  let received = 0;
  let inspected = 0;
  if (answer.headers.get(forms[expected.form].header)?.trim().toLowerCase() !== "methodresponse") {
    reader.context.note("no-cim-header");
  }
  try {
    for await (const piece of answer.body) {
      received += piece.length;
      if (received > maximumBytes) throw tooLarge(operation, maximumBytes);
      for (let from = 0; from < piece.length; from += SLICE) {
        const slice = piece.subarray(from, from + SLICE);
        reader.write(slice);
        if (reader.mistake !== undefined) {
          inspected += slice.length;
          if (inspected > INSPECTED_BYTES) throw reader.mistake;
        }
        const items = reader.takeItems();
        if (items.length > 0) yield items;
        if (turns.isOver) await turns.pass();
      }
    }
    checkTrailers(answer, operation);
    return reader.end();
  } finally {
    answer.body.destroy();
    for (const note of reader.context.notes.list()) expected.onTolerated?.(note);
  }
}
