/** A listener for indications: an HTTPS server of its own (DSP0200, section 6; reference, section 13.2). */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { CimStatusError, WbemError, type WbemErrorFamily } from "../errors";
import type { CimInstance } from "../model/objects";
import { EXPORT_INDICATION, type ExportRequest, parseExportRequest } from "./export-request";
import { exportResponse } from "./export-response";

const MAXIMUM_BODY_BYTES = 5 * 1024 * 1024;
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const IDLE_MS = 60_000;
const MAXIMUM_SOCKETS = 256;
const MAXIMUM_WAITING = 5_000;
const BEGIN = "/indications/";
const STATUS_FAILED = 1;

export interface ListenerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  keyPem: string;
  certificatePem: string;
  /** Indications that may wait for their readers, each path by itself. */
  maximumWaiting?: number;
}

/** Reads one indication; the next waits for it. */
export type IndicationReader = (indication: CimInstance) => Promise<void> | void;

/** A path of the listener with its reader. */
export interface OpenPath {
  /** Path below the listener's address, beginning with a slash. */
  path: string;
  close(): void;
}

interface Mailbox {
  read: IndicationReader;
  waiting: CimInstance[];
  isReading: boolean;
}

class Refused extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** CIMError values by what is wrong with a request. */
const cimErrors: Partial<Record<WbemErrorFamily, string>> = {
  "xml-parse": "request-not-well-formed",
  "cim-xml-parse": "request-not-valid",
  "cim-version": "unsupported-cim-version",
  "dtd-version": "unsupported-dtd-version",
  "protocol-version": "unsupported-protocol-version",
};

function requireHeaders({ method, headers }: IncomingMessage): void {
  if (method !== "POST") throw new Refused(405, "Only POST is taken.", { allow: "POST" });
  const accept = headers.accept ?? "*/*";
  if (!/(?:\*|text|application)\/(?:\*|xml)/i.test(accept)) throw new Refused(406, "Answers are XML.");
  const [type = "", ...parameters] = (headers["content-type"] ?? "").toLowerCase().split(";");
  if (!/^(?:text|application)\/xml$/.test(type.trim())) throw new Refused(415, "The body must be XML.");
  const charset = parameters.map((parameter) => /^\s*charset="?([^"]*)"?\s*$/.exec(parameter)?.[1]).find(Boolean);
  if (charset !== undefined && charset !== "utf-8") throw new Refused(415, "The body must be UTF-8.");
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding.toLowerCase() !== "identity") throw new Refused(415, "The body must not be compressed.");
  if (headers.cimexport?.toString().toLowerCase() !== "methodrequest") {
    throw new Refused(400, "CIMExport must be MethodRequest.", { CIMError: "unsupported-operation" });
  }
}

function requireSameMethod({ headers }: IncomingMessage, request: ExportRequest): void {
  const announced = headers.cimexportmethod?.toString() ?? "";
  if (announced.toLowerCase() === request.method.toLowerCase()) return;
  throw new Refused(400, "CIMExportMethod does not match the body.", { CIMError: "header-mismatch" });
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const piece = chunk as Buffer;
    size += piece.length;
    if (size > MAXIMUM_BODY_BYTES) throw new Refused(413, "The indication is too large.", { connection: "close" });
    chunks.push(piece);
  }
  return Buffer.concat(chunks);
}

/**
 * Takes indications and hands them to whoever listens at their path, in order. Each is acknowledged before it is read, so
 * that a slow reader does not hold up the sender. Paths are long and secret: no authentication is defined for listeners.
 */
export class IndicationListener {
  readonly #options: ListenerOptions;
  readonly #server: Server;
  readonly #mailboxes = new Map<string, Mailbox>();

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#server = createServer(
      {
        key: options.keyPem,
        cert: options.certificatePem,
        minVersion: "TLSv1.2",
        headersTimeout: HEADERS_MS,
        requestTimeout: REQUEST_MS,
        keepAliveTimeout: IDLE_MS,
      },
      (request, response) => void this.#answer(request, response),
    );
    this.#server.maxConnections = MAXIMUM_SOCKETS;
    this.#server.on("tlsClientError", (_error, socket) => socket.destroy());
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

  /** Hands what arrives at the path of this name to a reader. A later reader takes the place of an earlier one. */
  open(name: string, read: IndicationReader): OpenPath {
    const mailbox: Mailbox = { read, waiting: [], isReading: false };
    this.#mailboxes.set(name, mailbox);
    return {
      path: `${BEGIN}${name}`,
      close: () => {
        if (this.#mailboxes.get(name) === mailbox) this.#mailboxes.delete(name);
      },
    };
  }

  /** Stops listening and closes every socket. */
  async stop(): Promise<void> {
    this.#mailboxes.clear();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  #mailboxOf({ url = "" }: IncomingMessage): Mailbox {
    const path = url.split("?", 1)[0] ?? "";
    const mailbox = path.startsWith(BEGIN) ? this.#mailboxes.get(path.slice(BEGIN.length)) : undefined;
    if (mailbox === undefined) throw new Refused(404, "Nobody listens at this path.");
    return mailbox;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const mailbox = this.#mailboxOf(request);
      requireHeaders(request);
      const message = parseExportRequest(await readBody(request));
      requireSameMethod(request, message);
      const body = this.#take(mailbox, message);
      response.writeHead(200, {
        "content-type": 'application/xml; charset="utf-8"',
        "content-length": Buffer.byteLength(body),
        CIMExport: "MethodResponse",
      });
      response.end(body);
    } catch (error) {
      refuse(request, response, error);
    }
  }

  /** The body of the answer: taken, or refused with a CIM status. */
  #take(mailbox: Mailbox, message: ExportRequest): string {
    const { messageId, method } = message;
    try {
      const indication = message.readIndication();
      if (mailbox.waiting.length >= (this.#options.maximumWaiting ?? MAXIMUM_WAITING)) {
        throw new CimStatusError(STATUS_FAILED, { operation: EXPORT_INDICATION, description: "Too many wait." });
      }
      mailbox.waiting.push(indication);
      void drain(mailbox);
      return exportResponse(messageId, method);
    } catch (error) {
      if (!(error instanceof CimStatusError)) throw error;
      return exportResponse(messageId, method, { code: error.cimStatus, description: error.description });
    }
  }
}

async function drain(mailbox: Mailbox): Promise<void> {
  if (mailbox.isReading) return;
  mailbox.isReading = true;
  // The acknowledgement leaves first.
  await new Promise(setImmediate);
  for (let next = mailbox.waiting.shift(); next !== undefined; next = mailbox.waiting.shift()) {
    try {
      await mailbox.read(next);
    } catch {
      // One indication that cannot be read must not stop those behind it.
    }
  }
  mailbox.isReading = false;
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent || request.destroyed) return void response.destroy();
  const refused = asRefused(error);
  response.writeHead(refused.status, { "content-length": 0, connection: "close", ...refused.headers });
  response.end();
}

function asRefused(error: unknown): Refused {
  if (error instanceof Refused) return error;
  const cimError = error instanceof WbemError ? cimErrors[error.family] : undefined;
  if (cimError !== undefined) return new Refused(400, "The request is not valid.", { CIMError: cimError });
  return new Refused(500, "The indication could not be taken.");
}
