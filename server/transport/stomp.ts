/** STOMP 1.2 and 1.1 over a verified TLS connection, with the same policy as HTTPS (tls-profile-options 4.9). */
import { Client } from "stompit";
import type { AddressPolicy } from "./address-policy";
import { probeClientCertificate } from "./client-certificate-probe";
import { abortError, type ResolveAddresses } from "./dial";
import { findCertificateVerdict, TransportError, type TransportFacts, transportError } from "./errors";
import { normalizeHost } from "./host";
import type { ProxyAddress } from "./proxy";
import { type StompFrameHead, StompGuard, type StompLimits, stompLimits } from "./stomp-guard";
import { connectVerified, type VerifiedConnection } from "./tls";
import { createTlsContext, type ResolvedTlsPolicy } from "./tls-context";

export type StompVersion = "1.1" | "1.2";

export interface StompMessage {
  headers: ReadonlyMap<string, string>;
  /** Decoded as UTF-8; empty for a frame without body. */
  body: string;
}

export interface StompOptions {
  host: string;
  port: number;
  tls: ResolvedTlsPolicy;
  addressPolicy: AddressPolicy;
  proxy?: ProxyAddress;
  resolve?: ResolveAddresses;
  login?: string;
  passcode?: string;
  versions?: StompVersion[];
  /** What we can send and what we want, each in milliseconds; 0 for none. */
  heartbeat?: { outgoingMs: number; incomingMs: number };
  limits?: Partial<StompLimits>;
  signal?: AbortSignal;
  onMessage: (message: StompMessage) => void;
  /** Called once when an established connection ends; null after {@link StompConnection.disconnect}. */
  onClose: (reason: TransportError | null) => void;
}

export interface StompConnection {
  version: StompVersion;
  /** Header `server` of CONNECTED, such as `ActiveMQ/5.17.2`. */
  server: string | null;
  /** The intervals both sides agreed on; 0 for none. */
  heartbeat: { outgoingMs: number; incomingMs: number };
  tls: Omit<VerifiedConnection, "socket">;
  /** Resolves with the subscription's id once the broker has confirmed it. Rejects when the connection ends first. */
  subscribe(destination: string): Promise<string>;
  unsubscribe(id: string): Promise<void>;
  /** Says goodbye, waits shortly for the broker's receipt, and closes. */
  disconnect(): Promise<void>;
  /** Closes the socket at once (SEC-C5). */
  destroy(): void;
}

const defaultHeartbeat = { outgoingMs: 10_000, incomingMs: 10_000 };
const goodbyeMs = 2_000;
/** The library's own check of incoming heart-beats is put off for good; ours has the slack that brokers need. */
const neverMs = 2_000_000_000;

/**
 * Connects and logs on. Nothing is dialled when a credential holds a line end or NUL, because CONNECT is not escaped
 * (SEC-E6). Throws {@link TransportError}: what connectVerified throws, `invalid-credential-characters`, `auth-failed`
 * for an ERROR frame, `stomp-version`, `stomp-protocol`, `headers-timeout`, `connection-lost` or `aborted`.
 */
export async function openStompConnection(options: StompOptions): Promise<StompConnection> {
  for (const value of [options.login, options.passcode]) requirePlainHeader(value ?? "");
  const host = normalizeHost(options.host).name;
  const context = await createTlsContext(options.tls);
  const verified = await connectVerified(options, context);
  const session = new StompSession(options, verified, host);
  try {
    await session.open(context.policy.timeouts.headersMs);
    return session;
  } catch (error) {
    session.destroy();
    const failure = error instanceof TransportError ? error : transportError("stomp-protocol", {}, error);
    if (failure.class !== "connection-lost") throw failure;
    throw (await probeClientCertificate(options, context).catch(() => null)) ?? failure;
  }
}

/** The published types of the library leave the headers out. */
type ReceivedFrame = Client.Message & { headers: Record<string, string | number> };

class StompSession implements StompConnection {
  readonly tls: Omit<VerifiedConnection, "socket">;
  version: StompVersion = "1.2";
  server: string | null = null;
  heartbeat = { outgoingMs: 0, incomingMs: 0 };
  readonly #options: StompOptions;
  readonly #facts: TransportFacts;
  readonly #guard: StompGuard;
  readonly #client: Client;
  readonly #unsubscribed = new Set<string>();
  readonly #waiting = new Set<(reason: TransportError) => void>();
  #connected: StompFrameHead | null = null;
  #errorFrame: StompFrameHead | null = null;
  #heartbeatTimer: NodeJS.Timeout | undefined;
  #isOpen = false;
  #isLeaving = false;
  #ended = false;
  #nextId = 1;

  constructor(options: StompOptions, verified: VerifiedConnection, host: string) {
    const { socket, ...tls } = verified;
    this.tls = tls;
    this.#options = options;
    this.#facts = { phase: "exchange", host, address: tls.address, port: options.port };
    this.#guard = new StompGuard(socket, {
      limits: { ...stompLimits, ...options.limits },
      facts: this.#facts,
      onHead: (head) => this.#onHead(head),
    });
    const { outgoingMs, incomingMs } = options.heartbeat ?? defaultHeartbeat;
    const limits = { maxLineLength: stompLimits.headerLineBytes * 2, maxHeaders: stompLimits.headers + 1 };
    this.#client = new Client(this.#guard, {
      ...limits,
      heartbeat: [outgoingMs, incomingMs],
      heartbeatDelayMargin: neverMs,
    });
    this.#client.on("error", (error: Error) => this.#end(this.#classify(error)));
    this.#client.on("end", () => this.#end(this.#isLeaving ? null : this.#lost()));
    this.#guard.on("close", () => this.#end(this.#isLeaving ? null : this.#lost()));
  }

  async open(timeoutMs: number): Promise<void> {
    const { login, passcode, signal } = this.#options;
    const headers = {
      "accept-version": (this.#options.versions ?? ["1.1", "1.2"]).join(","),
      host: this.#facts.host,
      ...(login === undefined ? {} : { login }),
      ...(passcode === undefined ? {} : { passcode }),
    };
    const facts = { ...this.#facts, timeoutMs };
    const slow = new TransportError("headers-timeout", "The broker did not answer the STOMP logon in time.", facts);
    const timer = setTimeout(() => this.#client.destroy(slow), timeoutMs);
    const onAbort = () => this.#client.destroy(abortError(this.#facts));
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      if (signal?.aborted) throw abortError(this.#facts);
      await this.#untilEnd((resolve) => this.#client.connect(headers, (error) => error === null && resolve()));
      this.#readConnected();
      this.#isOpen = true;
      this.#watchHeartbeat();
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  async subscribe(destination: string): Promise<string> {
    requirePlainHeader(destination);
    const id = this.#nextId;
    this.#nextId += 1;
    this.#client.setImplicitSubscription(id, "auto", (error, frame) => {
      if (error !== null) return;
      if (this.#unsubscribed.has(String(id))) frame.resume();
      else this.#receive(frame as ReceivedFrame);
    });
    await this.#untilEnd((resolve) => {
      const onReceipt = { onReceipt: resolve } as Client.SendOptions;
      this.#client.sendFrame("SUBSCRIBE", { id, destination, ack: "auto" }, onReceipt).end();
    });
    return String(id);
  }

  async unsubscribe(id: string): Promise<void> {
    // What the broker sent before it read this still arrives and must find its subscription.
    this.#unsubscribed.add(id);
    await this.#untilEnd((resolve) => {
      const onReceipt = { onReceipt: resolve } as Client.SendOptions;
      this.#client.sendFrame("UNSUBSCRIBE", { id }, onReceipt).end();
    });
  }

  async disconnect(): Promise<void> {
    if (this.#ended) return;
    this.#isLeaving = true;
    const timer = setTimeout(() => this.destroy(), goodbyeMs);
    const closed = new Promise<void>((resolve) => this.#guard.once("close", resolve));
    this.#client.disconnect(() => undefined);
    await closed;
    clearTimeout(timer);
  }

  destroy(): void {
    this.#isLeaving = true;
    this.#guard.destroy();
    this.#end(null);
  }

  #onHead(head: StompFrameHead): void {
    if (head.command === "CONNECTED") this.#connected = head;
    if (head.command === "ERROR") this.#errorFrame = head;
  }

  #readConnected(): void {
    const headers = this.#connected?.headers ?? new Map<string, string>();
    const version = headers.get("version") ?? "1.0";
    const offered = this.#options.versions ?? ["1.1", "1.2"];
    if ((version !== "1.1" && version !== "1.2") || !offered.includes(version)) {
      const message = `The broker speaks STOMP ${version.slice(0, 20)}, which is not supported.`;
      throw new TransportError("stomp-version", message, { ...this.#facts, found: version.slice(0, 20) });
    }
    this.version = version;
    this.server = headers.get("server") ?? null;
    const own = this.#options.heartbeat ?? defaultHeartbeat;
    const [canSend = 0, wants = 0] = (headers.get("heart-beat") ?? "0,0").split(",").map((part) => Number(part) || 0);
    const agree = (ours: number, theirs: number) => (ours === 0 || theirs === 0 ? 0 : Math.max(ours, theirs));
    this.heartbeat = { outgoingMs: agree(own.outgoingMs, wants), incomingMs: agree(own.incomingMs, canSend) };
  }

  #watchHeartbeat(): void {
    const { incomingMs } = this.heartbeat;
    if (incomingMs === 0) return;
    const allowedMs = incomingMs * 2;
    this.#heartbeatTimer = setInterval(() => {
      const silentMs = performance.now() - this.#guard.lastReceivedAt;
      if (silentMs < allowedMs) return;
      const facts = { ...this.#facts, timeoutMs: allowedMs };
      this.#client.destroy(new TransportError("heartbeat-lost", "The broker has stopped sending heart-beats.", facts));
    }, incomingMs / 2);
  }

  #receive(frame: ReceivedFrame): void {
    const headers = new Map(Object.entries(frame.headers).map(([name, value]) => [name, String(value)]));
    const chunks: Buffer[] = [];
    frame.on("data", (chunk: Buffer) => chunks.push(chunk));
    frame.on("end", () => {
      if (this.#ended) return;
      try {
        this.#options.onMessage({ headers, body: Buffer.concat(chunks).toString("utf8") });
      } catch (error) {
        // Thrown from a stream's event it would end the process.
        this.#client.destroy(
          new TransportError("stomp-protocol", "A message could not be handled.", this.#facts, error),
        );
      }
    });
  }

  #untilEnd(start: (resolve: () => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(this.#lost());
        return;
      }
      this.#waiting.add(reject);
      start(() => {
        this.#waiting.delete(reject);
        resolve();
      });
    });
  }

  #end(reason: TransportError | null): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#heartbeatTimer);
    this.#guard.destroy();
    for (const reject of this.#waiting) reject(reason ?? this.#lost());
    this.#waiting.clear();
    if (this.#isOpen) this.#options.onClose(reason);
  }

  #classify(error: Error): TransportError {
    if (error instanceof TransportError) return error;
    if (this.#errorFrame !== null) return this.#describeErrorFrame(this.#errorFrame);
    const verdict = findCertificateVerdict(error, this.#options.tls.clientIdentity !== null);
    if (verdict !== null) return transportError(verdict, this.#facts, error);
    const isProtocol = "isProtocolError" in error && (error as { isProtocolError(): boolean }).isProtocolError();
    if (!isProtocol || this.#guard.readableEnded) return this.#lost(error);
    return new TransportError(
      "stomp-protocol",
      "The broker sent a frame that STOMP does not allow here.",
      this.#facts,
      error,
    );
  }

  #describeErrorFrame({ headers }: StompFrameHead): TransportError {
    const deviceMessage = (headers.get("message") ?? "").slice(0, 500);
    const facts = { ...this.#facts, deviceMessage };
    if (this.#isOpen)
      return new TransportError("stomp-error", "The broker reported an error and ended the connection.", facts);
    if (headers.has("version")) {
      const found = headers.get("version")?.slice(0, 40);
      return new TransportError("stomp-version", "The broker supports other STOMP versions only.", { ...facts, found });
    }
    return new TransportError("auth-failed", "TLS is fine; the broker refused the user or the password.", facts);
  }

  #lost(cause?: Error): TransportError {
    return new TransportError("connection-lost", "The broker closed the connection.", this.#facts, cause);
  }
}

function requirePlainHeader(value: string): void {
  if (!/[\r\n\0]/.test(value)) return;
  const message = "User, password and destinations must not hold line ends or NUL.";
  throw new TransportError("invalid-credential-characters", message, { phase: "configuration" });
}
