/** How long operations take and how much they carry (reference, section 15.2). */

/** One finished request. */
export interface OperationSample {
  operation: string;
  /** The operation failed: on the way, in its answer, or by an ERROR of the server. */
  isError: boolean;
  /** From the request to the last byte of the answer, at this end. */
  clientMs: number;
  /** What the server says it took, in microseconds; null where it does not say. */
  serverMicroseconds: number | null;
  requestBytes: number;
  /** Of the body as it was read. */
  replyBytes: number;
}

/** Average, smallest and largest of a series. */
export interface Spread {
  average: number;
  minimum: number;
  maximum: number;
}

/** What is known of all requests of one operation. Iter operations count as the operations that they call. */
export interface OperationFigures {
  operation: string;
  count: number;
  errors: number;
  clientMs: Spread;
  /** Null once one request came back without a server time: an average over the others would mislead. */
  serverMs: Spread | null;
  requestBytes: Spread;
  replyBytes: Spread;
}

interface Totals {
  count: number;
  errors: number;
  clientMs: Series;
  serverMs: Series | null;
  requestBytes: Series;
  replyBytes: Series;
}

class Series {
  #count = 0;
  #sum = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    this.#count++;
    this.#sum += value;
    this.#minimum = Math.min(this.#minimum, value);
    this.#maximum = Math.max(this.#maximum, value);
  }

  spread(): Spread {
    return { average: this.#sum / this.#count, minimum: this.#minimum, maximum: this.#maximum };
  }
}

/** Adds up the requests of one connection, by operation. */
export class OperationStatistics {
  #since: Date;
  readonly #totals = new Map<string, Totals>();

  constructor(private readonly now: () => Date = () => new Date()) {
    this.#since = now();
  }

  /** When counting began. */
  get since(): Date {
    return this.#since;
  }

  add(sample: OperationSample): void {
    const totals = this.#totalsOf(sample.operation);
    totals.count++;
    if (sample.isError) totals.errors++;
    totals.clientMs.add(sample.clientMs);
    totals.requestBytes.add(sample.requestBytes);
    totals.replyBytes.add(sample.replyBytes);
    if (sample.serverMicroseconds === null) totals.serverMs = null;
    else totals.serverMs?.add(sample.serverMicroseconds / 1000);
  }

  /** A copy of the figures, the operation that takes longest on average first. */
  figures(): OperationFigures[] {
    return [...this.#totals]
      .map(([operation, { count, errors, clientMs, serverMs, requestBytes, replyBytes }]) => ({
        operation,
        count,
        errors,
        clientMs: clientMs.spread(),
        serverMs: serverMs?.spread() ?? null,
        requestBytes: requestBytes.spread(),
        replyBytes: replyBytes.spread(),
      }))
      .sort((one, other) => other.clientMs.average - one.clientMs.average);
  }

  /** Forgets everything and begins to count anew. */
  reset(): void {
    this.#totals.clear();
    this.#since = this.now();
  }

  #totalsOf(operation: string): Totals {
    let totals = this.#totals.get(operation);
    if (totals === undefined) {
      const series = () => new Series();
      totals = {
        count: 0,
        errors: 0,
        clientMs: series(),
        serverMs: series(),
        requestBytes: series(),
        replyBytes: series(),
      };
      this.#totals.set(operation, totals);
    }
    return totals;
  }
}
