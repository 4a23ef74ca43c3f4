/** Reads MOF (DSP0004, annex A): classes, instances, qualifier declarations and `#pragma namespace`. */
import { foldName } from "../model/names";
import { type CimFlavors, type QualifierScope, qualifierScopes } from "../model/objects";
import { isIntegerType, isRealType } from "../model/scalars";
import type { CimDataType } from "../model/types";
import { MofError } from "./errors";
import { Lexer, type Token } from "./lexer";
import type {
  MofClass,
  MofElement,
  MofInstance,
  MofLiteral,
  MofMethod,
  MofProduction,
  MofProperty,
  MofQualifier,
  MofQualifierDeclaration,
  MofSource,
  MofValue,
} from "./syntax";

/** Longer texts are refused: many times the size of the largest files of the CIM schema. */
export const longestMof = 8_388_608;

/**
 * Reads a text. Types of qualifiers and of properties of instances are not known yet; see `compileMof`.
 * @throws MofError with line, column and the line itself.
 */
export function parseMof(text: string): MofSource {
  if (text.length > longestMof) throw new MofError(`MOF has at most ${longestMof} characters`, text, 0);
  return new Parser(text).source();
}

const otherDataTypes = new Set(["boolean", "string", "char16", "datetime"]);

/** What each flavor sets; `ToInstance` is of older files. */
const flavorMeanings: Record<string, Partial<CimFlavors>> = {
  enableoverride: { isOverridable: true },
  disableoverride: { isOverridable: false },
  tosubclass: { toSubclass: true },
  restricted: { toSubclass: false },
  toinstance: { toInstance: true },
  translatable: { isTranslatable: true },
};
const noFlavors: CimFlavors = { isOverridable: null, toSubclass: null, toInstance: null, isTranslatable: null };

class Parser {
  readonly #lexer: Lexer;
  #namespace: string | null = null;
  readonly #productions: MofProduction[] = [];
  readonly #ignoredPragmas: string[] = [];

  constructor(text: string) {
    this.#lexer = new Lexer(text);
  }

  source(): MofSource {
    while (this.#lexer.peek().kind !== "end") this.#production();
    return { text: this.#lexer.text, productions: this.#productions, ignoredPragmas: this.#ignoredPragmas };
  }

  #production(): void {
    if (this.#skip("#")) {
      this.#pragma();
      return;
    }
    const qualifiers = this.#qualifiers();
    const keyword = this.#word("class, instance or qualifier");
    const declaration = this.#declaration(keyword, qualifiers);
    this.#productions.push({ namespace: this.#namespace, declaration });
  }

  #declaration(keyword: Word, qualifiers: MofQualifier[]): MofProduction["declaration"] {
    switch (foldName(keyword.value)) {
      case "class":
        return this.#class(qualifiers);
      case "instance":
        return this.#instance();
      case "qualifier":
        if (qualifiers.length > 0) throw this.#fault("A qualifier declaration has no qualifiers", keyword);
        return this.#qualifierDeclaration();
      default:
        throw this.#fault("Here class, instance, qualifier or #pragma is expected", keyword);
    }
  }

  #pragma(): void {
    const pragma = this.#word("pragma");
    if (foldName(pragma.value) !== "pragma") throw this.#fault("After # the word pragma is expected", pragma);
    const name = this.#word("name of a pragma");
    this.#expect("(");
    const value = this.#string("value of the pragma");
    this.#expect(")");
    switch (foldName(name.value)) {
      case "namespace":
        this.#namespace = this.#namespaceOf(value);
        return;
      case "include":
        throw this.#fault("#pragma include is not followed: put the text of the other file here", name);
      default:
        this.#ignoredPragmas.push(name.value);
    }
  }

  #namespaceOf({ value, offset }: { value: string; offset: number }): string | null {
    if (value.startsWith("//")) throw this.#lexer.fault("A namespace is named without its host", offset);
    const namespace = value.replace(/^\/+|\/+$/g, "");
    return namespace === "" ? null : namespace;
  }

  #class(qualifiers: MofQualifier[]): MofClass {
    const name = this.#word("name of a class");
    const alias = this.#alias();
    const superClass = this.#skip(":") ? this.#word("name of the superclass").value : null;
    const properties: MofProperty[] = [];
    const methods: MofMethod[] = [];
    const [propertyNames, methodNames] = [new Set<string>(), new Set<string>()];
    this.#expect("{");
    while (!this.#skip("}")) {
      const member = this.#member();
      if ("parameters" in member) {
        this.#requireNew(member, methodNames);
        methods.push(member);
      } else {
        this.#requireNew(member, propertyNames);
        properties.push(member);
      }
    }
    this.#expect(";");
    const named = { name: name.value, offset: name.offset, alias, superClass };
    return { kind: "class", ...named, qualifiers, properties, methods };
  }

  #member(): MofProperty | MofMethod {
    const qualifiers = this.#qualifiers();
    const element = this.#typedName(qualifiers);
    if (this.#skip("(")) {
      if (element.type === "reference") throw this.#lexer.fault("A method does not return a reference", element.offset);
      const parameters = this.#parameters();
      this.#expect(";");
      return { name: element.name, offset: element.offset, returnType: element.type, parameters, qualifiers };
    }
    const shaped = this.#dimension(element);
    const value = this.#skip("=") ? this.#value() : null;
    this.#expect(";");
    return { ...shaped, value };
  }

  #parameters(): MofElement[] {
    const parameters: MofElement[] = [];
    const names = new Set<string>();
    if (this.#skip(")")) return parameters;
    do {
      const parameter = this.#dimension(this.#typedName(this.#qualifiers()));
      this.#requireNew(parameter, names);
      parameters.push(parameter);
    } while (this.#skip(","));
    this.#expect(")");
    return parameters;
  }

  /** A data type, or a class and REF, and the name after it. */
  #typedName(qualifiers: MofQualifier[]): MofElement {
    const type = this.#word("type");
    const dataType = dataTypeOf(type.value);
    if (dataType === null) {
      const ref = this.#word("REF");
      if (foldName(ref.value) !== "ref")
        throw this.#fault("This is not a type of CIM, and no class with REF after it", type);
    }
    const { value: name, offset } = this.#word("name");
    const kind =
      dataType === null
        ? { type: "reference" as const, referenceClass: type.value }
        : { type: dataType, referenceClass: null };
    return { name, offset, ...kind, isArray: false, arraySize: null, qualifiers };
  }

  #dimension<Shaped extends { isArray: boolean; arraySize: number | null }>(element: Shaped): Shaped {
    if (!this.#skip("[")) return element;
    const size = this.#lexer.peek();
    if (size.kind === "integer") {
      this.#lexer.next();
      if (size.value < 1n || size.value > 4_294_967_295n) throw this.#fault("An array has a size of 1 or more", size);
    }
    this.#expect("]");
    return { ...element, isArray: true, arraySize: size.kind === "integer" ? Number(size.value) : null };
  }

  #instance(): MofInstance {
    const of = this.#word("of");
    if (foldName(of.value) !== "of") throw this.#fault("After instance the word of is expected", of);
    const { value: className, offset } = this.#word("name of a class");
    const alias = this.#alias();
    const properties: { name: string; offset: number; value: MofValue }[] = [];
    const names = new Set<string>();
    this.#expect("{");
    while (!this.#skip("}")) {
      this.#qualifiers();
      const { value: name, offset: at } = this.#word("name of a property");
      this.#requireNew({ name, offset: at }, names);
      this.#expect("=");
      properties.push({ name, offset: at, value: this.#value() });
      this.#expect(";");
    }
    this.#expect(";");
    return { kind: "instance", className, offset, alias, properties };
  }

  #qualifierDeclaration(): MofQualifierDeclaration {
    const { value: name, offset } = this.#word("name of a qualifier");
    this.#expect(":");
    const typeWord = this.#word("type");
    const type = dataTypeOf(typeWord.value);
    if (type === null) throw this.#fault("This is not a data type of CIM", typeWord);
    const shape = this.#dimension({ isArray: false, arraySize: null });
    const value = this.#skip("=") ? this.#value() : null;
    let scopes: QualifierScope[] = [];
    let flavors = noFlavors;
    while (this.#skip(",")) {
      const part = this.#word("Scope or Flavor");
      this.#expect("(");
      if (foldName(part.value) === "scope") scopes = this.#scopes();
      else if (foldName(part.value) === "flavor") flavors = this.#flavors(() => this.#skip(","));
      else throw this.#fault("Here Scope or Flavor is expected", part);
      this.#expect(")");
    }
    this.#expect(";");
    if (scopes.length === 0) throw this.#lexer.fault("A qualifier declaration says its Scope", offset);
    return { kind: "qualifier", name, offset, type, ...shape, value, scopes, flavors };
  }

  #scopes(): QualifierScope[] {
    const scopes = new Set<QualifierScope>();
    do {
      const word = this.#word("scope");
      const name = foldName(word.value);
      const named = name === "any" ? qualifierScopes : qualifierScopes.filter((scope) => scope === name);
      if (named.length === 0) throw this.#fault("This is not a scope of a qualifier", word);
      for (const scope of named) scopes.add(scope);
    } while (this.#skip(","));
    return [...scopes];
  }

  /** Flavors up to where `hasMore` says that there are none. */
  #flavors(hasMore: () => boolean): CimFlavors {
    let flavors = noFlavors;
    do {
      const word = this.#word("flavor");
      const meaning = flavorMeanings[foldName(word.value)];
      if (meaning === undefined) throw this.#fault("This is not a flavor of a qualifier", word);
      flavors = { ...flavors, ...meaning };
    } while (hasMore());
    return flavors;
  }

  #qualifiers(): MofQualifier[] {
    const qualifiers: MofQualifier[] = [];
    const names = new Set<string>();
    if (!this.#skip("[")) return qualifiers;
    do {
      const { value: name, offset } = this.#word("name of a qualifier");
      this.#requireNew({ name, offset }, names);
      const value = this.#qualifierValue();
      const flavors = this.#skip(":") ? this.#flavors(() => this.#lexer.peek().kind === "word") : noFlavors;
      qualifiers.push({ name, offset, value, flavors });
    } while (this.#skip(","));
    this.#expect("]");
    return qualifiers;
  }

  #qualifierValue(): MofValue | null {
    if (this.#skip("(")) {
      const value = this.#value();
      this.#expect(")");
      return value;
    }
    return this.#isSign("{") ? this.#value() : null;
  }

  #value(): MofValue {
    const { offset } = this.#lexer.peek();
    if (!this.#skip("{")) return this.#literal();
    const items: MofLiteral[] = [];
    if (this.#skip("}")) return { kind: "array", offset, items };
    do items.push(this.#literal());
    while (this.#skip(","));
    this.#expect("}");
    return { kind: "array", offset, items };
  }

  #literal(): MofLiteral {
    const token = this.#lexer.next();
    const { offset } = token;
    switch (token.kind) {
      case "string":
        return { kind: "string", offset, value: token.value + this.#moreText() };
      case "char":
      case "integer":
      case "real":
        return token;
      case "sign":
        if (token.value === "$") return { kind: "alias", offset, value: this.#word("name of an alias").value };
        break;
      case "word": {
        const literal = literalOf(token.value);
        if (literal !== null) return { ...literal, offset };
        break;
      }
      default:
    }
    throw this.#fault("Here a value is expected: text in quotes, a number, true, false or NULL", token);
  }

  /** Strings side by side are one. */
  #moreText(): string {
    const parts: string[] = [];
    for (let token = this.#lexer.peek(); token.kind === "string"; token = this.#lexer.peek()) {
      parts.push(token.value);
      this.#lexer.next();
    }
    return parts.join("");
  }

  #alias(): string | null {
    const token = this.#lexer.peek();
    if (token.kind !== "word" || foldName(token.value) !== "as") return null;
    this.#lexer.next();
    this.#expect("$");
    return this.#word("name of an alias").value;
  }

  #requireNew({ name, offset }: { name: string; offset: number }, names: Set<string>): void {
    const folded = foldName(name);
    if (names.has(folded)) throw this.#lexer.fault(`${name} is given twice`, offset);
    names.add(folded);
  }

  #word(what: string): Word {
    const token = this.#lexer.next();
    if (token.kind === "word") return token;
    throw this.#fault(`Here the ${what} is expected`, token);
  }

  #string(what: string): { value: string; offset: number } {
    const token = this.#lexer.next();
    if (token.kind === "string") return { offset: token.offset, value: token.value + this.#moreText() };
    throw this.#fault(`Here the ${what} is expected, in quotes`, token);
  }

  #isSign(sign: string): boolean {
    const token = this.#lexer.peek();
    return token.kind === "sign" && token.value === sign;
  }

  #skip(sign: string): boolean {
    if (!this.#isSign(sign)) return false;
    this.#lexer.next();
    return true;
  }

  #expect(sign: string): void {
    const token = this.#lexer.next();
    if (token.kind !== "sign" || token.value !== sign) throw this.#fault(`Here ${sign} is expected`, token);
  }

  #fault(message: string, token: Token): MofError {
    return this.#lexer.fault(token.kind === "end" ? `${message}, but the text ends` : message, token.offset);
  }
}

type Word = Extract<Token, { kind: "word" }>;

function dataTypeOf(word: string): CimDataType | null {
  const name = foldName(word);
  if (isIntegerType(name) || isRealType(name)) return name;
  return otherDataTypes.has(name) ? (name as CimDataType) : null;
}

function literalOf(word: string) {
  switch (foldName(word)) {
    case "true":
      return { kind: "boolean", value: true } as const;
    case "false":
      return { kind: "boolean", value: false } as const;
    case "null":
      return { kind: "null" } as const;
    case "nan":
      return { kind: "real", value: Number.NaN } as const;
    default:
      return null;
  }
}
