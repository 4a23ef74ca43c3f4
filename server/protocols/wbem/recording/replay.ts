/** Recorded exchanges as calls that can be made again: against what was recorded, or against another server. */
import { ExportIndication, WbemClient } from "../client";
import { WbemError } from "../errors";
import type { WbemAnswer, WbemExchange } from "../exchange";
import type { CimInstance } from "../model/objects";
import { caseInstance, isMapping } from "./cases-objects";
import { findOperation } from "./cases-operations";
import type { Outcome } from "./cases-results";
import type { RecordedCall } from "./recorded-call";
import type { RecordedAnswer } from "./recorder";
import { plainYaml } from "./testclient-write";

/** Host of the connection in recordings, as paths of classes show it. */
export const RECORDED_HOST = "acme.com:80";

/**
 * Makes a recorded call through a client. Calls that change something change it again.
 * @throws WbemError `model` for an operation that the client does not have.
 */
export async function performCall(call: RecordedCall, client: WbemClient): Promise<Outcome> {
  const perform = findOperation(plainYaml(call.mapping));
  if (perform === null) {
    throw new WbemError("The client does not have this operation.", { family: "model", operation: call.operation });
  }
  try {
    return { result: await perform(client) };
  } catch (error) {
    return { error };
  }
}

/** What came of a recorded call, read from its recorded answer; leniently as profiles read, or strictly as test cases. */
export async function recordedOutcome(
  call: RecordedCall,
  answer: RecordedAnswer,
  { isLenient = false } = {},
): Promise<Outcome> {
  const exchange = answering(answer);
  if (call.namespace !== null) {
    const options = { exchange, defaultNamespace: call.namespace, host: RECORDED_HOST, isLenient };
    return performCall(call, new WbemClient(options));
  }
  try {
    return { result: await ExportIndication(exchange, exportedIndication(call)) };
  } catch (error) {
    return { error };
  }
}

function exportedIndication({ operation, mapping }: RecordedCall): CimInstance {
  const { NewIndication } = plainYaml(mapping);
  if (isMapping(NewIndication)) return caseInstance(NewIndication);
  throw new WbemError("The call has no indication.", { family: "model", operation });
}

/** A way whose answer is there already, whatever is asked. */
function answering(recorded: RecordedAnswer): WbemExchange {
  return async (request): Promise<WbemAnswer> => {
    let isRead = false;
    async function* body() {
      yield Buffer.from(withMessageId(recorded.body, request.body));
      isRead = true;
    }
    return {
      headers: new Map(Object.entries(recorded.headers)),
      body: Object.assign(body(), { destroy: () => undefined }),
      trailers: () => new Map(isRead ? Object.entries(recorded.trailers) : []),
    };
  };
}

const messageId = /(<MESSAGE\b[^>]*\bID=)(?:"[^"]*"|'[^']*')/;

/** Answers carry the id of their request. */
function withMessageId(answer: string, request: string): string {
  const id = /<MESSAGE\b[^>]*\bID="([^"]*)"/.exec(request)?.[1];
  return id === undefined ? answer : answer.replace(messageId, (_, start: string) => `${start}"${id}"`);
}
