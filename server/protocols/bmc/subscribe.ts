/** The event stream of a BMC as a subscription (BMC reference, section 11). */
import { TransportError } from "@/server/transport/errors";
import { DeviceError, NotificationsUnavailable } from "../errors";
import type { DeviceSubscription, StreamEnd, SubscribeHandlers } from "../kind";
import type { BmcClient } from "./client";
import { parseErrorAnswer } from "./errors";
import { readFrame } from "./event-notification";
import { FrameParser } from "./event-stream";
import type { BmcAnswer } from "./exchange";
import type { BmcHttp } from "./http";
import { followable } from "./paths";
import { booleanAt, textAt } from "./properties";
import type { RedfishReader } from "./resource";
import type { ServiceRoot } from "./service-root";
import { TOKEN_HEADER } from "./session";

/** A refusal's body is short; the rest of a longer one says nothing. */
const REFUSAL_LIMIT_BYTES = 16 * 1024;

export interface SubscribeContext {
  client: BmcClient;
  reader: RedfishReader;
  root: ServiceRoot;
  /** A connection of its own: the stream keeps its socket for as long as it lives. */
  openHttp(): Promise<BmcHttp>;
  /** Where the last stream of this BMC ended; kept over reconnects. */
  position: StreamPosition;
}

/** The last event seen, to be asked for on. Ids start again at a low number when the BMC's web server restarts. */
export interface StreamPosition {
  lastEventId: string | null;
}

export type BmcSubscription = DeviceSubscription & { destroy(): void };

/** Finds the stream. @throws NotificationsUnavailable where the service has none or has it switched off */
export async function findStream(
  context: Pick<SubscribeContext, "reader" | "root">,
  signal?: AbortSignal,
): Promise<string> {
  const serviceUri = context.root.links.EventService;
  if (serviceUri === undefined) throw new NotificationsUnavailable("The service offers no events.");
  const { properties } = await context.reader.read(serviceUri, signal);
  if (booleanAt(properties, "ServiceEnabled") === false) {
    throw new NotificationsUnavailable("The event service of the BMC is switched off.", {
      remedy: "Enable it on the BMC. Until then the console polls.",
    });
  }
  const uri = followable(textAt(properties, "ServerSentEventUri"));
  if (uri === null) throw new NotificationsUnavailable("The BMC has no event stream.");
  return uri;
}

async function openStream(context: SubscribeContext, http: BmcHttp, uri: string, signal: AbortSignal) {
  const { client, position } = context;
  const resume: Record<string, string> = position.lastEventId === null ? {} : { "last-event-id": position.lastEventId };
  const answer = await client.withSession(
    (session) => http.openStream(uri, { headers: { [TOKEN_HEADER]: session.token, ...resume }, signal }),
    signal,
    (refused) => refused.body.destroy(),
  );
  if (answer.status === 200) return answer.body;
  const error = parseErrorAnswer({ method: "GET", uri }, await readRefusal(answer), await client.openSecrets());
  if (answer.status === 403 || answer.status === 404 || answer.status === 501) {
    throw new NotificationsUnavailable(`The BMC does not open its event stream: ${error.message}`, {
      remedy: "The stream needs a user with the role Operator or Administrator. Until then the console polls.",
      device: error.device,
      cause: error,
    });
  }
  throw error;
}

async function readRefusal(answer: {
  status: number;
  headers: ReadonlyMap<string, string>;
  body: AsyncIterable<Buffer> & { destroy(): unknown };
}): Promise<BmcAnswer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of answer.body) {
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > REFUSAL_LIMIT_BYTES) break;
  }
  answer.body.destroy();
  const { status, headers } = answer;
  const text = Buffer.concat(chunks).toString("utf8");
  return { status, headers, contentType: headers.get("content-type") ?? null, text };
}

/**
 * Opens the event stream. It may be silent for as long as it likes; a reconnect, and reading everything again after it, is
 * up to the caller, who is told by `onEnd`: a missed event must never matter. Where the BMC says that it has dropped events
 * since the last stream, `onLoss` is called.
 * @throws NotificationsUnavailable where there is no stream for this user; BmcError, TransportError on the way
 */
export async function subscribeToBmc(
  context: SubscribeContext,
  handlers: SubscribeHandlers,
  signal?: AbortSignal,
): Promise<BmcSubscription> {
  const end = new AbortController();
  const either = signal === undefined ? end.signal : AbortSignal.any([signal, end.signal]);
  const uri = await findStream(context, either);
  const http = await context.openHttp();
  let body: Awaited<ReturnType<typeof openStream>>;
  try {
    body = await openStream(context, http, uri, either);
  } catch (error) {
    http.destroy();
    throw error;
  }
  let isClosed = false;
  const finish = (ended: StreamEnd) => {
    http.destroy();
    if (!isClosed) handlers.onEnd(ended);
    isClosed = true;
  };
  const reading = pump(body, context.position, handlers).then(
    () => finish({ reason: "The BMC ended its event stream.", sessionGone: false }),
    (error: unknown) => finish(endOf(error)),
  );
  const destroy = () => {
    isClosed = true;
    end.abort();
    http.destroy();
  };
  return {
    destroy,
    close: async () => {
      destroy();
      await reading;
    },
  };
}

async function pump(body: AsyncIterable<Buffer>, position: StreamPosition, handlers: SubscribeHandlers): Promise<void> {
  const parser = new FrameParser();
  for await (const chunk of body) {
    for (const frame of parser.push(chunk)) {
      const reading = readFrame(frame.data, frame.id);
      if (reading.hasLoss) {
        position.lastEventId = null;
        handlers.onLoss("The BMC no longer has the events since the last connection.");
      }
      // A heartbeat's id is 0, which is nothing to resume from.
      if (frame.id !== null && !reading.isHeartbeat) position.lastEventId = frame.id;
      for (const notification of reading.notifications) handlers.onNotification(notification);
    }
  }
}

function endOf(error: unknown): StreamEnd {
  if (error instanceof TransportError || error instanceof DeviceError) {
    return { reason: error.message, sessionGone: false, error };
  }
  return { reason: "The event stream failed.", sessionGone: false, error };
}
