/**
 * One HTTP/1.1 connection pool per profile revision, over verified TLS unless plain HTTP is asked for; never shared, never
 * following redirects.
 */
import type { Client } from "undici";
import { abortError } from "./dial";
import { TransportError, type TransportFacts } from "./errors";
import { normalizeHost } from "./host";
import { type DecodedBody, decodeBody } from "./http-body";
import { HttpClients } from "./http-clients";
import { seconds, toHttpError } from "./http-errors";
import { type HttpWay, type HttpWayOptions, prepareWay } from "./http-way";
import { RetryBudget } from "./retry-budget";
import { diedOnReusedSocket, diedUnanswered, SocketLedger } from "./socket-ledger";

export type { HttpScheme } from "./http-way";

const maximumHeaderBytes = 64 * 1024;
const idleMs = 60_000;
const maximumRepeats = 2;
const defaultConnections = 8;
const defaultMaximumWaiting = 1_024;
export const defaultMaximumResponseBytes = 64 * 1024 * 1024;

export interface HttpConnectionOptions extends HttpWayOptions {
  /** Parallel sockets; further requests wait. */
  connections?: number;
  /** Requests that may wait for a socket; further ones fail with `queue-full`. */
  maximumWaiting?: number;
  /** Names who asks at the moment of a request. Sockets are shared fairly among them (SEC-G9). */
  requester?: () => string;
  maximumResponseBytes?: number;
}

export interface HttpRequest {
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query, beginning with a slash. */
  path: string;
  headers?: Record<string, string>;
  /**
   * Makes further headers once the request has its socket, for what must be in order or must not be kept waiting; what it
   * throws is passed on, and nothing is sent.
   */
  lateHeaders?: () => Promise<Record<string, string>>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
  /** Each replaces the limit of the policy for this request. */
  headersMs?: number;
  bodyIdleMs?: number;
  totalMs?: number;
  maximumResponseBytes?: number;
}

export interface HttpResponseHead {
  status: number;
  /** By lower-case name; repeated headers are joined by a comma. */
  headers: ReadonlyMap<string, string>;
}

export interface HttpResponse extends HttpResponseHead {
  body: Buffer;
}

export interface HttpStream extends HttpResponseHead {
  /** Decompressed; must be read to the end or destroyed. */
  body: DecodedBody;
  /** Headers sent after a chunked body, by lower-case name; complete once the body has been read. */
  trailers(): ReadonlyMap<string, string>;
}

export interface HttpConnection {
  /** Sends a request and reads the whole answer. */
  request(request: HttpRequest): Promise<HttpResponse>;
  /** Sends a request and hands over the answer while it arrives. */
  stream(request: HttpRequest): Promise<HttpStream>;
  /** Lets running requests end, then closes. */
  close(): Promise<void>;
  /** Closes every socket at once; running requests fail with `connection-closed` (SEC-C5). */
  destroy(): Promise<void>;
}

/**
 * Builds the connection; nothing is dialled before the first request. Throws what createTlsContext and normalizeHost
 * throw. Requests reject with {@link TransportError}; a GET that dies on a reused socket is repeated, at most twice and for
 * at most a tenth of the requests (REL-8); nothing else is.
 */
export async function createHttpConnection(options: HttpConnectionOptions): Promise<HttpConnection> {
  return new PooledConnection(options, await prepareWay(options));
}

class PooledConnection implements HttpConnection {
  readonly #options: HttpConnectionOptions;
  readonly #way: HttpWay;
  readonly #ledger = new SocketLedger();
  readonly #dials = new AbortController();
  readonly #clients: HttpClients;
  readonly #facts: TransportFacts;
  readonly #budget = new RetryBudget();
  #closed = false;

  constructor(options: HttpConnectionOptions, way: HttpWay) {
    this.#options = options;
    this.#way = way;
    this.#facts = { phase: "exchange", host: normalizeHost(options.host).name, port: options.port };
    const { timeouts } = way;
    const clientOptions: Client.Options = {
      pipelining: 1,
      allowH2: false,
      maxHeaderSize: maximumHeaderBytes,
      headersTimeout: timeouts.headersMs,
      bodyTimeout: timeouts.bodyIdleMs,
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
      // The peer's hint minus this, at most the maximum: any hint, even "timeout=1", becomes our own idle time.
      keepAliveTimeoutThreshold: -idleMs,
      connect: (_origin, done) => {
        this.#connect().then(
          (socket) => done(null, socket),
          (error: Error) => done(error, null),
        );
      },
    };
    this.#clients = new HttpClients(way.origin, clientOptions, {
      maximum: options.connections ?? defaultConnections,
      maximumWaiting: options.maximumWaiting ?? defaultMaximumWaiting,
      full: () => new TransportError("queue-full", "Too many requests wait for this device already.", this.#facts),
    });
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    const { status, headers, body } = await this.stream(request);
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return { status, headers, body: Buffer.concat(chunks) };
  }

  async stream(request: HttpRequest): Promise<HttpStream> {
    const { timeouts } = this.#way;
    const total = new AbortController();
    const totalMs = request.totalMs ?? timeouts.totalMs;
    const timer = setTimeout(
      () =>
        total.abort(
          new TransportError(
            "total-timeout",
            `The exchange, from its place in the queue to the end of the answer, took more than ${seconds(totalMs)}.`,
            {
              ...this.#facts,
              timeoutMs: totalMs,
            },
          ),
        ),
      totalMs,
    );
    const stopTimer = () => clearTimeout(timer);
    const signal = request.signal === undefined ? total.signal : AbortSignal.any([request.signal, total.signal]);
    try {
      const answer = await this.#sendWithRepeats(request, signal);
      answer.body.once("close", stopTimer);
      return answer;
    } catch (error) {
      stopTimer();
      throw error instanceof NotSent ? error.cause : await this.#explain(error, request, signal);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#clients.close(closedError(this.#facts));
  }

  async destroy(): Promise<void> {
    this.#closed = true;
    const error = closedError(this.#facts);
    this.#dials.abort(error);
    const destroyed = this.#clients.destroy(error);
    this.#ledger.destroyAll(error);
    await destroyed;
  }

  async #connect() {
    const socket = await this.#way.connect(this.#dials.signal);
    this.#ledger.add(socket);
    return socket;
  }

  async #sendWithRepeats(request: HttpRequest, signal: AbortSignal): Promise<HttpStream> {
    this.#budget.earn();
    for (let repeats = 0; ; repeats += 1) {
      if (this.#closed) throw closedError(this.#facts);
      try {
        return await this.#send(request, signal);
      } catch (error) {
        const mayRepeat = request.method === "GET" && repeats < maximumRepeats && !signal.aborted && !this.#closed;
        if (!mayRepeat || !diedOnReusedSocket(error, this.#ledger) || !this.#budget.spend()) throw error;
      }
    }
  }

  async #send(request: HttpRequest, signal: AbortSignal): Promise<HttpStream> {
    requireOriginForm(request.path, this.#facts);
    const { client, release } = await this.#clients.acquire(this.#options.requester?.() ?? "", signal);
    const { statusCode, headers, body, trailers } = await this.#sendBy(client, request, signal).catch(
      (error: unknown) => {
        release();
        throw error;
      },
    );
    body.once("close", release);
    body.on("error", () => undefined);
    const joined = joinHeaders(headers);
    const location = joined.get("location");
    if (location !== undefined && [301, 302, 303, 307, 308].includes(statusCode)) {
      body.destroy();
      const target = location.slice(0, 2_000);
      throw new TransportError("redirect", "The server answers with a redirect, which is never followed.", {
        ...this.#facts,
        location: target,
      });
    }
    const maximumBytes =
      request.maximumResponseBytes ?? this.#options.maximumResponseBytes ?? defaultMaximumResponseBytes;
    const decoded = decodeBody(body, {
      encoding: joined.get("content-encoding"),
      maximumBytes,
      facts: this.#facts,
      translate: (error) => this.#classify(error, request, signal),
    });
    return { status: statusCode, headers: joined, body: decoded, trailers: () => joinHeaders(trailers) };
  }

  async #sendBy(client: Client, request: HttpRequest, signal: AbortSignal) {
    const late = await request.lateHeaders?.().catch((error: unknown) => {
      throw new NotSent(error);
    });
    return client.request({
      method: request.method,
      path: request.path,
      headers: { accept: "*/*", "accept-encoding": "gzip", ...request.headers, ...late },
      body: request.body === undefined ? null : Buffer.from(request.body),
      signal,
      headersTimeout: request.headersMs,
      bodyTimeout: request.bodyIdleMs,
    });
  }

  #classify(error: unknown, request: HttpRequest, signal: AbortSignal): TransportError {
    if (error instanceof TransportError) return error;
    if (signal.aborted) return signal.reason instanceof TransportError ? signal.reason : abortError(this.#facts);
    if (this.#closed) return closedError(this.#facts);
    const { timeouts, sendsClientCertificate } = this.#way;
    const { headersMs = timeouts.headersMs, bodyIdleMs = timeouts.bodyIdleMs } = request;
    return toHttpError(error, this.#facts, { headersMs, bodyIdleMs }, sendsClientCertificate);
  }

  async #explain(error: unknown, request: HttpRequest, signal: AbortSignal): Promise<TransportError> {
    const lost = this.#classify(error, request, signal);
    if (!this.#way.mayHideObjection(lost) || !diedUnanswered(error, this.#ledger)) return lost;
    const objection = await this.#way.findObjection(signal).catch(() => null);
    return objection ?? lost;
  }
}

/** Carries what the asker itself threw past everything that explains failures of the connection. */
class NotSent extends Error {
  constructor(cause: unknown) {
    super("The request was not sent.", { cause });
  }
}

function closedError(facts: TransportFacts): TransportError {
  return new TransportError(
    "connection-closed",
    "The connection was closed because its settings changed or it ended.",
    facts,
  );
}

function requireOriginForm(path: string, facts: TransportFacts): void {
  if (/^\/[\x21-\x7e]*$/.test(path) && !path.startsWith("//")) return;
  throw new TransportError(
    "invalid-request",
    "The path must begin with one slash and hold no spaces or control characters.",
    facts,
  );
}

function joinHeaders(headers: Record<string, string | string[] | undefined>): Map<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined.set(name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value);
  }
  return joined;
}
