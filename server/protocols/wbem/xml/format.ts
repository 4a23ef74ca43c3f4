/** CIM-XML for reading: one element on a line, indented; text stays as it is. */

const INDENT = "  ";
const PIECE = /<[^>]*>|[^<]+/g;
/** More is not worth the wait; the rest follows as it is. */
const LONGEST = 4 * 1024 * 1024;

/**
 * Lays out a message. White space between elements is replaced, since it means nothing there; an element with text stays on
 * one line. What is not well-formed is laid out as far as it goes.
 */
export function formatXml(text: string): string {
  const lines: string[] = [];
  let depth = 0;
  let line = "";
  const endLine = () => {
    if (line !== "") lines.push(line);
    line = "";
  };
  const head = text.slice(0, LONGEST);
  for (const [piece] of head.matchAll(PIECE)) {
    if (!piece.startsWith("<")) {
      if (piece.trim() !== "") line += piece;
      continue;
    }
    if (piece.startsWith("</")) {
      depth = Math.max(0, depth - 1);
      const isOpenHere = line !== "" && !line.trimEnd().endsWith("/>");
      if (!isOpenHere) {
        endLine();
        line = INDENT.repeat(depth);
      }
      line += piece;
      endLine();
      continue;
    }
    endLine();
    line = INDENT.repeat(depth) + piece;
    const isWhole = piece.endsWith("/>") || piece.startsWith("<?") || piece.startsWith("<!");
    if (isWhole) endLine();
    else depth += 1;
  }
  endLine();
  return lines.join("\n") + text.slice(LONGEST);
}
