/** Query parameters of list and get operations (hmc-web-services-api.md, section 4.1). */
import { type ApiRequest, requireQueryNames } from "./api";
import { HmcApiError } from "./errors";
import { type FakeObject, type JsonValue, type Properties, scalarText } from "./model";

export type FilterKind = "pattern" | "exact";

/** The quoting and inline flags of Java that JavaScript writes differently. */
function fromJavaSyntax(pattern: string): { source: string; flags: string } {
  let source = pattern;
  let flags = "";
  const inlineFlags = /^\(\?([imsu]+)\)/.exec(source);
  if (inlineFlags?.[1] !== undefined) {
    flags = [...new Set(inlineFlags[1])].join("").replace("u", "");
    source = source.slice(inlineFlags[0].length);
  }
  source = source.replace(/\\Q([\s\S]*?)(?:\\E|$)/g, (_whole, literal: string) =>
    literal.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"),
  );
  return { source, flags };
}

/** A regular expression in Java syntax that must match the whole value; throws HmcApiError 400.14. */
export function wholeMatch(pattern: string): RegExp {
  const { source, flags } = fromJavaSyntax(pattern);
  try {
    return new RegExp(`^(?:${source})$`, flags);
  } catch (cause) {
    const error = new HmcApiError(400, 14, `The value '${pattern}' is not a valid regular expression.`);
    error.cause = cause;
    throw error;
  }
}

/**
 * A predicate from the filters of a list request: values of one name are alternatives, names combine with AND.
 * Throws HmcApiError 400.1 for names outside the filters and `otherNames`, and 400.14 for broken expressions.
 */
export function readFilters(
  request: ApiRequest,
  filters: Readonly<Record<string, FilterKind>>,
  otherNames: readonly string[] = [],
): (item: Properties) => boolean {
  requireQueryNames(request, [...Object.keys(filters), ...otherNames]);
  const conditions: ((item: Properties) => boolean)[] = [];
  for (const [name, kind] of Object.entries(filters)) {
    const wanted = request.query.getAll(name);
    if (wanted.length === 0) continue;
    if (kind === "pattern") {
      const expressions = wanted.map(wholeMatch);
      conditions.push((item) => expressions.some((expression) => expression.test(scalarText(item[name]))));
    } else {
      conditions.push((item) => wanted.includes(scalarText(item[name])));
    }
  }
  return (item) => conditions.every((condition) => condition(item));
}

/** The names in a comma-separated query parameter; undefined where it was not sent. */
export function readNames(request: ApiRequest, parameter: string): string[] | undefined {
  if (!request.query.has(parameter)) return undefined;
  return request.query
    .getAll(parameter)
    .flatMap((value) => value.split(","))
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** Copies the named properties that the object has. */
export function select(properties: Properties, names: readonly string[]): Properties {
  const selected: Properties = {};
  for (const name of names) {
    const value: JsonValue | undefined = properties[name];
    if (value !== undefined) selected[name] = value;
  }
  return selected;
}

/** A copy of the named properties; throws HmcApiError 400.14 for one that the object does not have. */
export function selectExisting(object: FakeObject, names: readonly string[]): Properties {
  for (const name of names) {
    if (!(name in object.properties)) {
      throw new HmcApiError(400, 14, `The property '${name}' does not exist on this object.`);
    }
  }
  return select(object.properties, names);
}
