/** STOMP 1.0, 1.1 and 1.2 frames (stomp.github.io specifications). */

export type StompVersion = "1.0" | "1.1" | "1.2";

export interface StompFrame {
  readonly command: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A frame that no version of STOMP permits. */
export class StompSyntaxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StompSyntaxError";
  }
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const NUL = 0;
const UNESCAPED_COMMANDS: ReadonlySet<string> = new Set(["CONNECT", "CONNECTED", "STOMP"]);

const ESCAPES: Readonly<Record<StompVersion, Readonly<Record<string, string>>>> = {
  "1.0": {},
  "1.1": { "\\": "\\\\", "\n": "\\n", ":": "\\c" },
  "1.2": { "\\": "\\\\", "\n": "\\n", "\r": "\\r", ":": "\\c" },
};

/** Escapes a header name or value for a version; 1.0 has no escapes. */
export function escapeHeader(value: string, version: StompVersion): string {
  const escapes = ESCAPES[version];
  return value.replace(/[\\\n\r:]/g, (character) => escapes[character] ?? character);
}

/** Undoes the escapes in one pass; throws StompSyntaxError for an unknown one. */
export function unescapeHeader(value: string, version: StompVersion): string {
  if (version === "1.0") return value;
  return value.replace(/\\([\s\S]?)/g, (sequence) => {
    const found = Object.entries(ESCAPES[version]).find(([, escaped]) => escaped === sequence);
    if (found === undefined) throw new StompSyntaxError(`undefined escape sequence ${sequence}`);
    return found[0];
  });
}

/** A frame as sent on the wire, without a content-length header and ended by NUL and a line feed as ActiveMQ does. */
export function serializeFrame(frame: StompFrame, version: StompVersion): string {
  const encode = (value: string) => (UNESCAPED_COMMANDS.has(frame.command) ? value : escapeHeader(value, version));
  const lines = Object.entries(frame.headers).map(([name, value]) => `${encode(name)}:${encode(value)}\n`);
  return `${frame.command}\n${lines.join("")}\n${frame.body}\0\n`;
}

/** Reads frames from bytes in whatever portions they come. */
export class StompFrameParser {
  #buffer: Buffer = Buffer.alloc(0);
  readonly #version: () => StompVersion;

  constructor(version: () => StompVersion) {
    this.#version = version;
  }

  /** The frames completed by these bytes; line feeds between frames are dropped. Throws StompSyntaxError. */
  push(chunk: Buffer): StompFrame[] {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    const frames: StompFrame[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): StompFrame | undefined {
    this.#skipLineEnds();
    const head = this.#headEnd();
    if (head === undefined) return undefined;
    const [command = "", ...lines] = this.#buffer.subarray(0, head.end).toString("utf8").split(/\r?\n/);
    const headers = this.#headers(command, lines);
    const declared = headers["content-length"];
    const bodyEnd =
      declared === undefined ? this.#buffer.indexOf(NUL, head.bodyStart) : head.bodyStart + Number(declared);
    if (Number.isNaN(bodyEnd)) throw new StompSyntaxError("content-length is not a number");
    if (bodyEnd < 0 || bodyEnd >= this.#buffer.length) return undefined;
    if (this.#buffer[bodyEnd] !== NUL) throw new StompSyntaxError("the body is not ended by NUL");
    const body = this.#buffer.subarray(head.bodyStart, bodyEnd).toString("utf8");
    this.#buffer = this.#buffer.subarray(bodyEnd + 1);
    return { command, headers, body };
  }

  #skipLineEnds(): void {
    let start = 0;
    while (this.#buffer[start] === LINE_FEED || this.#buffer[start] === CARRIAGE_RETURN) start += 1;
    this.#buffer = this.#buffer.subarray(start);
  }

  #headEnd(): { end: number; bodyStart: number } | undefined {
    const plain = this.#buffer.indexOf("\n\n");
    const withReturns = this.#buffer.indexOf("\n\r\n");
    if (plain < 0 && withReturns < 0) return undefined;
    if (plain >= 0 && (withReturns < 0 || plain < withReturns)) return { end: plain, bodyStart: plain + 2 };
    return { end: withReturns, bodyStart: withReturns + 3 };
  }

  #headers(command: string, lines: readonly string[]): Record<string, string> {
    const version = UNESCAPED_COMMANDS.has(command) ? "1.0" : this.#version();
    const headers: Record<string, string> = {};
    for (const line of lines) {
      const text = line.endsWith("\r") ? line.slice(0, -1) : line;
      const colon = text.indexOf(":");
      if (colon < 0) throw new StompSyntaxError(`header without colon: ${text}`);
      const name = unescapeHeader(text.slice(0, colon), version);
      // The first of repeated headers counts (STOMP 1.2, Repeated Header Entries).
      headers[name] ??= unescapeHeader(text.slice(colon + 1), version);
    }
    return headers;
  }
}
