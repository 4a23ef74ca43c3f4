/** A subset of WQL, CQL and FQL: SELECT … FROM … WHERE with comparisons, LIKE, ISA, IS NULL, AND, OR and NOT. */
import { parseDatetime, valueOfDatetime } from "../model/datetime";
import { findByName, foldName, isSameName } from "../model/names";
import type { CimInstance, CimScalar, CimValue } from "../model/objects";
import { CimRefusal, cimStatus } from "./refusals";
import { isList } from "./values";

/** Tells whether a class is another one or below it. */
export type IsA = (className: string, ancestor: string) => boolean;
type Condition = (instance: CimInstance, isA: IsA) => boolean;

export interface Query {
  /** Names in lower case; null for all. */
  properties: ReadonlySet<string> | null;
  className: string;
  condition: Condition;
}

/** NOT and parentheses within one another; more would be an attack on the stack. */
const DEEPEST_CONDITION = 100;
const QUERY_LANGUAGES = ["WQL", "CIM:CQL", "DMTF:CQL"];
const TOKEN =
  /\s*(?:('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(\w+(?:(?:\.|::)\w+)*)|(<>|!=|<=|>=|[=<>(),*]))/y;
const invalid = (what: string) => new CimRefusal(cimStatus.invalidQuery, `The query is not valid: ${what}.`);

type Token = { kind: "text" | "number" | "word" | "sign"; text: string };

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const text = source.trimEnd();
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found === null) throw invalid(`nothing is known that begins with "${text.slice(at, at + 20)}"`);
    const [, quoted, number, word, sign] = found;
    if (quoted !== undefined) tokens.push({ kind: "text", text: quoted.slice(1, -1).replace(/\\(.)/g, "$1") });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else tokens.push({ kind: "sign", text: sign ?? "" });
  }
  return tokens;
}

type Literal = string | number | boolean | null;

/** The value at the end of a dotted name; the way leads through embedded instances. */
function valueAt(instance: CimInstance, path: string): CimValue {
  const [name = "", ...rest] = path.split(".");
  const value = findByName(instance.properties, name.split("::").at(-1) ?? name)?.value ?? null;
  if (rest.length === 0) return value;
  const isEmbedded = typeof value === "object" && value !== null && "kind" in value && value.kind === "instance";
  return isEmbedded ? valueAt(value, rest.join(".")) : null;
}

function compareScalar(value: CimScalar, literal: Exclude<Literal, null>): number | null {
  if (typeof value === "object") {
    if (!("text" in value) || typeof literal !== "string") return null;
    try {
      return Number(valueOfDatetime(value).microseconds - valueOfDatetime(parseDatetime(literal)).microseconds);
    } catch {
      throw invalid(`"${literal}" is no datetime`);
    }
  }
  if (typeof value === "boolean") return typeof literal === "boolean" ? Number(value) - Number(literal) : null;
  if (typeof value === "string") {
    return typeof literal !== "string" ? null : value < literal ? -1 : value > literal ? 1 : 0;
  }
  if (typeof literal !== "number") return null;
  return value < literal ? -1 : value > literal ? 1 : 0;
}

const COMPARISONS: Readonly<Record<string, (difference: number) => boolean>> = {
  "=": (difference) => difference === 0,
  "<>": (difference) => difference !== 0,
  "!=": (difference) => difference !== 0,
  "<": (difference) => difference < 0,
  "<=": (difference) => difference <= 0,
  ">": (difference) => difference > 0,
  ">=": (difference) => difference >= 0,
};

/** An array fits where one of its items does. */
function anyOf(value: CimValue, test: (item: CimScalar) => boolean): boolean {
  const items = isList(value) ? value : [value];
  return items.some((item) => item !== null && test(item));
}

function likePattern(pattern: string, isWql: boolean): RegExp {
  const quoted = pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // The regular expressions of CQL have `.*` and `.` where WQL has `%` and `_`.
  const source = isWql
    ? quoted.replaceAll("%", "[\\s\\S]*").replaceAll("_", "[\\s\\S]")
    : quoted.replaceAll("\\.\\*", "[\\s\\S]*").replaceAll("\\.", "[\\s\\S]");
  return new RegExp(`^${source}$`);
}

class Parser {
  readonly #tokens: Token[];
  readonly #isWql: boolean;
  #depth = 0;
  /** Names that stand for the instance itself. */
  aliases: string[] = [];

  constructor(source: string, isWql: boolean) {
    this.#tokens = tokensOf(source);
    this.#isWql = isWql;
  }

  get isAtEnd(): boolean {
    return this.#tokens.length === 0;
  }

  /** Takes the word or sign if it comes next. */
  accept(text: string): boolean {
    const [next] = this.#tokens;
    if (next === undefined || next.kind === "text" || !isSameName(next.text, text)) return false;
    this.#tokens.shift();
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) throw invalid(`${text} is missing`);
  }

  word(): string {
    const next = this.#tokens.shift();
    if (next?.kind !== "word") throw invalid("a name is missing");
    return next.text;
  }

  optionalWord(...not: string[]): string | null {
    const [next] = this.#tokens;
    return next?.kind === "word" && !not.some((one) => isSameName(one, next.text)) ? this.word() : null;
  }

  #name(): string {
    const name = this.word();
    const alias = this.aliases.find((one) => foldName(name).startsWith(`${foldName(one)}.`));
    return alias === undefined ? name : name.slice(alias.length + 1);
  }

  selected(): ReadonlySet<string> | null {
    if (this.accept("*")) return null;
    const names: string[] = [];
    do names.push(this.word());
    while (this.accept(","));
    if (names.some((name) => name.endsWith(".*"))) return null;
    return new Set(names.map((name) => foldName(name.split(".").at(-1) ?? name)));
  }

  disjunction(): Condition {
    const parts = [this.#conjunction()];
    while (this.accept("OR")) parts.push(this.#conjunction());
    return (instance, isA) => parts.some((part) => part(instance, isA));
  }

  #conjunction(): Condition {
    const parts = [this.#negation()];
    while (this.accept("AND")) parts.push(this.#negation());
    return (instance, isA) => parts.every((part) => part(instance, isA));
  }

  #negation(): Condition {
    if (this.accept("NOT")) {
      const inner = this.#within(() => this.#negation());
      return (instance, isA) => !inner(instance, isA);
    }
    if (!this.accept("(")) return this.#comparison();
    const inner = this.#within(() => this.disjunction());
    this.expect(")");
    return inner;
  }

  #within(parse: () => Condition): Condition {
    this.#depth += 1;
    if (this.#depth > DEEPEST_CONDITION)
      throw invalid(`it has more than ${DEEPEST_CONDITION} conditions in one another`);
    const inner = parse();
    this.#depth -= 1;
    return inner;
  }

  #literal(): Literal {
    const next = this.#tokens.shift();
    if (next?.kind === "text") return next.text;
    if (next?.kind === "number") return Number(next.text);
    const words: Readonly<Record<string, Literal>> = { true: true, false: false, null: null };
    const value = next === undefined ? undefined : words[foldName(next.text)];
    if (value === undefined) throw invalid("a value is missing");
    return value;
  }

  #comparison(): Condition {
    const isSelf = this.aliases.some((alias) => {
      const [next, after] = this.#tokens;
      return next !== undefined && isSameName(next.text, alias) && after !== undefined && isSameName(after.text, "ISA");
    });
    const name = isSelf ? "" : this.#name();
    if (isSelf) this.word();
    if (this.accept("ISA")) {
      const next = this.#tokens.shift();
      if (next === undefined || (next.kind !== "word" && next.kind !== "text")) throw invalid("a class is missing");
      return (instance, isA) => {
        const value = name === "" ? instance : valueAt(instance, name);
        return anyOf(
          value,
          (item) => typeof item === "object" && "className" in item && isA(item.className, next.text),
        );
      };
    }
    if (this.accept("IS")) {
      const isNegated = this.accept("NOT");
      this.expect("NULL");
      return (instance) => (valueAt(instance, name) === null) !== isNegated;
    }
    const isNotLike = this.accept("NOT");
    if (this.accept("LIKE")) {
      const pattern = likePattern(String(this.#literal()), this.#isWql);
      return (instance) =>
        anyOf(valueAt(instance, name), (item) => typeof item === "string" && pattern.test(item)) !== isNotLike;
    }
    const sign = Object.keys(COMPARISONS).find((one) => this.accept(one));
    const test = COMPARISONS[sign ?? ""];
    if (test === undefined) throw invalid("a comparison is missing");
    const literal = this.#literal();
    return (instance) =>
      anyOf(valueAt(instance, name), (item) => {
        const difference = literal === null ? null : compareScalar(item, literal);
        return difference !== null && test(difference);
      });
  }
}

/** @throws CimRefusal 14 for another language, 15 for what is not valid. */
export function parseQuery(language: string, source: string): Query {
  if (!QUERY_LANGUAGES.some((one) => isSameName(one, language))) {
    throw new CimRefusal(cimStatus.queryLanguageNotSupported, `The query language ${language} is not supported.`);
  }
  const parser = new Parser(source, isSameName(language, "WQL"));
  parser.expect("SELECT");
  const properties = parser.selected();
  parser.expect("FROM");
  const className = parser.word();
  parser.accept("AS");
  const alias = parser.optionalWord("WHERE");
  parser.aliases = alias === null ? [className] : [alias, className];
  const condition = parser.accept("WHERE") ? parser.disjunction() : () => true;
  if (!parser.isAtEnd) throw invalid("there is something after its end");
  return { properties, className, condition };
}

/** A filter of an Open operation. @throws CimRefusal 14, 15. */
export function parseFilter(language: string | null, source: string): Condition {
  if (!isSameName(language ?? "", "DMTF:FQL")) {
    throw new CimRefusal(cimStatus.queryLanguageNotSupported, `The filter language ${language} is not supported.`);
  }
  const parser = new Parser(source, false);
  const condition = parser.disjunction();
  if (!parser.isAtEnd) throw invalid("there is something after its end");
  return condition;
}
