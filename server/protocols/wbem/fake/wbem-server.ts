/** The HTTP side of the simulated server (DSP0200, section 6; order of checks as in the reference, section 20). */
import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import type { Socket } from "node:net";
import { Listener } from "../../hmc/fake/listener";
import { LateFailure, writeFailure, writeMethodResult, writeOutcome } from "./answer";
import type { Authenticator } from "./authentication";
import { runExtrinsic, runIntrinsic } from "./dispatcher";
import type { WbemFault, WbemFaults } from "./faults";
import type { MethodServices } from "./methods";
import type { FakeWbemOptions } from "./options";
import { CimRefusal, HttpRefusal } from "./refusals";
import { type CimRequest, checkHeaders, readRequest } from "./request";
import { type Pieces, type Sending, sendAnswer } from "./sender";
import type { WbemState } from "./state";
import type { OperationCounter } from "./statistics";

const MOST_BODY_BYTES = 32 * 1024 * 1024;
const FIRST_BYTES = 200;

/** A request as it came in. */
export interface RecordedWbemRequest {
  method: string;
  path: string;
  /** Operation or method; empty where the request names none. */
  operation: string;
  isSecure: boolean;
  headers: Readonly<Record<string, string>>;
  body: string;
  status: number | undefined;
}

export interface ServerParts {
  readonly state: WbemState;
  readonly faults: WbemFaults;
  readonly authenticator: Authenticator;
  readonly services: MethodServices;
  readonly counter: OperationCounter;
  readonly onChange: () => void;
}

export class WbemServer {
  readonly http: Listener<HttpServer> | undefined;
  readonly https: Listener<HttpsServer> | undefined;
  readonly requests: RecordedWbemRequest[] = [];
  readonly #parts: ServerParts;

  constructor(parts: ServerParts, options: FakeWbemOptions) {
    this.#parts = parts;
    const serve = (message: IncomingMessage, response: ServerResponse) => void this.#serve(message, response);
    const keepAliveTimeout = 60_000;
    if (parts.state.settings.hasHttp) {
      this.http = new Listener(createHttpServer({ keepAliveTimeout }, serve), parts.onChange);
    }
    if (options.tls === undefined) return;
    const { certPem, keyPem } = options.tls;
    const wanted = options.clientCertificates;
    const clients =
      wanted === undefined ? {} : { ca: wanted.authorityPem, requestCert: true, rejectUnauthorized: wanted.isRequired };
    const tls = { cert: certPem, key: keyPem, minVersion: "TLSv1.2" as const, ...clients };
    this.https = new Listener(createHttpsServer({ keepAliveTimeout, ...tls }, serve), parts.onChange);
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { onChange, state } = this.#parts;
    const startedAt = process.hrtime.bigint();
    response.on("error", () => undefined);
    response.on("close", () => setImmediate(onChange));
    const body = await receive(message).catch(() => undefined);
    if (body === undefined) return;
    const entry = record(message, body);
    this.requests.push(entry);
    onChange();
    const sentBefore = message.socket.bytesWritten;
    const sending: Sending = {
      quirks: state.quirks,
      startedAt,
      hasResponseTime: state.quirks.hasResponseTime || this.#parts.counter.isGathering,
      takesTrailers: /\btrailers\b/i.test(String(message.headers.te ?? "")),
    };
    try {
      await this.#answer(message, response, body, entry, sending);
    } catch (error) {
      if (!(error instanceof HttpRefusal)) {
        response.socket?.destroy();
        throw error;
      }
      this.#refuse(response, error);
    }
    entry.status = response.statusCode;
    const sentBytes = message.socket.bytesWritten - sentBefore;
    this.#parts.counter.add(entry.operation, (process.hrtime.bigint() - startedAt) / 1000n, body.length, sentBytes);
    onChange();
  }

  async #answer(
    message: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    entry: RecordedWbemRequest,
    sending: Sending,
  ): Promise<void> {
    const { state, faults, authenticator } = this.#parts;
    if (message.method !== "POST") throw new HttpRefusal(405, { Allow: "POST" });
    if (entry.path !== "/cimom") throw new HttpRefusal(404, {});
    authenticator.check(message.method, message.url ?? "", message.headers.authorization);
    checkHeaders(message.headers);
    const request = readRequest(message.headers, body);
    entry.operation = request.name;
    const fault = faults.take(request.name);
    if (state.quirks.delayMs > 0) await this.#wait(state.quirks.delayMs);
    if (fault?.kind === "delay") await this.#wait(fault.delayMs);
    if (state.quirks.hangsOnNullItems && request.hasNullItems) return;
    if (this.#isAnsweredOtherwise(message.socket, response, fault)) return;
    await this.#send(message.socket, response, request, fault, sending);
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.#parts.state.timers.after(delayMs, resolve));
  }

  /** What needs no operation. */
  #isAnsweredOtherwise(socket: Socket, response: ServerResponse, fault: WbemFault | undefined): boolean {
    if (fault?.kind === "hang") return true;
    if (fault?.kind === "close") socket.destroy();
    if (fault?.kind === "reset" && fault.afterBytes === undefined) {
      this.#reset(socket);
      return true;
    }
    if (fault?.kind === "http") {
      const { status, headers = {}, body = "", isOpenEnded = false } = fault;
      if (isOpenEnded) sendHeadersOnly(response, status, headers);
      else response.writeHead(status, { "Content-Length": Buffer.byteLength(body), ...headers }).end(body);
    }
    return response.destroyed || socket.destroyed || fault?.kind === "http";
  }

  #reset(socket: Socket): void {
    this.http?.reset(socket.remotePort);
    this.https?.reset(socket.remotePort);
  }

  async #send(
    socket: Socket,
    response: ServerResponse,
    request: CimRequest,
    fault: WbemFault | undefined,
    sending: Sending,
  ): Promise<void> {
    const pieces = () => this.#perform(request, fault);
    const { timers } = this.#parts.state;
    switch (fault?.kind) {
      case "stall":
      case "reset": {
        const then = () => {
          if (fault.kind === "reset") this.#reset(socket);
        };
        await sendAnswer(response, pieces(), {
          ...sending,
          interruption: { afterBytes: fault.afterBytes ?? FIRST_BYTES, then },
        });
        return;
      }
      case "truncate": {
        const bytes = Buffer.from([...pieces()].join(""));
        await sendAnswer(response, [bytes.subarray(0, Math.floor(bytes.length / 2))], sending);
        return;
      }
      case "rewrite":
        await sendAnswer(response, [fault.rewrite([...pieces()].join(""))], sending);
        return;
      case "body": {
        const other: Pieces = typeof fault.body === "function" ? fault.body() : [fault.body];
        await sendAnswer(response, other, sending);
        return;
      }
      case "drip": {
        const bytes = Buffer.from([...pieces()].join(""));
        const size = Math.max(1, Math.ceil(bytes.length / fault.pieces));
        response.writeHead(200, { "Content-Type": sending.quirks.contentType ?? "", "Content-Length": bytes.length });
        for (let at = 0; at < bytes.length && !response.destroyed; at += size) {
          response.write(bytes.subarray(at, at + size));
          await new Promise<void>((resolve) => timers.after(fault.everyMs, resolve));
        }
        response.end();
        return;
      }
      default:
        await sendAnswer(response, pieces(), sending);
    }
  }

  /** Carries the request out; the pieces of the answer are made while they are taken. */
  #perform(request: CimRequest, fault: WbemFault | undefined): Iterable<string> {
    const { state, services } = this.#parts;
    try {
      if (fault?.kind === "status") {
        throw new CimRefusal(fault.code, fault.description ?? "Made to fail.", fault.instances);
      }
      if (request.kind === "extrinsic")
        return writeMethodResult(state, request, runExtrinsic(state, request, services));
      const late =
        fault?.kind === "late-error"
          ? { afterItems: fault.afterItems, error: new LateFailure(fault.code, fault.description) }
          : undefined;
      return writeOutcome(state, request, runIntrinsic(state, request), late);
    } catch (error) {
      if (error instanceof CimRefusal) return writeFailure(state, request, error);
      throw error;
    }
  }

  #refuse(response: ServerResponse, refusal: HttpRefusal): void {
    if (this.#parts.state.quirks.hasOpenEndedRefusals) sendHeadersOnly(response, refusal.status, refusal.headers);
    else response.writeHead(refusal.status, { ...refusal.headers, "Content-Length": 0 }).end();
  }

  async listen(): Promise<void> {
    const { host, httpPort, httpsPort } = this.#parts.state.settings;
    await this.http?.listen(host, httpPort);
    await this.https?.listen(host, httpsPort);
  }

  async stop(): Promise<void> {
    await Promise.all([this.http?.stop(), this.https?.stop()]);
  }
}

/** Status line and headers without a length, and the connection stays open, as OpenPegasus does it. */
function sendHeadersOnly(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string | string[]>>,
): void {
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => `${name}: ${value}`),
  );
  response.socket?.write(
    `${[`HTTP/1.1 ${status} ${status === 401 ? "Unauthorized" : "Bad Request"}`, ...lines].join("\r\n")}\r\n\r\n`,
  );
  response.statusCode = status;
}

async function receive(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MOST_BODY_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function record(message: IncomingMessage, body: Buffer): RecordedWbemRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = [value].flat().join(", ");
  }
  return {
    method: message.method ?? "",
    path: (message.url ?? "/").split("?")[0] ?? "/",
    operation: headers.cimmethod ?? "",
    isSecure: "encrypted" in message.socket,
    headers,
    body: body.toString("utf8"),
    status: undefined,
  };
}
