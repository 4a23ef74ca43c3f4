/** A server on loopback that answers one request as a test case says (reference, section 15.4). */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { RecordedCase } from "./cases-file";

export interface ReceivedRequest {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** UTF-8 that also carries lone surrogates, as ill-formed answers of real servers do. */
function encode(text: string): Buffer {
  const pieces = text.split(/(\p{Surrogate})/u).map((piece) => {
    if (!/^\p{Surrogate}$/u.test(piece)) return Buffer.from(piece, "utf8");
    const unit = piece.charCodeAt(0);
    return Buffer.from([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)]);
  });
  return Buffer.concat(pieces);
}

/** Failures that are a silence; all others break the connection. */
const SILENT = new Set(["requests_read_timeout", "requests_retry_error"]);

/** Serves the case that is set; knows what was asked of it. */
export class CaseServer {
  readonly #server: Server;
  readonly #received: ReceivedRequest[] = [];
  #response: RecordedCase["http_response"] = null;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  static async start(): Promise<CaseServer> {
    const server = new CaseServer();
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Sets what to answer and forgets what was asked before. */
  prepare(response: RecordedCase["http_response"]): void {
    this.#response = response;
    this.#received.length = 0;
  }

  get received(): readonly ReceivedRequest[] {
    return this.#received;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await buffer(request)).toString("utf8");
    this.#received.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
    const answer = this.#response ?? null;
    const failure = answer?.exception ?? null;
    if (failure !== null && SILENT.has(failure)) return;
    if (answer === null || failure !== null) {
      request.socket.destroy();
      return;
    }
    const headers = Object.entries(answer.headers ?? {}).map(([name, value]) => [name, String(value)] as const);
    response.writeHead(Number(answer.status ?? 200), Object.fromEntries(headers));
    response.end(encode(answer.data ?? ""));
  }
}
