/** Taking indications: what a listener checks and answers (DSP0200, section 6; reference, section 13.2). */
import type { InboundRequest, InboundResponse } from "../../kind";
import { CimStatusError, WbemError, type WbemErrorFamily } from "../errors";
import type { CimInstance } from "../model/objects";
import { CIM_ERR_FAILED } from "../status-codes";
import { EXPORT_INDICATION, type ExportRequest, parseExportRequest } from "./export-request";
import { exportResponse } from "./export-response";

const MAXIMUM_WAITING = 5_000;

/** Reads one indication; the next waits for it. */
export type IndicationReader = (indication: CimInstance) => Promise<void> | void;

/** A request that is refused by its HTTP status. */
class Refusal extends Error {
  readonly response: InboundResponse;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.response = { status, headers };
  }
}

/** CIMError values by what is wrong with a request. */
const cimErrors: Partial<Record<WbemErrorFamily, string>> = {
  "xml-parse": "request-not-well-formed",
  "cim-xml-parse": "request-not-valid",
  "cim-version": "unsupported-cim-version",
  "dtd-version": "unsupported-dtd-version",
  "protocol-version": "unsupported-protocol-version",
};

function requireHeaders({ method, headers }: InboundRequest): void {
  if (method !== "POST") throw new Refusal(405, "Only POST is taken.", { allow: "POST" });
  if (!/(?:\*|text|application)\/(?:\*|xml)/i.test(headers.accept ?? "*/*")) throw new Refusal(406, "Answers are XML.");
  const [type = "", ...parameters] = (headers["content-type"] ?? "").toLowerCase().split(";");
  if (!/^(?:text|application)\/xml$/.test(type.trim())) throw new Refusal(406, "The body must be XML.");
  const charset = parameters.map((parameter) => /^\s*charset="?([^"]*)"?\s*$/.exec(parameter)?.[1]).find(Boolean);
  if (charset !== undefined && charset !== "utf-8") throw new Refusal(406, "The body must be UTF-8.");
  if ((headers["content-encoding"] ?? "identity").toLowerCase() !== "identity") {
    throw new Refusal(406, "The body must not be compressed.");
  }
  if (headers.cimexport?.toLowerCase() !== "methodrequest") {
    throw new Refusal(400, "CIMExport must be MethodRequest.", { CIMError: "unsupported-operation" });
  }
}

function requireSameMethod({ headers }: InboundRequest, { method }: ExportRequest): void {
  if (headers.cimexportmethod?.toLowerCase() === method.toLowerCase()) return;
  throw new Refusal(400, "CIMExportMethod does not match the body.", { CIMError: "header-mismatch" });
}

function refused(error: unknown): InboundResponse {
  if (error instanceof Refusal) return error.response;
  const cimError = error instanceof WbemError ? cimErrors[error.family] : undefined;
  return cimError === undefined ? { status: 500 } : { status: 400, headers: { CIMError: cimError } };
}

/**
 * Takes the indications of one server and reads them in order. Each is acknowledged before it is read, so that a slow reader
 * does not hold up the sender; once too many wait, the sender is told.
 */
export class IndicationReceiver {
  readonly #read: IndicationReader;
  readonly #maximumWaiting: number;
  readonly #waiting: CimInstance[] = [];
  #isReading = false;

  constructor(read: IndicationReader, maximumWaiting = MAXIMUM_WAITING) {
    this.#read = read;
    this.#maximumWaiting = maximumWaiting;
  }

  /** The answer to a request, which is a refusal for whatever is no indication. Never throws. */
  answer(request: InboundRequest): InboundResponse {
    try {
      requireHeaders(request);
      const message = parseExportRequest(request.body);
      requireSameMethod(request, message);
      const headers = { "content-type": 'application/xml; charset="utf-8"', CIMExport: "MethodResponse" };
      return { status: 200, headers, body: this.#take(message) };
    } catch (error) {
      return refused(error);
    }
  }

  #take(message: ExportRequest): string {
    const { messageId, method } = message;
    try {
      const indication = message.readIndication();
      if (this.#waiting.length >= this.#maximumWaiting) {
        const description = "Too many indications wait to be read.";
        throw new CimStatusError(CIM_ERR_FAILED, { operation: EXPORT_INDICATION, description });
      }
      this.#waiting.push(indication);
      void this.#drain();
      return exportResponse(messageId, method);
    } catch (error) {
      if (!(error instanceof CimStatusError)) throw error;
      return exportResponse(messageId, method, { code: error.cimStatus, description: error.description });
    }
  }

  async #drain(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    // The acknowledgement leaves first.
    await new Promise(setImmediate);
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      try {
        await this.#read(next);
      } catch {
        // One indication that cannot be read must not stop those behind it.
      }
    }
    this.#isReading = false;
  }
}
