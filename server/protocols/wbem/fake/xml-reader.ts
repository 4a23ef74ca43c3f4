/** A small XML reader for requests, which shares nothing with the client's; it holds the whole message. */

export interface XmlElement {
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: XmlElement[];
  /** Character data directly inside, joined. */
  text: string;
}

const NAME = "[A-Za-z_:][\\w:.-]*";
const ATTRIBUTE = `\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*')`;
const TOKEN = new RegExp(
  [
    "<\\?[\\s\\S]*?\\?>",
    "<!--(?:(?!--)[\\s\\S])*-->",
    "<!\\[CDATA\\[(?<cdata>[\\s\\S]*?)\\]\\]>",
    `</(?<end>${NAME})\\s*>`,
    `<(?<start>${NAME})(?<attributes>(?:${ATTRIBUTE})*)\\s*(?<empty>/?)>`,
    "(?<text>[^<]+)",
  ].join("|"),
  "y",
);
const ATTRIBUTES = new RegExp(`(${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, "g");
const REFERENCE = /&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));|&/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
/** What XML 1.0 allows as a character. */
const ALLOWED = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;
const MOST_DEPTH = 200;

function resolve(text: string): string {
  return text.replace(REFERENCE, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined && ENTITIES[name] !== undefined) return ENTITIES[name];
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    if (!(code <= 0x10ffff)) throw new SyntaxError(`unknown reference ${whole}`);
    return String.fromCodePoint(code);
  });
}

function readAttributes(source: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = "", double, single] of source.matchAll(ATTRIBUTES)) {
    if (attributes.has(name)) throw new SyntaxError(`attribute ${name} twice`);
    attributes.set(name, resolve((double ?? single ?? "").replace(/[\t\r\n]/g, " ")));
  }
  return attributes;
}

/**
 * Reads a document without a document type.
 * @throws SyntaxError saying what is not well-formed.
 */
export function readXml(document: string): XmlElement {
  const source = document.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const root: XmlElement = { name: "", attributes: new Map(), children: [], text: "" };
  const open = [root];
  const addText = (text: string) => {
    const top = open.at(-1) ?? root;
    if (!ALLOWED.test(text)) throw new SyntaxError("a character that XML does not have");
    if (top === root && text.trim() !== "") throw new SyntaxError("text outside of the document element");
    top.text += text;
  };
  TOKEN.lastIndex = 0;
  for (let at = 0; at < source.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(source)?.groups;
    if (found === undefined) throw new SyntaxError(`no well-formed markup at position ${at}`);
    if (found.text !== undefined) addText(resolve(found.text));
    else if (found.cdata !== undefined) addText(found.cdata);
    else if (found.end !== undefined) {
      const top = open.pop();
      if (top?.name !== found.end) throw new SyntaxError(`${found.end} ends where ${top?.name} is open`);
    } else if (found.start !== undefined) {
      const element = { name: found.start, attributes: readAttributes(found.attributes ?? ""), children: [], text: "" };
      (open.at(-1) ?? root).children.push(element);
      if (found.empty === "") open.push(element);
      if (open.length > MOST_DEPTH) throw new SyntaxError("elements are nested too deeply");
    }
  }
  const [top, ...others] = root.children;
  if (open.length !== 1 || top === undefined || others.length > 0) throw new SyntaxError("not one complete element");
  return top;
}
