import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { findApiRefusal } from "@/server/runtime/api-refusals";
import { findEventStream } from "@/server/runtime/event-stream-door";
import type { NetworkTest } from "./bind";
import type { BodyLimit } from "./body-limits";
import { ConcurrencyLimit, sessionKeyOf } from "./concurrency";
import { CountedRequest } from "./counted-request";
import { serveDoor } from "./event-stream";
import { type HostTest, judgeHost } from "./host-guard";
import { type PolicyReport, readPolicyReport } from "./policy-report";
import { refuse, refuseOnSocket } from "./refuse";
import { judgeRequest, pathOf, type Refusal } from "./request-guard";
import { addListenerHeaders, dropForgeableHeaders, originOf } from "./request-headers";
import { type PolicyOptions, setResponseHeaders } from "./response-headers";

export type RequestHandler = (request: http.IncomingMessage, response: http.ServerResponse) => Promise<void> | void;

export interface ListenerOptions {
  handler: RequestHandler;
  /** Key and chain in PEM; absent: plain HTTP. */
  tls?: { key: string; cert: string };
  isTrustedProxy?: NetworkTest;
  /** Hosts that requests may name; any by default. */
  isOwnHost?: HostTest;
  bodyLimit?: BodyLimit;
  requestsPerSession?: number;
  headersTimeoutMs?: number;
  requestTimeoutMs?: number;
  timeoutCheckIntervalMs?: number;
  policy?: PolicyOptions;
  /** Told what browsers report against the policy, when it names a `reportUri`. */
  onPolicyReport?: (report: PolicyReport) => void;
  /** Told of a handler that failed or of an answer that could not be written. */
  onError?: (error: unknown) => void;
  /** Serves protocol upgrades; only the development server has them. */
  upgrade?: (request: http.IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface Listener {
  readonly server: http.Server | https.Server;
  /** Requests that are being answered now, open streams included. */
  readonly activeRequests: number;
  listen(host: string, port: number): Promise<AddressInfo>;
  /** Stops accepting and closes idle connections; answers in progress go on with `Connection: close`. */
  stopAccepting(): void;
  /** Resolves when no request is in progress, or after the time; true when all were done. */
  drain(limitMs: number): Promise<boolean>;
  /** Ends whatever is still open. */
  close(): Promise<void>;
}

const CONCURRENCY_REFUSAL: Refusal = {
  status: 429,
  code: "too_many_requests",
  detail: "Too many requests of this session are in progress.",
};
const TIMEOUT_REFUSAL: Refusal = {
  status: 408,
  code: "invalid_request",
  detail: "The request did not arrive in time.",
};
const MALFORMED_REFUSAL: Refusal = {
  status: 400,
  code: "invalid_request",
  detail: "This is not a valid HTTP request.",
};
const UPGRADE_REFUSAL: Refusal = {
  status: 400,
  code: "invalid_request",
  detail: "This server does not change protocols.",
};

/**
 * Makes the console's own listener around a request handler: limits, refusals before the framework, headers that no
 * client can forge, TLS 1.2 or newer (SEC-F4, SEC-F5, SEC-F7, SEC-G4, SEC-G9, SUP-4).
 */
export function createListener(options: ListenerOptions): Listener {
  const {
    handler,
    bodyLimit = () => 1024 * 1024,
    requestsPerSession = 100,
    isTrustedProxy = () => false,
    isOwnHost = () => true,
    policy = {},
    onError = () => {},
  } = options;
  const concurrency = new ConcurrencyLimit(requestsPerSession);
  const drained = new Set<() => void>();
  let activeRequests = 0;
  let isStopping = false;

  const serve = async (request: CountedRequest, response: http.ServerResponse): Promise<void> => {
    activeRequests += 1;
    response.once("close", () => {
      activeRequests -= 1;
      if (activeRequests === 0) for (const resolve of drained) resolve();
    });
    const path = pathOf(request.url) ?? "/";
    const bodyLimitBytes = bodyLimit(request.method ?? "", path);
    setResponseHeaders(response, path, policy);
    if (isStopping) response.setHeader("connection", "close");

    const refusal =
      judgeHost(request.headers.host, isOwnHost) ?? judgeRequest(request, bodyLimitBytes, policy.isDevelopment);
    if (refusal) {
      refuse(response, refusal);
      return;
    }
    const sessionKey = sessionKeyOf(request.headers.cookie);
    if (sessionKey !== undefined) {
      const release = concurrency.take(sessionKey);
      if (!release) {
        refuse(response, CONCURRENCY_REFUSAL);
        return;
      }
      response.once("close", release);
    }
    request.limitBytes = bodyLimitBytes;
    request.onExceeded = () => {
      refuse(response, {
        status: 413,
        code: "payload_too_large",
        detail: `A request may carry at most ${bodyLimitBytes} bytes.`,
      });
    };
    if (path === policy.reportUri && request.method === "POST") {
      const report = await readPolicyReport(request);
      if (report) options.onPolicyReport?.(report);
      response.writeHead(204).end();
      return;
    }
    const isTls = options.tls !== undefined;
    const origin = originOf(request.headers, request.socket.remoteAddress, isTls, isTrustedProxy);
    dropForgeableHeaders(request);
    addListenerHeaders(request, origin);
    try {
      // The framework would answer a page for an unknown path, and nothing at all for another method.
      const door = findApiRefusal(request.method ?? "", path) ?? findEventStream(path);
      if (door === undefined) await handler(request, response);
      else await serveDoor(door, request, response);
    } catch (error) {
      onError(error);
      if (!response.writableEnded) {
        refuse(response, { status: 500, code: "internal", detail: "The console could not answer." });
      }
    }
  };

  const serverOptions = {
    IncomingMessage: CountedRequest,
    headersTimeout: options.headersTimeoutMs ?? 10_000,
    requestTimeout: options.requestTimeoutMs ?? 60_000,
    connectionsCheckingInterval: options.timeoutCheckIntervalMs ?? 1_000,
    keepAliveTimeout: 65_000,
    maxHeaderSize: 32 * 1024,
    insecureHTTPParser: false,
    requireHostHeader: true,
  } satisfies http.ServerOptions<typeof CountedRequest>;

  const onRequest = (request: CountedRequest, response: http.ServerResponse) => {
    serve(request, response).catch(onError);
  };
  const server = options.tls
    ? https.createServer({ ...serverOptions, ...options.tls, minVersion: "TLSv1.2" }, onRequest)
    : http.createServer(serverOptions, onRequest);

  const upgraded = new Set<Duplex>();
  server.on("upgrade", (request, socket, head) => {
    if (!options.upgrade) {
      refuseOnSocket(socket, UPGRADE_REFUSAL);
      return;
    }
    if (judgeHost(request.headers.host, isOwnHost)) {
      refuseOnSocket(socket, UPGRADE_REFUSAL);
      return;
    }
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
    options.upgrade(request, socket, head);
  });
  server.on("connect", (_request, socket) => refuseOnSocket(socket, MALFORMED_REFUSAL));
  server.on("checkExpectation", (request, response) => {
    refuse(response, { status: 400, code: "invalid_request", detail: "This server has no such expectation." });
    request.resume();
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET" || socket.destroyed) {
      socket.destroy();
      return;
    }
    refuseOnSocket(socket, error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? TIMEOUT_REFUSAL : MALFORMED_REFUSAL);
  });

  return {
    server,
    get activeRequests() {
      return activeRequests;
    },
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          server.off("error", reject);
          server.on("error", onError);
          resolve(server.address() as AddressInfo);
        });
      }),
    stopAccepting: () => {
      isStopping = true;
      server.close();
      server.closeIdleConnections();
    },
    drain: (limitMs) => drain(() => activeRequests, drained, limitMs),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of upgraded) socket.destroy();
      }),
  };
}

function drain(active: () => number, drained: Set<() => void>, limitMs: number): Promise<boolean> {
  if (active() === 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const finish = (isDone: boolean) => {
      clearTimeout(timer);
      drained.delete(onDrained);
      resolve(isDone);
    };
    const onDrained = () => finish(true);
    const timer = setTimeout(() => finish(false), limitMs);
    drained.add(onDrained);
  });
}
