/** The end of an answer to Open or Pull, which says how the enumeration goes on (reference, section 8.1). */
import { readPullEnd } from "../call";
import { WbemError } from "../errors";
import { defaultLimits } from "../xml/limits";
import { ReadContext } from "../xml/read-context";
import { readParameterValue } from "../xml/read-parameters";
import { parseTree } from "../xml/tree-reader";

/** Output parameters come after the objects; a context has some hundred bytes at most. */
const END_BYTES = 16 * 1024;
const PARAMETER =
  /<PARAMVALUE\b[^<>]*\bNAME\s*=\s*["'](?:EndOfSequence|EnumerationContext)["'][^<>]*>(?:(?!<\/PARAMVALUE\s*>)[\s\S])*<\/PARAMVALUE\s*>/gi;

/** The last bytes of a body of any length. */
export class AnswerEnd {
  #bytes: Buffer = Buffer.alloc(0);

  keep(chunk: Uint8Array): void {
    this.#bytes = Buffer.from(Buffer.concat([this.#bytes, chunk.subarray(-END_BYTES)]).subarray(-END_BYTES));
  }

  /** The context of the enumeration; null where it is over, or where the end says nothing of one. */
  readContext(operation: string): string | null {
    try {
      const context = new ReadContext(operation);
      const { notes } = context;
      const parameters = [...this.#bytes.toString("utf8").matchAll(PARAMETER)].map(([element]) =>
        readParameterValue(parseTree(element, { operation, limits: defaultLimits, notes }), context),
      );
      return readPullEnd(parameters, operation, "").context?.context ?? null;
    } catch (error) {
      if (error instanceof WbemError) return null;
      throw error;
    }
  }
}
