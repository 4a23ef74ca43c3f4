/** A fault in MOF, with its place and the line it is on. */

const widestExcerpt = 100;

/** A text that is not MOF, or does not fit the classes it speaks of. */
export class MofError extends Error {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** The line of the fault, printable and bounded. */
  readonly excerpt: string;

  constructor(message: string, source: string, offset: number) {
    const before = source.slice(0, offset);
    const lineStart = before.lastIndexOf("\n") + 1;
    const line = before.split("\n").length;
    const column = offset - lineStart + 1;
    super(`${message} (line ${line}, column ${column})`);
    this.name = "MofError";
    this.line = line;
    this.column = column;
    this.excerpt = excerptOf(source, lineStart, offset);
  }
}

function excerptOf(source: string, lineStart: number, offset: number): string {
  const start = Math.max(lineStart, offset - widestExcerpt / 2);
  const [line = ""] = source.slice(start, start + widestExcerpt).split("\n");
  return line.replaceAll(/\p{Cc}/gu, " ").trimEnd();
}
