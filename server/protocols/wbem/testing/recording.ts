/** Recordings for tests: a client whose answers are given, watched by a recorder. */
import { WbemClient } from "../client";
import type { WbemAnswer, WbemExchange } from "../exchange";
import { OperationRecorder, type RecordedExchange } from "../recording/recorder";

/** What comes back for a request: the body of the answer, or an error of the way. */
export type Answerer = (request: { operation: string; messageId: string }) => string | Error;

/** Frames the content of a response, for an intrinsic or an extrinsic call. */
export function messageOf(
  messageId: string,
  response: "IMETHODRESPONSE" | "METHODRESPONSE",
  name: string,
  content: string,
): string {
  return (
    `<?xml version="1.0" encoding="utf-8" ?>\n<CIM CIMVERSION="2.0" DTDVERSION="2.0"><MESSAGE ID="${messageId}" PROTOCOLVERSION="1.0">` +
    `<SIMPLERSP><${response} NAME="${name}">${content}</${response}></SIMPLERSP></MESSAGE></CIM>`
  );
}

/** Performs calls with a client that is recorded, and gives back what was recorded. Failures of calls are part of it. */
export async function recordCalls(
  answerer: Answerer,
  ...calls: ((client: WbemClient) => Promise<unknown>)[]
): Promise<readonly RecordedExchange[]> {
  const recorder = new OperationRecorder();
  recorder.isRecording = true;
  const client = new WbemClient({ exchange: recorder.wrap(answeringWith(answerer)) });
  for (const call of calls) await Promise.allSettled([call(client)]);
  return recorder.exchanges;
}

function answeringWith(answerer: Answerer): WbemExchange {
  return async ({ operation, body }): Promise<WbemAnswer> => {
    const answer = answerer({ operation, messageId: /\bID="(\d+)"/.exec(body)?.[1] ?? "" });
    if (answer instanceof Error) throw answer;
    const bytes = Buffer.from(answer);
    async function* chunks() {
      yield bytes;
    }
    const headers = new Map([
      ["cimoperation", "MethodResponse"],
      ["content-length", String(bytes.length)],
    ]);
    return { headers, body: Object.assign(chunks(), { destroy: () => undefined }), trailers: () => new Map() };
  };
}
