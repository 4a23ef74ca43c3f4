/** Answers of WBEM servers for tests of what is made of them. */
import { Readable } from "node:stream";
import type { WbemAnswer, WbemExchange, WbemRequest } from "../exchange";

export interface AnswerOptions {
  /** Size of the pieces it arrives in. */
  pieceBytes?: number;
  headers?: Record<string, string>;
  trailers?: Record<string, string>;
}

function* piecesOf(bytes: Buffer, size: number): Generator<Buffer, void, void> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** An answer whose head has arrived. */
export function answerOf(body: string | Buffer | Iterable<Uint8Array>, options: AnswerOptions = {}): WbemAnswer {
  const { pieceBytes = 1000, headers = { cimoperation: "MethodResponse" }, trailers = {} } = options;
  const pieces =
    typeof body === "string" || Buffer.isBuffer(body) ? piecesOf(Buffer.from(body as string), pieceBytes) : body;
  return {
    headers: new Map(Object.entries(headers)),
    body: Readable.from(pieces, { objectMode: true }),
    trailers: () => new Map(Object.entries(trailers)),
  };
}

/** The envelope of an intrinsic operation's answer. */
export function intrinsicReply(operation: string, content: string, messageId = "1001"): string {
  return `<?xml version="1.0" encoding="utf-8" ?>
<CIM CIMVERSION="2.0" DTDVERSION="2.0"><MESSAGE ID="${messageId}" PROTOCOLVERSION="1.0"><SIMPLERSP><IMETHODRESPONSE NAME="${operation}">${content}</IMETHODRESPONSE></SIMPLERSP></MESSAGE></CIM>`;
}

/** The envelope of a method's answer. */
export function methodReply(method: string, content: string): string {
  return intrinsicReply(method, content).replaceAll("IMETHODRESPONSE", "METHODRESPONSE");
}

/** An exchange that gives one answer after the other, and what was asked of it. */
export function scriptedExchange(...answers: (WbemAnswer | string | Error)[]): {
  exchange: WbemExchange;
  requests: WbemRequest[];
} {
  const requests: WbemRequest[] = [];
  const exchange: WbemExchange = async (request) => {
    requests.push(request);
    const answer = answers[requests.length - 1];
    if (answer === undefined) throw new Error(`Nothing answers request ${requests.length}, ${request.operation}.`);
    if (answer instanceof Error) throw answer;
    return typeof answer === "string" ? answerOf(answer) : answer;
  };
  return { exchange, requests };
}
