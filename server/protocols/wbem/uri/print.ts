/** WBEM URIs in writing (DSP0207, untyped; reference, section 10). */
import { foldName } from "../model/names";
import type { CimClassName, CimInstanceName, CimKeyBinding } from "../model/objects";
import { printShortReal } from "../model/reals";

/**
 * `standard`: always with slash and colon. `canonical`: names and host in lower case. `cimobject`: for the header CIMObject,
 * without host and leading slash. `historical`: no slash without host, no colon without namespace.
 */
export const wbemUriFormats = ["standard", "canonical", "cimobject", "historical"] as const;
export type WbemUriFormat = (typeof wbemUriFormats)[number];

/**
 * The WBEM URI of a path; keys are sorted by name. It is meant for showing, entering and headers: a string that looks like
 * a datetime or a path cannot be told from one when it is read again, so keep the path itself next to it.
 */
export function printWbemUri(path: CimInstanceName | CimClassName, format: WbemUriFormat = "standard"): string {
  const cased = format === "canonical" ? foldName : (name: string) => name;
  const host = format === "cimobject" ? null : path.host;
  const authority = host === null ? "" : `//${cased(host)}`;
  const slash = host !== null || format === "standard" || format === "canonical" ? "/" : "";
  const colon = path.namespace !== null || format !== "historical" ? ":" : "";
  const start = `${authority}${slash}${cased(path.namespace ?? "")}${colon}${cased(path.className)}`;
  if (path.kind === "class-name") return start;
  const keys = path.keyBindings
    .map((key) => [cased(key.name), printKeyValue(key, format)] as const)
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  return `${start}.${keys.map(([name, value]) => `${name}=${value}`).join(",")}`;
}

function printKeyValue({ type, value }: CimKeyBinding, format: WbemUriFormat): string {
  switch (typeof value) {
    case "string":
      return type === "char16" ? quoted(value, "'") : quoted(value, '"');
    case "boolean":
      return value ? "TRUE" : "FALSE";
    case "bigint":
      return value.toString();
    case "number":
      return type === "real32" || type === "real64" || !Number.isInteger(value)
        ? printShortReal(value)
        : value.toFixed(0);
    default:
      return quoted("text" in value ? value.text : printWbemUri(value, format), '"');
  }
}

function quoted(text: string, quote: string): string {
  return quote + text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`) + quote;
}
