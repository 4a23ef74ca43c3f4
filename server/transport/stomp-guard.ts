/**
 * Stands between the socket and the STOMP library and lets only well-formed frames within limits through (STOMP 1.2
 * "Augmented BNF"; SEC-E7). Header blocks are passed on in one piece, because the library decodes each piece of a line
 * by itself and so breaks characters of several bytes.
 */
import { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { TransportError, type TransportFacts } from "./errors";

export interface StompLimits {
  frameBytes: number;
  headerLineBytes: number;
  headers: number;
}

export const stompLimits: StompLimits = { frameBytes: 8 * 1024 * 1024, headerLineBytes: 8 * 1024, headers: 128 };

/** Command and raw headers of a frame; of repeated headers the first counts. */
export interface StompFrameHead {
  command: string;
  headers: ReadonlyMap<string, string>;
}

const lineFeed = 0x0a;
/** The library asks its header object for this method, so a header of this name would crash it. */
const unsafeHeader = "hasOwnProperty";

export class StompGuard extends Duplex {
  readonly #socket: TLSSocket;
  readonly #limits: StompLimits;
  readonly #facts: TransportFacts;
  readonly #onHead: (head: StompFrameHead) => void;
  #state: "between" | "head" | "body" | "end" = "between";
  #line: Buffer = Buffer.alloc(0);
  #lines: string[] = [];
  #frameBytes = 0;
  /** Bytes of the body still to come, or null when it ends at a NUL. */
  #remaining: number | null = null;
  lastReceivedAt = performance.now();

  constructor(
    socket: TLSSocket,
    options: { limits: StompLimits; facts: TransportFacts; onHead: (head: StompFrameHead) => void },
  ) {
    super();
    this.#socket = socket;
    this.#limits = options.limits;
    this.#facts = options.facts;
    this.#onHead = options.onHead;
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("end", () => this.push(null));
    socket.on("error", (error) => this.destroy(error));
    socket.on("close", () => this.destroy());
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #receive(chunk: Buffer): void {
    this.lastReceivedAt = performance.now();
    try {
      let rest = chunk;
      while (rest.length > 0 && !this.destroyed) rest = this.#consume(rest);
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #consume(chunk: Buffer): Buffer {
    switch (this.#state) {
      case "between":
        return this.#consumeLineEnds(chunk);
      case "head":
        return this.#consumeHead(chunk);
      case "body":
        return this.#consumeBody(chunk);
      case "end":
        if (chunk[0] !== 0) throw this.#violation("The content-length of a frame does not match its body");
        this.#endFrame();
        return chunk.subarray(1);
    }
  }

  #consumeLineEnds(chunk: Buffer): Buffer {
    const start = chunk.findIndex((octet) => octet !== lineFeed && octet !== 0x0d);
    if (start === -1) return chunk.subarray(chunk.length);
    this.#state = "head";
    this.#frameBytes = 0;
    return chunk.subarray(start);
  }

  #consumeHead(chunk: Buffer): Buffer {
    const end = chunk.indexOf(lineFeed);
    const part = end === -1 ? chunk : chunk.subarray(0, end);
    this.#line = Buffer.concat([this.#line, part]);
    if (this.#line.length > this.#limits.headerLineBytes) {
      throw this.#violation("A header line is too long", this.#limits.headerLineBytes);
    }
    if (end === -1) return chunk.subarray(chunk.length);
    this.#endLine();
    return chunk.subarray(end + 1);
  }

  #endLine(): void {
    const line = this.#line.at(-1) === 0x0d ? this.#line.subarray(0, -1) : this.#line;
    this.#line = Buffer.alloc(0);
    if (line.includes(0)) throw this.#violation("A header holds a NUL");
    if (line.length > 0) {
      this.#lines.push(line.toString("utf8"));
      if (this.#lines.length > this.#limits.headers + 1) {
        throw this.#violation("A frame has too many headers", this.#limits.headers);
      }
      return;
    }
    this.#endHead();
  }

  #endHead(): void {
    const [command = "", ...lines] = this.#lines;
    this.#lines = [];
    const headers = new Map<string, string>();
    for (const line of lines) {
      const colon = line.indexOf(":");
      if (colon <= 0) throw this.#violation("A header line has no name");
      const name = line.slice(0, colon);
      if (command !== "CONNECTED" && hasDanglingEscape(line)) throw this.#violation("A header has an unknown escape");
      if (name !== unsafeHeader && !headers.has(name)) headers.set(name, line.slice(colon + 1));
    }
    this.#remaining = this.#readContentLength(headers.get("content-length"));
    this.#state = this.#remaining === 0 ? "end" : "body";
    this.#onHead({ command, headers });
    const block = [command, ...[...headers].map(([name, value]) => `${name}:${value}`), "", ""].join("\n");
    this.#pass(Buffer.from(block));
  }

  #readContentLength(text: string | undefined): number | null {
    if (text === undefined) return null;
    if (!/^\d{1,12}$/.test(text)) throw this.#violation("A content-length is not a number");
    const length = Number(text);
    if (length > this.#limits.frameBytes) throw this.#violation("A frame is too large", this.#limits.frameBytes);
    return length;
  }

  #consumeBody(chunk: Buffer): Buffer {
    const end = this.#remaining === null ? chunk.indexOf(0) : Math.min(this.#remaining, chunk.length);
    const part = end === -1 ? chunk : chunk.subarray(0, end);
    this.#frameBytes += part.length;
    if (this.#frameBytes > this.#limits.frameBytes) {
      throw this.#violation("A frame is too large", this.#limits.frameBytes);
    }
    this.#pass(part);
    if (this.#remaining === null) {
      if (end !== -1) this.#state = "end";
    } else {
      this.#remaining -= part.length;
      if (this.#remaining === 0) this.#state = "end";
    }
    return chunk.subarray(part.length);
  }

  #endFrame(): void {
    this.#state = "between";
    this.#pass(Buffer.from([0]));
  }

  #pass(bytes: Buffer): void {
    if (bytes.length > 0 && !this.push(bytes)) this.#socket.pause();
  }

  #violation(message: string, limit?: number): TransportError {
    return new TransportError("stomp-protocol", `${message}.`, { ...this.#facts, limit });
  }
}

function hasDanglingEscape(line: string): boolean {
  return /\\(?![nrc\\])/.test(line.replaceAll("\\\\", ""));
}
