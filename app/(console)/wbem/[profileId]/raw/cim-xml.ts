/** Longest text that is laid out; longer ones are shown as they came. */
const LONGEST = 2_000_000;
const INDENT = "  ";
/** Markup and the text between, in one pass; quoted values of attributes may hold a `>`. */
const PIECES = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(?:[^<>"']|"[^"]*"|'[^']*')*>|[^<]+/g;

/** XML with one element a line, indented; elements that hold text only stay on their line. Text itself is not changed. */
export function formatXml(xml: string): string {
  if (!xml.trimStart().startsWith("<") || xml.length > LONGEST) return xml;
  const pieces = xml.match(PIECES) ?? [];
  if (pieces.join("") !== xml) return xml;
  const lines: string[] = [];
  let depth = 0;
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index] ?? "";
    if (piece.trim() === "" && !piece.startsWith("<")) continue;
    const isOpening = /^<[^!?/]/.test(piece) && !piece.endsWith("/>");
    const isClosing = piece.startsWith("</");
    if (isClosing) depth = Math.max(0, depth - 1);
    const [next = "", afterNext = ""] = pieces.slice(index + 1, index + 3);
    if (isOpening && next.startsWith("</")) {
      lines.push(`${INDENT.repeat(depth)}${piece}${next}`);
      index += 1;
    } else if (isOpening && next !== "" && !/^<[^!]/.test(next) && afterNext.startsWith("</")) {
      lines.push(`${INDENT.repeat(depth)}${piece}${next}${afterNext}`);
      index += 2;
    } else {
      lines.push(`${INDENT.repeat(depth)}${piece}`);
      if (isOpening) depth += 1;
    }
  }
  return lines.join("\n");
}

const escapeAttribute = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** A request to begin with: the names of the instances of a class. */
export function sampleRequest(namespace: string, className: string): string {
  const segments = namespace
    .split("/")
    .filter(Boolean)
    .map((segment) => `          <NAMESPACE NAME="${escapeAttribute(segment)}"/>`);
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<CIM CIMVERSION="2.0" DTDVERSION="2.0">',
    '  <MESSAGE ID="1001" PROTOCOLVERSION="1.0">',
    "    <SIMPLEREQ>",
    '      <IMETHODCALL NAME="EnumerateInstanceNames">',
    "        <LOCALNAMESPACEPATH>",
    ...segments,
    "        </LOCALNAMESPACEPATH>",
    '        <IPARAMVALUE NAME="ClassName">',
    `          <CLASSNAME NAME="${escapeAttribute(className)}"/>`,
    "        </IPARAMVALUE>",
    "      </IMETHODCALL>",
    "    </SIMPLEREQ>",
    "  </MESSAGE>",
    "</CIM>",
  ].join("\n");
}
