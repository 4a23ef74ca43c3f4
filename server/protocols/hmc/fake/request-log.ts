import type { JsonValue } from "./model";

/** One HTTP request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly uri: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sessionId: string | undefined;
  /** The parsed body, or its text where it was not JSON. */
  readonly body: JsonValue | undefined;
  /** Common name of the client certificate, where one was presented and verified. */
  readonly clientCertificate: string | undefined;
  readonly receivedAtMs: number;
  /** Status sent; undefined while unanswered, and where a fault ended the exchange. */
  status: number | undefined;
}

export interface RequestPattern {
  method?: string;
  /** The whole path, or an expression that occurs in it. */
  path?: string | RegExp;
}

/** True if method and path fit the pattern. */
export function fitsPattern(pattern: RequestPattern, method: string, path: string): boolean {
  if (pattern.method !== undefined && pattern.method !== method) return false;
  if (pattern.path === undefined) return true;
  return typeof pattern.path === "string" ? pattern.path === path : pattern.path.test(path);
}

/** The latest requests, oldest first, for assertions. */
export class RequestLog {
  readonly #limit: number;
  #entries: RecordedRequest[] = [];
  #total = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get all(): readonly RecordedRequest[] {
    return this.#entries;
  }

  /** All requests since the start, those dropped from the log included. */
  get total(): number {
    return this.#total;
  }

  record(request: RecordedRequest): void {
    this.#total += 1;
    this.#entries.push(request);
    if (this.#entries.length > this.#limit) this.#entries = this.#entries.slice(-Math.ceil(this.#limit / 2));
  }

  /** The recorded requests that fit the pattern. */
  matching(pattern: RequestPattern): RecordedRequest[] {
    return this.#entries.filter((entry) => fitsPattern(pattern, entry.method, entry.path));
  }

  /** How many recorded requests fit the pattern. */
  count(pattern: RequestPattern = {}): number {
    return this.matching(pattern).length;
  }

  /** The latest recorded request that fits the pattern. */
  last(pattern: RequestPattern = {}): RecordedRequest | undefined {
    return this.matching(pattern).at(-1);
  }

  clear(): void {
    this.#entries = [];
    this.#total = 0;
  }
}
