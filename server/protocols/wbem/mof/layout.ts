/** Lines of MOF: where values break so that they fit (reference, section 11). */

export const indentWidth = 3;
export const lineWidth = 80;

/** Where a value is to stand. */
export interface Place {
  /** Characters that are on the line already. */
  column: number;
  /** Spaces before what goes on a new line. */
  indent: number;
  /** Characters to leave free at the end of the last line. */
  reserve: number;
  /** Rather begin a new line than split a text on this one. */
  avoidsSplits: boolean;
}

const named: Record<string, string> = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "'": "\\'",
  "\\": "\\\\",
};

/** The text with what MOF escapes, without quotes (DSP0004, annex A: escapedUCSchar). */
export function escapeMof(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
  return text.replace(/[\u0001-\u001f"'\\]/g, (char) => {
    return named[char] ?? `\\x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  });
}

/** The column after a text that begins at one. */
export function columnAfter(column: number, text: string): number {
  const lineEnd = text.lastIndexOf("\n");
  return lineEnd === -1 ? column + text.length : text.length - lineEnd - 1;
}

/** A word that cannot be split: on this line where it fits, otherwise on the next. */
export function layWord(word: string, { column, indent, reserve }: Place): string {
  return word.length <= lineWidth - column - reserve ? word : newLine(indent) + word;
}

const quotes = 2;

/** A text in quotes, split after blanks into parts on lines of their own where it does not fit. */
export function layText(text: string, place: Place, quote = '"'): string {
  const { indent, reserve, avoidsSplits } = place;
  let { column } = place;
  let rest = escapeMof(text);
  let laid = "";
  for (;;) {
    let room = lineWidth - column - quotes;
    if (rest.length > room - reserve && (avoidsSplits || lastBlankWithin(rest, room) === -1)) {
      laid += newLine(indent);
      column = indent;
      room = lineWidth - indent - quotes;
    }
    const isLast = rest.length <= room - reserve;
    const end = isLast ? rest.length : partEnd(rest, rest.length > room ? room : room - reserve);
    laid += quote + rest.slice(0, end) + quote;
    column += quotes + end;
    rest = rest.slice(end);
    if (rest === "") return laid;
  }
}

/** Comma-separated items; the first stands where the place says, the others where they fit. */
export function layItems<Item>(
  items: readonly Item[],
  place: Place,
  lay: (item: Item, place: Place) => string,
): string {
  let { column } = place;
  let laid = "";
  for (const [index, item] of items.entries()) {
    const separator = index === 0 ? "" : ", ";
    const text = lay(item, { ...place, column: column + separator.length, reserve: place.reserve + 2 });
    const next = text.startsWith("\n") ? separator.trimEnd() + text : separator + text;
    column = columnAfter(column, next);
    laid += next;
  }
  return laid;
}

/** The value after a blank, or on a new line where it begins with one. */
export function afterBlank(laid: string): string {
  return laid === "" || laid.startsWith("\n") ? laid : ` ${laid}`;
}

export function newLine(indent: number): string {
  return `\n${" ".repeat(indent)}`;
}

function lastBlankWithin(escaped: string, room: number): number {
  return room <= 0 ? -1 : escaped.lastIndexOf(" ", room - 1);
}

/** Where the part that fits ends: after its last blank, otherwise within a word, but never within an escape or a character. */
function partEnd(escaped: string, room: number): number {
  const blank = lastBlankWithin(escaped, room);
  if (blank !== -1) return blank + 1;
  let end = 0;
  while (end < escaped.length) {
    const length =
      escaped[end] === "\\"
        ? escaped[end + 1] === "x"
          ? 6
          : 2
        : String.fromCodePoint(escaped.codePointAt(end) ?? 0).length;
    if (end + length > room) break;
    end += length;
  }
  return end;
}
