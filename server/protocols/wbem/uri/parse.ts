/** WBEM URIs as people and older programs write them (DSP0207, untyped; reference, section 10). */
import { parseDatetime } from "../model/datetime";
import type { CimClassName, CimInstanceName, CimKeyBinding } from "../model/objects";
import type { ToleratedDeviation } from "../operations";
import { type KeyTypes, readBareValue, typedValue } from "./key-value";

/** A text that is no WBEM URI. Its message never repeats the text, which may hold a password. */
export class WbemUriError extends Error {
  /** Characters before the place of the fault. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(`${message} (at character ${position + 1})`);
    this.name = "WbemUriError";
    this.position = position;
  }
}

export interface WbemUriOptions {
  /** Types of keys, from the class; without it quoted texts are datetime, reference or string by their look. */
  keyTypes?: KeyTypes;
  /** Told about what was accepted though it is not as the specification says. */
  onTolerated?(note: ToleratedDeviation): void;
}

/** Longer texts are refused. */
export const longestWbemUri = 65_536;

/**
 * Reads the path of a class or an instance. Also accepted: any scheme, no leading slash, no colon where there is no
 * namespace, a datetime without quotes. User info before the host is dropped.
 * @throws WbemUriError naming the place.
 */
export function parseWbemUri(text: string, options: WbemUriOptions = {}): CimInstanceName | CimClassName {
  const trimmed = text.trim();
  if (trimmed.length > longestWbemUri) {
    throw new WbemUriError(`A WBEM URI has at most ${longestWbemUri} characters`, longestWbemUri);
  }
  return new Reader(trimmed, options).path();
}

/**
 * Reads the path of an instance; see `parseWbemUri`.
 * @throws WbemUriError also for the path of a class.
 */
export function parseInstanceUri(text: string, options: WbemUriOptions = {}): CimInstanceName {
  const path = parseWbemUri(text, options);
  if (path.kind === "instance-name") return path;
  throw new WbemUriError("The path of an instance has a dot and keys after the class name", text.trim().length);
}

/**
 * Reads the path of a class; see `parseWbemUri`.
 * @throws WbemUriError also for the path of an instance.
 */
export function parseClassUri(text: string, options: WbemUriOptions = {}): CimClassName {
  const path = parseWbemUri(text, options);
  if (path.kind === "class-name") return path;
  throw new WbemUriError("The path of a class ends with the class name", text.trim().length);
}

const knownSchemes = new Set(["http", "https", "cimxml-wbem", "cimxml-wbems"]);
const scheme = /([a-z][\w+.-]*):(?=\/)/iy;
const authority = /\/\/([^/]*)/y;
const hostAndPort = /^(?:\[[\w:.%-]+\]|[\p{L}\p{N}_.-]+|[\da-f:]*:[\da-f:.]*:[\da-f.]*)(?::\d+)?$/iu;
const namespaceName = /[\p{L}\p{N}_/-]*/uy;
const cimName = /[\p{L}\p{N}_]+/uy;
const keyName = /[\p{L}\p{N}_]*/uy;
const bareValue = /[^,]*/y;

class Reader {
  #position = 0;

  constructor(
    private readonly text: string,
    private readonly options: WbemUriOptions,
  ) {}

  path(): CimInstanceName | CimClassName {
    this.#scheme();
    const host = this.#host();
    const [namespace, className] = this.#namespaceAndClass();
    if (this.#atEnd()) return { kind: "class-name", className, namespace, host };
    if (!this.#skip(".")) throw this.#fault("After the class name a dot or the end is expected");
    return { kind: "instance-name", className, keyBindings: this.#keys(), namespace, host };
  }

  #scheme(): void {
    const name = this.#match(scheme)?.[1];
    if (name !== undefined && !knownSchemes.has(name.toLowerCase())) {
      this.#tolerate("uri-scheme", "The scheme of the WBEM URI is not known; it was ignored.");
    }
  }

  #host(): string | null {
    const start = this.#position;
    const found = this.#match(authority)?.[1];
    if (found === undefined) return null;
    const host = found.slice(found.lastIndexOf("@") + 1);
    if (!hostAndPort.test(host)) throw new WbemUriError("The host of the WBEM URI is not valid", start);
    return host;
  }

  #namespaceAndClass(): [namespace: string | null, className: string] {
    const slash = this.#skip("/");
    const start = this.#position;
    const before = this.#match(namespaceName)?.[0] ?? "";
    if (this.#skip(":")) {
      const namespace = before.replace(/^\/+|\/+$/g, "");
      if (namespace.includes("//")) throw new WbemUriError("A namespace has no empty parts", start);
      const className = this.#match(cimName)?.[0];
      if (className === undefined) throw this.#fault("After the colon a class name is expected");
      return [namespace === "" ? null : namespace, className];
    }
    if (before.includes("/")) throw this.#fault("After the namespace a colon is expected");
    const end = this.#position;
    this.#position = start;
    const className = this.#match(cimName)?.[0];
    if (className === undefined || this.#position !== end) {
      throw this.#fault(slash ? "A namespace is expected" : "A namespace or a class name is expected");
    }
    return [null, className];
  }

  #keys(): CimKeyBinding[] {
    const keys: CimKeyBinding[] = [];
    if (this.#atEnd()) return keys;
    do {
      const start = this.#position;
      const name = this.#match(keyName)?.[0] ?? "";
      if (!this.#skip("=")) throw this.#fault("A key is written as name=value");
      if (keys.some((key) => key.name.toLowerCase() === name.toLowerCase())) {
        throw new WbemUriError("A key is given twice", start);
      }
      keys.push(this.#keyBinding(name));
    } while (this.#skip(","));
    if (!this.#atEnd()) throw this.#fault("After a key a comma or the end is expected");
    return keys;
  }

  #keyBinding(name: string): CimKeyBinding {
    const start = this.#position;
    const wanted = this.options.keyTypes?.(name) ?? null;
    const quote = this.text[start];
    if (quote === '"') return this.#quoted(name, this.#unescaped('"'), wanted, start);
    if (quote === "'") {
      const char = this.#unescaped("'");
      if (char.length !== 1) throw new WbemUriError("Between single quotes stands exactly one character", start);
      return { name, type: wanted ?? "char16", value: char };
    }
    if (quote === "(") {
      throw new WbemUriError("Values are written without their type: 5, not (uint8)5", start);
    }
    const text = (this.#match(bareValue)?.[0] ?? "").trim();
    const value = readBareValue(text);
    if (value === null) throw new WbemUriError("The value of a key is neither quoted nor a number or boolean", start);
    if (typeof value === "object") {
      this.#tolerate("uri-datetime", "A datetime stood in the WBEM URI without quotes.");
      return { name, type: "datetime", value };
    }
    return this.#typed(name, value, wanted, start);
  }

  #quoted(name: string, text: string, wanted: CimKeyBinding["type"], start: number): CimKeyBinding {
    if (wanted === "reference") {
      try {
        return { name, type: "reference", value: new Reader(text, {}).path() };
      } catch (error) {
        if (!(error instanceof WbemUriError)) throw error;
        throw new WbemUriError("The value of a reference key is no WBEM URI", start);
      }
    }
    if (wanted !== null) return this.#typed(name, text, wanted, start);
    try {
      return { name, type: "datetime", value: parseDatetime(text) };
    } catch {
      return this.#referenceOrString(name, text);
    }
  }

  #referenceOrString(name: string, text: string): CimKeyBinding {
    try {
      const value = new Reader(text, {}).path();
      if (value.kind === "instance-name" && value.keyBindings.length > 0) return { name, type: "reference", value };
    } catch (error) {
      if (!(error instanceof WbemUriError)) throw error;
    }
    return { name, type: "string", value: text };
  }

  #typed(name: string, value: string | number | bigint | boolean, wanted: CimKeyBinding["type"], start: number) {
    const binding = typedValue(value, wanted);
    if (binding === null) throw new WbemUriError(`The value of a key does not fit its type ${wanted}`, start);
    return { name, ...binding };
  }

  /** The text up to the closing quote; a backslash stands before a character that is meant as it is. */
  #unescaped(quote: string): string {
    const start = this.#position;
    let text = "";
    for (let index = start + 1; index < this.text.length; index++) {
      const char = this.text[index] ?? "";
      if (char === quote) {
        this.#position = index + 1;
        return text;
      }
      if (char === "\\") index++;
      text += this.text[index] ?? "";
    }
    throw new WbemUriError("A quote is not closed", start);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.text);
    if (match !== null) this.#position += match[0].length;
    return match;
  }

  #skip(char: string): boolean {
    if (this.text[this.#position] !== char) return false;
    this.#position++;
    return true;
  }

  #atEnd(): boolean {
    return this.#position >= this.text.length;
  }

  #fault(message: string): WbemUriError {
    return new WbemUriError(message, this.#position);
  }

  #tolerate(code: string, message: string): void {
    this.options.onTolerated?.({ code, message, count: 1 });
  }
}
