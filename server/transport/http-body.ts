/** Decompresses answers within limits on size and ratio (SEC-D7). */
import { pipeline, type Readable, Transform, type TransformCallback } from "node:stream";
import { createGunzip } from "node:zlib";
import { TransportError, type TransportFacts } from "./errors";

const maximumRatio = 100;
/** Below this a high ratio does no harm, and short repetitive answers have it. */
const ratioFreeBytes = 1024 * 1024;

export type DecodedBody = Readable & AsyncIterable<Buffer>;

export interface BodyLimits {
  encoding: string | undefined;
  maximumBytes: number;
  facts: TransportFacts;
  /** Gives errors of the source and of decompression their class. */
  translate: (error: Error) => TransportError;
}

/**
 * Wraps a body so that it yields decompressed bytes and fails with `response-too-large`, `decompression-ratio`,
 * `content-encoding` or what `translate` makes of other errors. Destroying the result destroys the source and so the
 * socket.
 */
export function decodeBody(source: Readable, limits: BodyLimits): DecodedBody {
  const name = limits.encoding?.trim().toLowerCase() ?? "";
  if (name === "identity" || name === "") return pipeline(source, new Meter(limits, null), ignoreFailure);
  if (name !== "gzip" && name !== "x-gzip") {
    source.destroy();
    const message = `The answer is compressed with ${name.slice(0, 40)}, which was not offered.`;
    throw new TransportError("content-encoding", message, limits.facts);
  }
  const compressed = new Meter(limits, null);
  return pipeline(source, compressed, createGunzip(), new Meter(limits, compressed), ignoreFailure);
}

/** Failures reach the reader through the last stage; the pipeline itself only needs someone to tell. */
function ignoreFailure(): void {}

/** Counts what passes, and stops what is too much. */
class Meter extends Transform {
  readonly #limits: BodyLimits;
  readonly #compressed: Meter | null;
  #bytes = 0;

  constructor(limits: BodyLimits, compressed: Meter | null) {
    super();
    this.#limits = limits;
    this.#compressed = compressed;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const { maximumBytes, facts } = this.#limits;
    this.#bytes += chunk.length;
    if (this.#bytes > maximumBytes) {
      const message = `The answer is larger than ${maximumBytes} bytes.`;
      done(new TransportError("response-too-large", message, { ...facts, limit: maximumBytes }));
    } else if (this.#compressed !== null && this.#expandsTooMuch(this.#compressed)) {
      const message = `The answer expands to more than ${maximumRatio} times its size.`;
      done(new TransportError("decompression-ratio", message, { ...facts, limit: maximumRatio }));
    } else {
      done(null, chunk);
    }
  }

  #expandsTooMuch(compressed: Meter): boolean {
    return this.#bytes > ratioFreeBytes && this.#bytes > compressed.#bytes * maximumRatio;
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    done(error === null ? null : this.#limits.translate(error));
  }
}
