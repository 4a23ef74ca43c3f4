/** Parameters of an intrinsic operation, by the kinds of the specification (DSP0200, section 5.3.2). */
import { findByName, foldName } from "../model/names";
import type { CimClass, CimClassName, CimInstance, CimInstanceName, CimQualifierDeclaration } from "../model/objects";
import {
  childOf,
  readClass,
  readClassName,
  readInstance,
  readInstanceName,
  readNamedInstance,
  readQualifierDeclaration,
} from "./object-reader";
import { invalidParameter } from "./refusals";
import { readScalar } from "./values";
import type { XmlElement } from "./xml-reader";

/** Names that an operation knows; those with an exclamation mark must be there. */
export type ParameterNames = readonly string[];

export class Arguments {
  readonly #elements = new Map<string, XmlElement>();

  /** @throws CimRefusal 4 for a parameter that is unknown, missing or there twice. */
  constructor(parameters: readonly XmlElement[], known: ParameterNames) {
    const names = known.map((name) => ({ name: name.replace("!", ""), isRequired: name.endsWith("!") }));
    for (const element of parameters) {
      const name = element.attributes.get("NAME") ?? "";
      if (findByName(names, name) === undefined) throw invalidParameter(`There is no parameter ${name}.`);
      if (this.#elements.has(foldName(name))) throw invalidParameter(`The parameter ${name} is there twice.`);
      this.#elements.set(foldName(name), element);
    }
    const missing = names.find(({ name, isRequired }) => isRequired && this.#child(name) === undefined);
    if (missing !== undefined) throw invalidParameter(`The parameter ${missing.name} is missing.`);
  }

  #child(name: string): XmlElement | undefined {
    const element = this.#elements.get(foldName(name));
    return element === undefined ? undefined : childOf(element);
  }

  #childOfKind(name: string, ...kinds: string[]): XmlElement | undefined {
    const child = this.#child(name);
    if (child !== undefined && !kinds.includes(child.name))
      throw invalidParameter(`${name} may not be a ${child.name}.`);
    return child;
  }

  #needed<Value>(name: string, value: Value | null | undefined): Value {
    if (value === null || value === undefined) throw invalidParameter(`The parameter ${name} is missing.`);
    return value;
  }

  text(name: string): string | null {
    return this.#childOfKind(name, "VALUE")?.text ?? null;
  }

  neededText(name: string): string {
    return this.#needed(name, this.text(name));
  }

  flag(name: string, standard: boolean): boolean {
    const text = this.text(name);
    if (text === null) return standard;
    const word = text.trim().toLowerCase();
    if (word !== "true" && word !== "false") throw invalidParameter(`${name} must be TRUE or FALSE.`);
    return word === "true";
  }

  number(name: string): number | null {
    const text = this.text(name);
    if (text === null) return null;
    if (!/^\s*\d+\s*$/.test(text)) throw invalidParameter(`${name} must be a number.`);
    return Number(readScalar(text, "uint32"));
  }

  /** A list of names in lower case; null means all. */
  names(name: string): ReadonlySet<string> | null {
    const child = this.#childOfKind(name, "VALUE.ARRAY");
    return child === undefined ? null : new Set(child.children.map((one) => foldName(one.text.trim())));
  }

  className(name: string): string | null {
    const child = this.#childOfKind(name, "CLASSNAME");
    return child === undefined ? null : readClassName(child).className;
  }

  neededClassName(name: string): string {
    return this.#needed(name, this.className(name));
  }

  instanceName(name: string): CimInstanceName {
    return readInstanceName(this.#needed(name, this.#childOfKind(name, "INSTANCENAME")));
  }

  objectName(name: string): CimInstanceName | CimClassName {
    const child = this.#needed(name, this.#childOfKind(name, "INSTANCENAME", "CLASSNAME"));
    return child.name === "CLASSNAME" ? readClassName(child) : readInstanceName(child);
  }

  instance(name: string): CimInstance {
    return readInstance(this.#needed(name, this.#childOfKind(name, "INSTANCE")));
  }

  namedInstance(name: string): CimInstance {
    return readNamedInstance(this.#needed(name, this.#childOfKind(name, "VALUE.NAMEDINSTANCE")));
  }

  class(name: string): CimClass {
    return readClass(this.#needed(name, this.#childOfKind(name, "CLASS")));
  }

  qualifierDeclaration(name: string): CimQualifierDeclaration {
    return readQualifierDeclaration(this.#needed(name, this.#childOfKind(name, "QUALIFIER.DECLARATION")));
  }

  /** The element itself, for values whose type only the property knows. */
  element(name: string): XmlElement | undefined {
    return this.#elements.get(foldName(name));
  }
}
