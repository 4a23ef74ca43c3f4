/** Validity of messages by the DTD of CIM-XML (DSP0203): content models become regular expressions over child names. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { XmlElement } from "./xml-reader";

interface AttributeRule {
  values: ReadonlySet<string> | null;
  isRequired: boolean;
}
interface ElementRule {
  content: RegExp;
  hasText: boolean;
  attributes: ReadonlyMap<string, AttributeRule>;
}

/** Where the DTD lies, for other validators. */
export const dtdFile = path.join(import.meta.dirname, "cim-xml.dtd");

function readRules(): ReadonlyMap<string, ElementRule> {
  const source = readFileSync(dtdFile, "utf8").replace(/<!--[\s\S]*?-->/g, "");
  const entities = new Map<string, string>();
  for (const [, name = "", value = ""] of source.matchAll(/<!ENTITY % (\w+) "([^"]*)">/g)) entities.set(name, value);
  const text = source.replace(/%(\w+);/g, (_whole, name: string) => entities.get(name) ?? "");
  const attributes = new Map<string, Map<string, AttributeRule>>();
  for (const [, element = "", list = ""] of text.matchAll(/<!ATTLIST ([\w.]+) ([^>]*)>/g)) {
    const rules = new Map<string, AttributeRule>();
    const pattern = /([\w:.]+)\s+(CDATA|NMTOKEN|\(([^)]*)\))\s+(#REQUIRED|#IMPLIED|"[^"]*"|'[^']*')/g;
    for (const [, name = "", , values, standard] of list.matchAll(pattern)) {
      rules.set(name, { values: values ? new Set(values.split("|")) : null, isRequired: standard === "#REQUIRED" });
    }
    attributes.set(element, rules);
  }
  const rules = new Map<string, ElementRule>();
  for (const [, element = "", model = ""] of text.matchAll(/<!ELEMENT ([\w.]+) ([^>]*)>/g)) {
    const hasText = model.includes("#PCDATA");
    const content = hasText || model === "EMPTY" ? "" : model.replace(/[\w.]+/g, quoteName).replace(/[\s,]+/g, "");
    rules.set(element, {
      hasText,
      content: new RegExp(`^(?:${content})$`),
      attributes: attributes.get(element) ?? new Map(),
    });
  }
  return rules;
}

const quoteName = (name: string) => `(?:${name.replaceAll(".", "\\.")};)`;
let rules: ReadonlyMap<string, ElementRule> | undefined;

/** What is wrong with the first element that is not as the DTD says; null where all are. */
export function findInvalidity(element: XmlElement, tolerated: ReadonlySet<string> = new Set()): string | null {
  rules ??= readRules();
  const rule = rules.get(element.name);
  if (rule === undefined) return `There is no element ${element.name}.`;
  for (const [name, value] of element.attributes) {
    const attribute = rule.attributes.get(name);
    if (attribute === undefined) return `${element.name} has no attribute ${name}.`;
    if (attribute.values?.has(value) === false) return `${element.name} has ${name}="${value}".`;
  }
  for (const [name, { isRequired }] of rule.attributes) {
    if (isRequired && !element.attributes.has(name) && !tolerated.has(`${element.name}.${name}`)) {
      return `${element.name} lacks its attribute ${name}.`;
    }
  }
  if (!rule.hasText && element.text.trim() !== "") return `${element.name} contains text.`;
  const children = element.children.map(({ name }) => `${name};`).join("");
  if (!rule.content.test(children)) return `${element.name} may not contain ${children || "nothing"}`;
  for (const child of element.children) {
    const found = findInvalidity(child, tolerated);
    if (found !== null) return found;
  }
  return null;
}
