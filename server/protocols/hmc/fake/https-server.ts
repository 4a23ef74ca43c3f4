/** The HTTPS side of the simulator. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server, type ServerOptions } from "node:https";
import type { ApiReply } from "./api";
import { errorBody, HmcApiError } from "./errors";
import type { HttpFault, HttpFaults } from "./faults";
import { type Exchange, sendFaultyReply, sendForeignAnswer } from "./faulty-answer";
import { sendReply } from "./http-answer";
import { type ReceivedRequest, receiveRequest } from "./http-request";
import { Listener } from "./listener";
import type { RecordedRequest, RequestLog } from "./request-log";
import { createRouter } from "./resources/routes";
import type { HmcState } from "./state";

/** Answers the requests of the API, with faults where they are wanted. */
export class HttpsServer {
  readonly listener: Listener<Server>;
  readonly #hmc: HmcState;
  readonly #faults: HttpFaults;
  readonly #log: RequestLog;
  readonly #onChange: () => void;
  readonly #router = createRouter();

  constructor(hmc: HmcState, tls: ServerOptions, faults: HttpFaults, log: RequestLog, onChange: () => void) {
    this.#hmc = hmc;
    this.#faults = faults;
    this.#log = log;
    this.#onChange = onChange;
    const server = createServer(tls, (message, response) => void this.#serve(message, response));
    // The header says one second, the socket stays: see section 1.1.
    server.keepAliveTimeout = hmc.settings.socketIdleMs;
    this.listener = new Listener(server, onChange);
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("error", () => undefined);
    response.on("close", this.#onChange);
    const request = await receiveRequest(message, this.#hmc.settings.maxBodyBytes).catch(() => undefined);
    // A client that went away before its request was complete has nothing to be answered.
    if (request === undefined) return;
    const entry = this.#record(request);
    const fault = this.#faults.take(request.method, request.path);
    this.#onChange();
    if (fault?.kind === "delay") {
      this.#hmc.timers.after(fault.delayMs, () => this.#answer(request, entry, response, undefined));
      return;
    }
    this.#answer(request, entry, response, fault);
  }

  #answer(
    request: ReceivedRequest,
    entry: RecordedRequest,
    response: ServerResponse,
    fault: HttpFault | undefined,
  ): void {
    const exchange: Exchange = {
      response,
      timers: this.#hmc.timers,
      reset: () => this.listener.reset(response.socket?.remotePort),
    };
    if (fault !== undefined && sendForeignAnswer(exchange, fault)) return;
    const reply = this.#operate(request, fault);
    entry.status = reply.status;
    if (fault === undefined) sendReply(response, reply);
    else sendFaultyReply(exchange, reply, fault);
    this.#onChange();
  }

  #operate(request: ReceivedRequest, fault: HttpFault | undefined): ApiReply {
    let userid: string | null = null;
    try {
      if (fault?.kind === "error") {
        const message = fault.message ?? "The simulator was told to answer with this error.";
        throw new HmcApiError(fault.status, fault.reason, message, fault.details);
      }
      return this.#router.dispatch(request, this.#hmc, (session) => {
        userid = session.user.userid;
      });
    } catch (error) {
      const failure =
        error instanceof HmcApiError ? error : new HmcApiError(500, 0, `Simulator failure: ${String(error)}`);
      return { status: failure.status, body: errorBody(failure, { ...request, userid }) };
    }
  }

  #record(request: ReceivedRequest): RecordedRequest {
    const entry: RecordedRequest = {
      method: request.method,
      uri: request.uri,
      path: request.path,
      headers: request.headers,
      sessionId: request.headers["x-api-session"],
      body: request.body ?? request.unparsedBody,
      clientCertificate: request.clientCertificate,
      receivedAtMs: this.#hmc.timers.now(),
      status: undefined,
    };
    this.#log.record(entry);
    return entry;
  }
}
