import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { InboundRequest, InboundResponse } from "@/server/protocols/kind";

const MAXIMUM_BODY_BYTES = 5 * 1024 * 1024;
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const IDLE_MS = 60_000;
const MAXIMUM_SOCKETS = 256;
const MAXIMUM_HEADER_BYTES = 16 * 1024;
const BEGIN = "/inbound/";

export interface InboundListenerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  keyPem: string;
  certificatePem: string;
}

type Answer = (request: InboundRequest) => InboundResponse;

/** A body that is larger than what is taken. */
class TooLarge extends Error {}

/** Leaving a loop over the request early would destroy the socket, and with it the answer. */
function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= MAXIMUM_BODY_BYTES) return;
      chunks.length = 0;
      request.pause();
      reject(new TooLarge());
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("error", reject);
    request.once("close", () => reject(new Error("The sender has left.")));
  });
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

/**
 * An HTTPS server of its own for what devices send by themselves. Whoever knows a path may send to it, so paths are long and
 * secret; every other path answers 404.
 */
export class InboundListener {
  readonly #options: InboundListenerOptions;
  readonly #server: Server;
  readonly #answers = new Map<string, Answer>();

  constructor(options: InboundListenerOptions) {
    this.#options = options;
    this.#server = createServer(
      {
        key: options.keyPem,
        cert: options.certificatePem,
        minVersion: "TLSv1.2",
        headersTimeout: HEADERS_MS,
        requestTimeout: REQUEST_MS,
        keepAliveTimeout: IDLE_MS,
        maxHeaderSize: MAXIMUM_HEADER_BYTES,
      },
      (request, response) => void this.#answer(request, response),
    );
    this.#server.maxConnections = MAXIMUM_SOCKETS;
    this.#server.on("tlsClientError", (_error, socket) => socket.destroy());
  }

  /** What it shows of itself, the leaf first. */
  get certificatePem(): string {
    return this.#options.certificatePem;
  }

  /** Port it listens on; 0 before `start`. */
  get port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? 0;
  }

  /** Starts to listen. @throws the error of the socket, such as EADDRINUSE */
  start(): Promise<void> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
  }

  /** Path of a secret name. */
  pathOf(name: string): string {
    return `${BEGIN}${name}`;
  }

  /** Hands what arrives at the path of this name to `answer`. A later one takes the place of an earlier one. */
  open(name: string, answer: Answer): { close(): void } {
    this.#answers.set(name, answer);
    return {
      close: () => {
        if (this.#answers.get(name) === answer) this.#answers.delete(name);
      },
    };
  }

  /** Stops listening and closes every socket. */
  async stop(): Promise<void> {
    this.#answers.clear();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, headers = {}, body = "" } = await this.#responseTo(request);
    if (response.destroyed) return;
    // What is left of a refused body is not read.
    const connection = request.complete ? {} : { connection: "close" };
    response.writeHead(status, { ...headers, ...connection, "content-length": Buffer.byteLength(body) });
    response.end(body);
  }

  async #responseTo(request: IncomingMessage): Promise<InboundResponse> {
    const path = request.url?.split("?", 1)[0] ?? "";
    const answer = path.startsWith(BEGIN) ? this.#answers.get(path.slice(BEGIN.length)) : undefined;
    if (answer === undefined) return { status: 404 };
    try {
      return answer({ method: request.method ?? "", headers: headersOf(request), body: await readBody(request) });
    } catch (error) {
      return { status: error instanceof TooLarge ? 413 : 400 };
    }
  }
}
