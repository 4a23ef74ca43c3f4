/** Refusals that are not well-formed XML: texts in or around ERROR that nobody has escaped (reference, section 16). */

/** ERROR is the first of a response; more of an answer is not kept. */
const HEAD_BYTES = 16 * 1024;
const LONGEST_DESCRIPTION = 2_000;
const START = /<(?:I|EXP)?METHODRESPONSE\b[^<>]*>\s*<ERROR(?=\s)/;
const CODE = /\sCODE\s*=\s*(?:"\s*(\d{1,9})\s*"|'\s*(\d{1,9})\s*')/;
const DESCRIPTION = /\sDESCRIPTION\s*=\s*(?:"([^"]*)"|'([^']*)')/;
const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** What can be told of a refusal without reading it as XML. */
export interface BrokenRefusal {
  code: number;
  description: string;
}

/** The beginning of an answer, for the case that it cannot be read. */
export class AnswerHead {
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  keep(piece: Uint8Array): void {
    if (this.#length >= HEAD_BYTES) return;
    // A copy: what it is cut from may be used again.
    const part = piece.slice(0, HEAD_BYTES - this.#length);
    this.#pieces.push(part);
    this.#length += part.length;
  }

  /** Whether a refusal goes on beyond what is kept by now. */
  get isUnfinished(): boolean {
    const content = this.#content();
    return content !== null && this.#length < HEAD_BYTES && !content.includes("</ERROR");
  }

  /** The refusal that the answer begins with; null where it begins with something else or has no code. */
  findRefusal(): BrokenRefusal | null {
    const [content = ""] = this.#content()?.split("</ERROR", 1) ?? [];
    const [, quoted, single] = CODE.exec(content) ?? [];
    const code = quoted ?? single;
    if (code === undefined) return null;
    const [, description, other = ""] = DESCRIPTION.exec(content) ?? [];
    return { code: Number(code), description: unescaped(description ?? other).slice(0, LONGEST_DESCRIPTION) };
  }

  /** What follows the name of ERROR; null where the answer does not begin with it. */
  #content(): string | null {
    const text = Buffer.concat(this.#pieces).toString("utf8");
    const start = START.exec(text);
    return start === null ? null : text.slice(start.index + start[0].length);
  }
}

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? "");
}
