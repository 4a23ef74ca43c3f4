/** JSON as the web server writes it: two spaces, keys sorted, everything beyond ASCII escaped (BMC reference, section 8). */
import { createHash } from "node:crypto";
import { isObject, type JsonValue } from "./model";

function sorted(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((item) => sorted(item) ?? null);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => [name, sorted(item)]),
  );
}

/** Each body is written twice, for its tag and for the answer. */
const written = new WeakMap<object, string>();

export function writeJson(value: JsonValue): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const known = written.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(sorted(value), null, 2).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  written.set(value, text);
  return text;
}

/** Eight hexadecimal digits in quotes. */
export function etagOf(text: string): string {
  return `"${createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase()}"`;
}

/** The page with the data inside that `Accept: text/html` gets. */
export function writeHtml(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<html>\n<head>\n<title>Redfish API</title>\n</head>\n<body>\n<div class="content"><pre>${escaped}</pre></div>\n</body>\n</html>\n`;
}
