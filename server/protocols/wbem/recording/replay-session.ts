/** Recorded requests made again at another server, enumerations with the contexts that it gives (reference, section 8.2). */
import type { WbemClient } from "../client";
import type { EnumerationContext } from "../operations";
import { findRecordedCall, type RecordedCall } from "./recorded-call";
import type { RecordedExchange } from "./recorder";
import { performCall } from "./replay";

/** Operations that change nothing and need nothing of an earlier answer. */
const READING =
  /^(?:Get(?:Class|Instance|Property|Qualifier)|Enumerate(?:Classes|ClassNames|Instances|InstanceNames|Qualifiers)|Associators|AssociatorNames|References|ReferenceNames|ExecQuery)$/;
const OPENING =
  /^Open(?:EnumerateInstances|EnumerateInstancePaths|(?:Reference|Associator)Instance(?:s|Paths)|QueryInstances)$/;
const PULLING = /^Pull(?:InstancesWithPath|InstancePaths|Instances)$/;
const CLOSING = "CloseEnumeration";
const COUNTING = "EnumerationCount";

export const replayObstacles = {
  changing: "Only requests that read are made again.",
  cut: "The request was too long to be kept whole.",
  unreadable: "The request cannot be read as an operation.",
  noBeginning: "It goes on with an enumeration whose beginning was not recorded.",
  hasEnded: "There was nothing to go on with there: the enumeration had ended or was refused.",
} as const;

interface ReplayClients {
  /** Makes the requests. */
  client: WbemClient;
  /** Closes what the recording leaves open, apart from what is compared. */
  closing: WbemClient;
}

/** One replay at one server. */
export class ReplaySession {
  readonly #clients: ReplayClients;
  /** Enumerations by their places in the recording; null where the server has none to go on with. */
  readonly #enumerations = new Map<string, EnumerationContext | null>();

  constructor(clients: ReplayClients) {
    this.#clients = clients;
  }

  /** Makes a request again, whatever comes of it. Null, or in a sentence why it cannot be made. */
  async repeat({ request, answer }: RecordedExchange): Promise<string | null> {
    if (request.isCut) return replayObstacles.cut;
    const call = findRecordedCall(request.body);
    if (call === null) return replayObstacles.unreadable;
    const { operation } = call;
    const next = answer === null ? null : answer.enumerationContext;
    // A method may be called like an operation.
    if (call.mapping.pywbem_method !== operation) return replayObstacles.changing;
    if (READING.test(operation)) {
      await performCall(call, this.#clients.client);
      return null;
    }
    if (OPENING.test(operation)) return this.#perform(call, next);
    if (!PULLING.test(operation) && operation !== CLOSING && operation !== COUNTING) return replayObstacles.changing;
    const place = placeOf(call);
    const open = this.#enumerations.get(place);
    if (open === undefined) return replayObstacles.noBeginning;
    if (operation !== COUNTING) this.#enumerations.delete(place);
    if (open === null) {
      if (next !== null) this.#enumerations.set(keyOf(call.namespace, next), null);
      return replayObstacles.hasEnded;
    }
    const mapped = { ...call, mapping: { ...call.mapping, context: [open.context, open.namespace] } };
    if (PULLING.test(operation)) return this.#perform(mapped, next);
    await performCall(mapped, this.#clients.client);
    return null;
  }

  /** Closes what the recording has not closed. Never throws: a server closes forgotten enumerations by itself. */
  async close(): Promise<void> {
    const open = [...this.#enumerations.values()];
    this.#enumerations.clear();
    for (const context of open) await this.#close(context);
  }

  /** `next` is the context of the recorded answer. */
  async #perform(call: RecordedCall, next: string | null): Promise<null> {
    const outcome = await performCall(call, this.#clients.client);
    const context = "result" in outcome ? contextOf(outcome.result) : null;
    if (next !== null) this.#enumerations.set(keyOf(call.namespace, next), context);
    else await this.#close(context);
    return null;
  }

  async #close(context: EnumerationContext | null): Promise<void> {
    if (context !== null) await this.#clients.closing.CloseEnumeration(context).catch(() => undefined);
  }
}

function keyOf(namespace: string | null, context: string): string {
  return JSON.stringify([namespace, context]);
}

function placeOf({ namespace, mapping: { context } }: RecordedCall): string {
  return keyOf(namespace, Array.isArray(context) ? String(context[0]) : "");
}

function contextOf(result: unknown): EnumerationContext | null {
  if (typeof result !== "object" || result === null || !("context" in result)) return null;
  return result.context as EnumerationContext | null;
}
