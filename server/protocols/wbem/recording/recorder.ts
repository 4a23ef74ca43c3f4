/** Keeps requests and answers as they went over the way (reference, sections 15.1 and 15.4). */
import { TransportError } from "@/server/transport/errors";
import { redactText } from "../../device-text";
import { WbemError } from "../errors";
import type { WbemAnswer, WbemExchange, WbemRequest } from "../exchange";
import { AnswerEnd } from "./answer-end";
import { redactBody, redactHeaders } from "./redaction";
import type { OperationSample } from "./statistics";

/** An answer whose head arrived. */
export interface RecordedAnswer {
  status: number;
  headers: Record<string, string>;
  trailers: Record<string, string>;
  /** Text of the body, ill-formed UTF-8 replaced. */
  body: string;
  /** False where the body did not come to its end, or was not read so far. */
  isComplete: boolean;
  /** True where there was more than is kept. */
  isCut: boolean;
  /** Context of the enumeration that the answer opens or goes on with, also where the body is cut; null without one. */
  enumerationContext: string | null;
}

/** Why a request failed on the way. */
export interface RecordedFailure {
  /** Family of a WbemError, class of a TransportError, or "unknown". */
  kind: string;
  message: string;
  /** HTTP status, where one arrived. */
  status: number | null;
  cimError: string | null;
}

/** One request with what came of it, without secrets. */
export interface RecordedExchange extends OperationSample {
  startedAt: Date;
  request: { headers: Record<string, string>; body: string; isCut: boolean };
  answer: RecordedAnswer | null;
  failure: RecordedFailure | null;
}

export interface RecorderOptions {
  /** Values to mask wherever they stand. */
  secrets?: readonly string[];
  /** Longest part of a body that is kept, in bytes. */
  bodyLimit?: number;
  /** Most exchanges that are kept; the oldest go first. */
  exchangeLimit?: number;
  /** Most bytes of all bodies together. */
  totalLimit?: number;
  now?(): Date;
  /** Told about each exchange when it is over, recording or not. */
  onFinished?(sample: OperationSample): void;
}

const defaults = { bodyLimit: 262_144, exchangeLimit: 1_000, totalLimit: 33_554_432 } as const;

/** As much of an answer as says whether the server refused, where nothing is recorded. */
const headBytes = 4_096;

/** ERROR as the first child of the response: the server carried out the request and refused it. */
const refusal = /<(?:I|EXP)?METHODRESPONSE\b[^>]*>\s*<ERROR\b/;

/** Operations whose answers say how an enumeration goes on. */
const enumerating = /^(?:Open|Pull)\w+$/;

/** Records the exchanges of one connection while it is switched on. */
export class OperationRecorder {
  isRecording = false;
  readonly #options: Required<Omit<RecorderOptions, "onFinished">> & Pick<RecorderOptions, "onFinished">;
  #exchanges: RecordedExchange[] = [];
  #keptBytes = 0;
  #dropped = 0;

  constructor(options: RecorderOptions = {}) {
    this.#options = { secrets: [], now: () => new Date(), ...defaults, ...options };
  }

  /** What was recorded, oldest first. */
  get exchanges(): readonly RecordedExchange[] {
    return this.#exchanges;
  }

  /** How many exchanges had to go because there were too many. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Forgets what was recorded. */
  clear(): void {
    this.#exchanges = [];
    this.#keptBytes = 0;
    this.#dropped = 0;
  }

  /** The same way, watched. What it throws passes through. */
  wrap(exchange: WbemExchange): WbemExchange {
    return async (request) => {
      const { isRecording } = this;
      const bodyLimit = isRecording ? this.#options.bodyLimit : headBytes;
      const limits = { ...this.#options, bodyLimit, keepsEnds: isRecording };
      const observation = new Observation(request, limits, (sample, record) => {
        this.#options.onFinished?.(sample);
        if (isRecording) this.#keep(record());
      });
      try {
        return observation.watch(await exchange(request));
      } catch (error) {
        observation.fail(error);
        throw error;
      }
    };
  }

  #keep(exchange: RecordedExchange): void {
    this.#exchanges.push(exchange);
    this.#keptBytes += sizeOf(exchange);
    const { exchangeLimit, totalLimit } = this.#options;
    while (this.#exchanges.length > exchangeLimit || (this.#keptBytes > totalLimit && this.#exchanges.length > 1)) {
      const [oldest] = this.#exchanges.splice(0, 1);
      if (oldest !== undefined) this.#keptBytes -= sizeOf(oldest);
      this.#dropped++;
    }
  }
}

function sizeOf({ request, answer }: RecordedExchange): number {
  return request.body.length + (answer?.body.length ?? 0);
}

type Limits = Pick<Required<RecorderOptions>, "secrets" | "bodyLimit" | "now"> & { keepsEnds: boolean };

/** One exchange while it is under way. */
class Observation {
  readonly #startedAt: Date;
  readonly #started = performance.now();
  readonly #chunks: Uint8Array[] = [];
  readonly #end: AnswerEnd | null;
  #kept = 0;
  #replyBytes = 0;
  #answer: WbemAnswer | null = null;
  #isOver = false;

  constructor(
    private readonly request: WbemRequest,
    private readonly limits: Limits,
    private readonly onFinished: (sample: OperationSample, record: () => RecordedExchange) => void,
  ) {
    this.#startedAt = limits.now();
    this.#end = limits.keepsEnds && enumerating.test(request.operation) ? new AnswerEnd() : null;
  }

  fail(error: unknown): void {
    this.#finish({ isComplete: false, error });
  }

  watch(answer: WbemAnswer): WbemAnswer {
    this.#answer = answer;
    const { body } = answer;
    return {
      ...answer,
      trailers: () => answer.trailers(),
      body: {
        [Symbol.asyncIterator]: () => this.#read(body),
        destroy: (error) => {
          this.#finish({ isComplete: false, error });
          return body.destroy(error);
        },
      },
    };
  }

  async *#read(body: WbemAnswer["body"]): AsyncGenerator<Uint8Array, void, void> {
    let isComplete = false;
    let error: unknown;
    try {
      for await (const chunk of body) {
        this.#keep(chunk);
        yield chunk;
      }
      isComplete = true;
    } catch (thrown) {
      error = thrown;
      throw thrown;
    } finally {
      this.#finish({ isComplete, error });
    }
  }

  #keep(chunk: Uint8Array): void {
    this.#replyBytes += chunk.byteLength;
    this.#end?.keep(chunk);
    const room = this.limits.bodyLimit - this.#kept;
    if (room <= 0) return;
    const part = chunk.slice(0, room);
    this.#chunks.push(part);
    this.#kept += part.byteLength;
  }

  #finish({ isComplete, error }: { isComplete: boolean; error: unknown }): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const body = textOf(this.#chunks, this.#replyBytes > this.#kept);
    const sample: OperationSample = {
      operation: this.request.operation,
      isError: (error !== undefined && error !== null) || isRefusal(body, this.#answer),
      clientMs: performance.now() - this.#started,
      serverMicroseconds: serverMicroseconds(this.#answer),
      requestBytes: Buffer.byteLength(this.request.body),
      replyBytes: this.#replyBytes,
    };
    this.onFinished(sample, () => this.#record(sample, body, isComplete, error));
  }

  #record(sample: OperationSample, body: string, isComplete: boolean, error: unknown): RecordedExchange {
    const { secrets, bodyLimit } = this.limits;
    const { headers, body: requestBody } = this.request;
    return {
      ...sample,
      startedAt: this.#startedAt,
      request: {
        headers: redactHeaders(Object.entries(headers), secrets),
        body: redactBody(firstBytes(requestBody, bodyLimit), secrets),
        isCut: sample.requestBytes > bodyLimit,
      },
      answer: this.#answer && {
        status: 200,
        headers: redactHeaders(this.#answer.headers, secrets),
        trailers: redactHeaders(this.#answer.trailers(), secrets),
        body: redactBody(body, secrets),
        isComplete: isComplete || this.#replyBytes === Number(this.#answer.headers.get("content-length") ?? Number.NaN),
        isCut: this.#replyBytes > this.#kept,
        enumerationContext: this.#end?.readContext(this.request.operation) ?? null,
      },
      failure: error === undefined || error === null ? null : failureOf(error, secrets),
    };
  }
}

/** Ends before a character that was cut in two. */
function textOf(chunks: readonly Uint8Array[], isCut: boolean): string {
  return new TextDecoder().decode(Buffer.concat(chunks), { stream: isCut });
}

function firstBytes(text: string, limit: number): string {
  if (Buffer.byteLength(text) <= limit) return text;
  return textOf([Buffer.from(text).subarray(0, limit)], true);
}

function isRefusal(body: string, answer: WbemAnswer | null): boolean {
  if (refusal.test(body)) return true;
  const status = answer?.trailers().get("cimstatuscode");
  return status !== undefined && status.trim() !== "0";
}

function serverMicroseconds(answer: WbemAnswer | null): number | null {
  const text = answer?.headers.get("wbemserverresponsetime")?.trim();
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function failureOf(error: unknown, secrets: readonly string[]): RecordedFailure {
  const message = redactText(error instanceof Error ? error.message : String(error), secrets);
  if (error instanceof WbemError) {
    return { kind: error.family, message, status: error.status ?? null, cimError: error.cimError ?? null };
  }
  const kind = error instanceof TransportError ? error.class : "unknown";
  return { kind, message, status: null, cimError: null };
}
