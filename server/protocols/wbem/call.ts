/** One request and its answer (DSP0200, sections 5.3 and 5.4). */
import { WbemError } from "./errors";
import type { WbemExchange, WbemRequest } from "./exchange";
import { findByName } from "./model/names";
import type { CimClass, CimParameterValue } from "./model/objects";
import type { CallOptions, EnumerationContext } from "./operations";
import type { ReadItem } from "./results";
import type { XmlLimits } from "./xml/limits";
import { type IntrinsicParameters, writeIntrinsicCall } from "./xml/request";
import { type CallForm, type ResponseEnd, readResponse } from "./xml/response";
import type { WriteOptions } from "./xml/write-objects";

export const DEFAULT_NAMESPACE = "root/cimv2";

export interface CallerOptions extends WriteOptions {
  exchange: WbemExchange;
  /** Where calls go that say nothing else; `root/cimv2` where absent. */
  defaultNamespace?: string;
  /** Host and port of the connection, for the paths of classes, which servers do not send. */
  host?: string;
  limits?: XmlLimits;
  /** Reads what can be read of answers that are not well-formed, with a note (reference, section 16). */
  isLenient?: boolean;
  /** Longest answer to read, in bytes; without it, as long as the way allows. */
  maximumBytes?: number;
}

/** Items as they arrive, and what the answer has beside them. */
export type ItemStream<Item, End = void> = AsyncGenerator<Item[], End, void>;

/** How an answer to Open or Pull ends. */
export interface PullEnd {
  eos: boolean;
  /** Null at the end of the sequence. */
  context: EnumerationContext | null;
  queryResultClass: CimClass | null;
}

export interface IntrinsicCall<Item> {
  operation: string;
  namespace: string;
  parameters: IntrinsicParameters;
  /** Null for operations that return nothing. */
  readItem: ReadItem<Item> | null;
  options: CallOptions;
}

/** Sends the calls of one client. Message ids count from 1001. */
export class Caller {
  readonly options: CallerOptions;
  readonly #messages: { last: number };

  constructor(options: CallerOptions, messages = { last: 1000 }) {
    this.options = options;
    this.#messages = messages;
  }

  /** The same, for answers that are kept whole and therefore must not be longer than that. */
  bounded(maximumBytes: number): Caller {
    return new Caller({ ...this.options, maximumBytes }, this.#messages);
  }

  get defaultNamespace(): string {
    return this.options.defaultNamespace ?? DEFAULT_NAMESPACE;
  }

  get host(): string | null {
    return this.options.host ?? null;
  }

  nextMessageId(): string {
    this.#messages.last += 1;
    return String(this.#messages.last);
  }

  /** Writes the request at once, so that mistakes show before anything is sent; sends it when the stream is first read. */
  intrinsic<Item>(call: IntrinsicCall<Item>): ItemStream<Item, ResponseEnd> {
    const messageId = this.nextMessageId();
    const request = writeIntrinsicCall(call.operation, messageId, call.namespace, call.parameters);
    return this.send("intrinsic", messageId, request, call.readItem, call.options);
  }

  /** Sends a request that is written already. */
  async *send<Item>(
    form: CallForm,
    messageId: string,
    request: Omit<WbemRequest, "signal">,
    readItem: ReadItem<Item> | null,
    { signal, onTolerated }: CallOptions,
  ): ItemStream<Item, ResponseEnd> {
    const { exchange, limits, isLenient } = this.options;
    const answer = await exchange({ ...request, signal });
    return yield* readResponse(answer, {
      form,
      operation: request.operation,
      messageId,
      readItem,
      limits,
      isLenient,
      onTolerated,
    });
  }

  /** An Open or Pull operation (section 8.2). */
  async *pull<Item>(call: IntrinsicCall<Item>): ItemStream<Item, PullEnd> {
    const { parameters } = yield* this.intrinsic(call);
    return readPullEnd(parameters, call.operation, call.namespace);
  }
}

/** What output parameters say of the enumeration. @throws WbemError `cim-xml-parse` where they contradict section 8.2 */
export function readPullEnd(parameters: readonly CimParameterValue[], operation: string, namespace: string): PullEnd {
  const fail = (message: string): never => {
    throw new WbemError(message, { family: "cim-xml-parse", operation });
  };
  const context = findByName(parameters, "EnumerationContext")?.value ?? null;
  const eos = readEndOfSequence(findByName(parameters, "EndOfSequence")?.value ?? null, fail);
  const resultClass = findByName(parameters, "QueryResultClass")?.value ?? null;
  const queryResultClass =
    typeof resultClass === "object" && resultClass !== null && "kind" in resultClass && resultClass.kind === "class"
      ? resultClass
      : null;
  if (eos === true) return { eos, context: null, queryResultClass };
  if (eos === null && context === null) fail("The answer has neither EndOfSequence nor EnumerationContext.");
  if (typeof context !== "string") return fail("The enumeration goes on, but the answer has no EnumerationContext.");
  return { eos: false, context: { context, namespace }, queryResultClass };
}

/** Null where it is missing; OpenPegasus sends it without a type, as text. */
function readEndOfSequence(value: CimParameterValue["value"], fail: (message: string) => never): boolean | null {
  if (value === null || typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.trim().toLowerCase() : "";
  if (word === "true" || word === "false") return word === "true";
  return fail("EndOfSequence is neither TRUE nor FALSE.");
}
