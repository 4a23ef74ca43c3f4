/** Comparison of request bodies as XML (reference, section 15.4, comparison in pywbem's runner). */
import { SaxesParser } from "saxes";
import { textElements } from "../xml/element";

/** Siblings whose order says nothing. */
const UNORDERED: ReadonlySet<string> = new Set([
  "IPARAMVALUE",
  "PROPERTY",
  "PROPERTY.ARRAY",
  "PARAMETER",
  "KEYBINDING",
]);

interface Node {
  name: string;
  attributes: Record<string, string>;
  children: Node[];
  text: string;
}

function parse(xml: string): Node {
  const parser = new SaxesParser({ xmlns: false });
  const root: Node = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const addText = (text: string) => {
    const node = open.at(-1);
    if (node !== undefined) node.text += text;
  };
  parser.on("opentag", ({ name, attributes }) => {
    const node: Node = { name, attributes, children: [], text: "" };
    open.at(-1)?.children.push(node);
    open.push(node);
  });
  parser.on("closetag", () => open.pop());
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.write(xml.trim()).close();
  return root;
}

/** Sorts unordered siblings by name, among the places that siblings of their kind have. */
function inOrder(children: Node[]): Node[] {
  const sorted = new Map<string, Node[]>();
  for (const name of UNORDERED) {
    const alike = children.filter((child) => child.name === name);
    sorted.set(
      name,
      alike.toSorted((one, other) => compareText(one.attributes.NAME, other.attributes.NAME)),
    );
  }
  return children.map((child) => sorted.get(child.name)?.shift() ?? child);
}

function compareText(one = "", other = ""): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function isObjectText(text: string): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*)?<(?:INSTANCE|CLASS)[\s>/]/.test(text);
}

function lines(node: Node, depth: number): string[] {
  const indent = "  ".repeat(depth);
  const attributes = Object.entries(node.attributes)
    .toSorted(([one], [other]) => compareText(one, other))
    .map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  const content = node.children.length > 0 ? "" : textOf(node);
  const text = content === "" ? "" : ` ${JSON.stringify(content)}`;
  const embedded = node.children.length === 0 && isObjectText(node.text) ? parse(node.text).children : [];
  return [
    `${indent}${node.name}${attributes.join("")}${text}`,
    ...inOrder([...node.children, ...embedded]).flatMap((child) => lines(child, depth + 1)),
  ];
}

function textOf({ name, text }: Node): string {
  return isObjectText(text) || (!textElements.has(name) && text.trim() === "") ? "" : text;
}

/**
 * The first line where two messages differ, each written as one line an element; null where they are alike. White space
 * between elements, the order of attributes, and that of unordered siblings do not matter, in embedded objects neither.
 * @throws Error for what is not well-formed.
 */
export function findXmlDifference(expected: string, actual: string): { expected: string; actual: string } | null {
  const wanted = parse(expected).children.flatMap((node) => lines(node, 0));
  const found = parse(actual).children.flatMap((node) => lines(node, 0));
  const length = Math.max(wanted.length, found.length);
  for (let at = 0; at < length; at += 1) {
    const pair = { expected: wanted[at] ?? "nothing", actual: found[at] ?? "nothing" };
    if (pair.expected !== pair.actual) return { expected: pair.expected.trim(), actual: pair.actual.trim() };
  }
  return null;
}
