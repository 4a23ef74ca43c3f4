/** What must not leave the server in messages of and to a WBEM server (SEC-B2). */
import { REDACTED, redactText } from "../device-text";

export { redactText };

const SECRET_NAME =
  /\sNAME\s*=\s*["'][^"']*(?:password|passphrase|passcode|secret|secretkey|privatekey|credential|communitystring)s?["']/i;
const NAMED_ELEMENTS: ReadonlySet<string> = new Set([
  "PROPERTY",
  "PROPERTY.ARRAY",
  "PARAMVALUE",
  "IPARAMVALUE",
  "EXPPARAMVALUE",
  "KEYBINDING",
]);
const VALUE_ELEMENTS: ReadonlySet<string> = new Set(["VALUE", "KEYVALUE"]);
const TAG = /<(\/?)([A-Za-z_][\w.:-]*)([^<>]*)>/g;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g;
/** Objects embedded in one another are looked into so far. */
const DEEPEST_EMBEDDING = 4;

/**
 * A message without secrets: values of properties, parameters and keys whose names say so, in embedded objects too, private
 * keys and the given values wherever they stand. What is no XML is searched for the latter only.
 */
export function redactBody(text: string, secrets: readonly string[]): string {
  return redactText(redactNamed(text, 0).replace(PRIVATE_KEY, REDACTED), secrets);
}

/** One pass over the tags: what is damaged, or an attack, takes no longer. */
function redactNamed(text: string, depth: number): string {
  let result = "";
  let copied = 0;
  /** Secret elements that are open. */
  let hidden = 0;
  let hiddenName = "";
  /** Where the content of the open VALUE begins. */
  let valueFrom = -1;
  for (const { 0: tag, 1: slash, 2: spelled = "", 3: attributes = "", index } of text.matchAll(TAG)) {
    const name = spelled.toUpperCase();
    const isEnd = slash === "/";
    const isEmpty = attributes.endsWith("/");
    if (VALUE_ELEMENTS.has(name) && !isEmpty) {
      if (!isEnd) valueFrom = index + tag.length;
      else if (valueFrom >= 0) {
        const content = text.slice(valueFrom, index);
        const shown = hidden > 0 ? REDACTED : redactEmbedded(content, depth);
        if (shown !== content) {
          result += text.slice(copied, valueFrom) + shown;
          copied = index;
        }
        valueFrom = -1;
      }
    } else if (hidden > 0 && name === hiddenName && !isEmpty) {
      hidden += isEnd ? -1 : 1;
    } else if (hidden === 0 && !isEnd && !isEmpty && NAMED_ELEMENTS.has(name) && SECRET_NAME.test(attributes)) {
      hidden = 1;
      hiddenName = name;
    }
  }
  return result + text.slice(copied);
}

/** The text of a value, which may be an object written as text. */
function redactEmbedded(content: string, depth: number): string {
  if (depth >= DEEPEST_EMBEDDING || !/&lt;|<!\[CDATA\[/.test(content)) return content;
  const inner = content.startsWith("<![CDATA[") ? content.slice(9, -3) : unescapeXml(content);
  const redacted = redactNamed(inner, depth + 1);
  return redacted === inner ? content : escapeXml(redacted);
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function unescapeXml(text: string): string {
  return text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (all, name: string) => entities[name] ?? all);
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
