/** What the mapping of elements to objects needs beside the elements. */
import { WbemError } from "../errors";
import { isKnownElement, type XmlElement } from "./element";
import { defaultLimits, type XmlLimits } from "./limits";
import { type DeviationCode, ToleranceNotes } from "./notes";

const EXCERPT = 80;

export class ReadContext {
  constructor(
    readonly operation: string,
    readonly limits: XmlLimits = defaultLimits,
    readonly notes: ToleranceNotes = new ToleranceNotes(),
    /** How many objects this one is embedded in. */
    readonly embeddedDepth = 0,
    /** Whether what XML does not allow is replaced, in embedded objects too. */
    readonly isLenient = false,
  ) {}

  /** For an object embedded in the present one. */
  embedded(): ReadContext {
    return new ReadContext(this.operation, this.limits, this.notes, this.embeddedDepth + 1, this.isLenient);
  }

  note(code: DeviationCode, example = ""): void {
    this.notes.add(code, example);
  }

  /** @throws WbemError `cim-xml-parse`; `found` is the server's text. */
  fail(message: string, found?: string): never {
    throw new WbemError(message, {
      family: "cim-xml-parse",
      operation: this.operation,
      excerpt: found?.slice(0, EXCERPT),
    });
  }

  /** An attribute that must be there. */
  require(element: XmlElement, attribute: string): string {
    const value = element.attributes[attribute];
    if (value === undefined) this.fail(`${element.name} has no ${attribute}.`);
    return value;
  }

  /** The children as so many elements of these names, in this order. */
  expect(element: XmlElement, ...names: string[]): XmlElement[] {
    const { children } = element;
    if (children.length !== names.length || names.some((name, at) => children[at]?.name !== name)) {
      this.fail(`${element.name} must have exactly ${names.join(" and ")}.`, childNames(element));
    }
    return [...children];
  }

  /** The only child; it must have one of these names. */
  only(element: XmlElement, names: readonly string[]): XmlElement {
    const [child] = element.children;
    if (child === undefined || element.children.length > 1 || !names.includes(child.name)) {
      this.fail(`${element.name} must have exactly one of ${names.join(", ")}.`, childNames(element));
    }
    return child;
  }

  /** Fails for an element that is not allowed there. */
  unexpected(parent: XmlElement, child: XmlElement): never {
    const what = isKnownElement(child.name) ? child.name : "an unknown element";
    this.fail(`${parent.name} has ${what}, which does not belong there.`, child.name);
  }

  /** A boolean attribute; null where it is absent. */
  flag(element: XmlElement, attribute: string): boolean | null {
    const value = element.attributes[attribute];
    if (value === undefined) return null;
    const folded = value.trim().toLowerCase();
    if (folded === "true") return true;
    if (folded !== "false") this.note("boolean-attribute", `${element.name} ${attribute}`);
    return folded === "false" ? false : null;
  }

  /** ARRAYSIZE; null where it is absent. */
  arraySize(element: XmlElement): number | null {
    const value = element.attributes.ARRAYSIZE;
    if (value === undefined) return null;
    if (/^\s*\d{1,15}\s*$/.test(value)) return Number(value);
    this.note("array-size", element.name);
    return null;
  }
}

function childNames(element: XmlElement): string {
  return element.children.map(({ name }) => name).join(" ");
}
