/** Tunnels through an HTTP proxy: CONNECT (RFC 9110 section 9.3.6). The proxy learns host and port, and nothing else. */
import type net from "node:net";
import type { TransportErrorClass } from "@/contracts/tls";
import { TransportError, type TransportFacts } from "./errors";
import { type NormalizedHost, normalizeHost } from "./host";

/** An HTTP proxy that is spoken to without TLS and without a password. */
export interface ProxyAddress {
  host: NormalizedHost;
  port: number;
}

export interface Tunnel {
  proxy: ProxyAddress;
  /** Where the tunnel leads. */
  host: NormalizedHost;
  port: number;
  signal?: AbortSignal;
}

/** More than any proxy says before an empty line. */
const maximumHeadBytes = 16 * 1024;
const shownCharacters = 80;

function invalid(message: string): TransportError {
  return new TransportError("invalid-address", message, { phase: "configuration" });
}

/**
 * Reads `proxy.example.com:3128`, `http://proxy.example.com:3128` or `[fd00::1]:3128`. What could be a password is never
 * repeated. @throws TransportError `invalid-address`, in words for whoever typed it
 */
export function parseProxyAddress(text: string): ProxyAddress {
  const [, scheme, rest = ""] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(text.trim()) ?? [];
  const place = rest.replace(/\/$/, "");
  if (place.includes("@")) {
    throw invalid("A proxy that asks for user and password is not supported; enter only its host and port.");
  }
  if (scheme !== undefined && scheme.toLowerCase() !== "http") {
    throw invalid("Only HTTP proxies are supported that are themselves reached without TLS, such as proxy:3128.");
  }
  const [, host = "", digits = ""] = /^(\[[^\]]*\]|[^:]*):(\d{1,5})$/.exec(place) ?? [];
  const port = Number(digits);
  if (host === "" || port < 1 || port > 65_535) {
    throw invalid("A proxy is written as host and port, such as proxy.example.com:3128.");
  }
  return { host: normalizeHost(host), port };
}

/** `host:port`, with brackets around an IPv6 address. */
export function showEndpoint({ host, port }: { host: NormalizedHost; port: number }): string {
  return `${host.name.includes(":") ? `[${host.name}]` : host.name}:${port}`;
}

/** The one spelling of a proxy's address, which {@link parseProxyAddress} reads. */
export function showProxy({ host, port }: ProxyAddress): string {
  return showEndpoint({ host: { ...host, name: host.dial }, port });
}

/** An error on the way through a proxy; the facts name the device as the place and the proxy beside it. */
function proxyError(
  errorClass: TransportErrorClass,
  message: string,
  { proxy, host, port }: Tunnel,
  facts: TransportFacts = {},
  cause?: unknown,
): TransportError {
  const places = { phase: "connect", host: host.name, port, proxy: showProxy(proxy) } as const;
  return new TransportError(errorClass, message, { ...facts, ...places }, cause);
}

/** Says of a failure between the console and the proxy that it is not the device's. */
export function asProxyFailure(error: unknown, tunnel: Tunnel): unknown {
  if (!(error instanceof TransportError) || error.class === "aborted") return error;
  const { code, timeoutMs } = error.facts;
  if (error.facts.phase === "policy") {
    return proxyError(error.class, `The proxy may not be dialled: ${error.message}`, tunnel, {}, error);
  }
  const message = `The proxy ${showProxy(tunnel.proxy)} cannot be reached. ${error.message}`;
  return proxyError("proxy-unreachable", message, tunnel, { code, timeoutMs }, error);
}

/**
 * Asks the proxy at the other end of a fresh socket for a tunnel. When it resolves, the socket leads to the device and
 * no byte of it has been read. Otherwise the socket is destroyed. Throws {@link TransportError} `proxy-refused`,
 * `proxy-auth-required`, `proxy-no-route`, `proxy-timeout`, `proxy-protocol` or `aborted`.
 */
export function openTunnel(socket: net.Socket, tunnel: Tunnel, timeoutMs: number): Promise<void> {
  const name = showProxy(tunnel.proxy);
  const target = showEndpoint(tunnel);
  const { signal } = tunnel;
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      socket.off("readable", onReadable).off("error", onError).off("end", onEnd).off("close", onEnd);
    };
    const fail = (error: TransportError) => {
      settle();
      socket.on("error", () => undefined).destroy();
      reject(error);
    };
    const onAbort = () => fail(proxyError("aborted", "The request was cancelled.", tunnel));
    const onError = (error: Error) =>
      fail(proxyError("proxy-protocol", `The proxy ${name} broke the connection.`, tunnel, {}, error));
    const onEnd = () => {
      const message = `The proxy ${name} closed the connection without an answer.`;
      fail(proxyError("proxy-protocol", message, tunnel, { found: firstLine(received) }));
    };
    const onReadable = () => {
      for (let chunk = read(socket); chunk !== null; chunk = read(socket)) received = Buffer.concat([received, chunk]);
      const answer = readAnswer(received);
      if (answer === null) return;
      const error = judgeAnswer(answer, tunnel, received);
      if (error !== null) {
        fail(error);
        return;
      }
      settle();
      const early = received.subarray(answer.headBytes);
      if (early.length > 0) socket.unshift(early);
      resolve();
    };
    const timer = setTimeout(() => {
      const message = `The proxy ${name} did not say within ${timeoutMs / 1_000} s that it is connected to ${target}.`;
      fail(proxyError("proxy-timeout", message, tunnel, { timeoutMs }));
    }, timeoutMs);
    if (signal?.aborted) {
      onAbort();
      return;
    }
    signal?.addEventListener("abort", onAbort, { once: true });
    socket.on("readable", onReadable).on("error", onError).on("end", onEnd).on("close", onEnd);
    socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
  });
}

function read(socket: net.Socket): Buffer | null {
  return socket.read() as Buffer | null;
}

/** What the proxy said; `status` is null for what is no HTTP, or too long. */
interface Answer {
  status: number | null;
  headBytes: number;
}

/** Null while the answer may still become one. */
function readAnswer(received: Buffer): Answer | null {
  const start = "HTTP/1.";
  if (!received.subarray(0, start.length).toString("latin1").startsWith(start.slice(0, received.length))) {
    return { status: null, headBytes: 0 };
  }
  const end = received.indexOf("\r\n\r\n");
  if (end === -1 || end > maximumHeadBytes) {
    return received.length > maximumHeadBytes ? { status: null, headBytes: 0 } : null;
  }
  const [, digits] = /^HTTP\/1\.[01] (\d{3})(?:[ \r])/.exec(received.subarray(0, 32).toString("latin1")) ?? [];
  return { status: digits === undefined ? null : Number(digits), headBytes: end + 4 };
}

function judgeAnswer({ status }: Answer, tunnel: Tunnel, received: Buffer): TransportError | null {
  if (status !== null && status >= 200 && status < 300) return null;
  const name = showProxy(tunnel.proxy);
  const target = showEndpoint(tunnel);
  const facts = { found: firstLine(received) };
  if (status === null || status < 200) {
    return proxyError("proxy-protocol", `What answers at ${name} is no HTTP proxy.`, tunnel, facts);
  }
  if (status === 407) {
    const message = `The proxy ${name} asks for user and password, which the console does not send to proxies.`;
    return proxyError("proxy-auth-required", message, tunnel, facts);
  }
  if (status >= 500) {
    const message = `The proxy ${name} could not connect to ${target}: it answered ${status}.`;
    return proxyError("proxy-no-route", message, tunnel, facts);
  }
  const message = `The proxy ${name} refuses to connect to ${target}: it answered ${status}.`;
  return proxyError("proxy-refused", message, tunnel, facts);
}

/** The first line without control characters, and no more of an answer than that (SEC-D8). */
function firstLine(received: Buffer): string {
  const [line = ""] = received
    .subarray(0, 400)
    .toString("latin1")
    .split(/[\r\n\0]/);
  return line.replace(/[^\x20-\x7e]/g, "").slice(0, shownCharacters);
}
