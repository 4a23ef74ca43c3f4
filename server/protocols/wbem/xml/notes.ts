/** What was tolerated of one answer (reference, section 16). */
import type { ToleratedDeviation } from "../operations";

const deviations = {
  "unknown-attribute": "An attribute that the specification does not have was ignored.",
  "unknown-element": "An element that the specification does not have was ignored.",
  "unexpected-text": "Text between elements, where none belongs, was ignored.",
  "ill-formed-utf8": "The answer has bytes that are not UTF-8; each place shows U+FFFD instead.",
  "illegal-character": "The answer has characters that XML does not allow; each place shows U+FFFD instead.",
  encoding: "The answer names another character encoding than UTF-8, but is UTF-8.",
  "message-id": "The answer has another message id than the request.",
  "no-cim-header": "The header CIMOperation or CIMExport of the answer is missing or has another value.",
  "key-without-type": "A key has no TYPE; its type is a guess.",
  "key-without-name": "A key has no name.",
  "path-without-keys": "An instance path has no keys.",
  "parameter-type-attribute": "An output parameter gives its type as TYPE instead of PARAMTYPE.",
  "parameter-without-type": "An output parameter or a return value has no type; its type is a guess.",
  "empty-boolean": "A boolean with an empty value was taken as NULL.",
  "empty-embedded-object": "An embedded object with an empty value was taken as NULL.",
  "embedded-object-kind": "The kind of an embedded object is not known; its text was kept.",
  "invalid-datetime": "A datetime is not valid; its text was kept.",
  "boolean-attribute": "An attribute that is true or false has another value, which was ignored.",
  "array-size": "The size of an array is not a number; it was ignored.",
  "error-ill-formed": "A refusal is not well-formed XML; its code was taken, the rest was left out.",
  "error-instance": "An instance of a refusal cannot be read; it was left out.",
  "status-code": "The status code of a refusal is not a number.",
  "more-results": "The answer has more than the one result that was asked for; the first was taken.",
} as const;
export type DeviationCode = keyof typeof deviations;

/** Collects deviations; each kind is told once, with how often it was seen. */
export class ToleranceNotes {
  readonly #counts = new Map<DeviationCode, { count: number; example: string }>();

  /** Notes a deviation that was seen `count` times; `example` says where the first was. */
  add(code: DeviationCode, example = "", count = 1): void {
    const seen = this.#counts.get(code);
    if (seen === undefined) this.#counts.set(code, { count, example });
    else seen.count += count;
  }

  list(): ToleratedDeviation[] {
    return [...this.#counts].map(([code, { count, example }]) => ({
      code,
      message: example === "" ? deviations[code] : `${deviations[code]} First seen: ${example.slice(0, 100)}.`,
      count,
    }));
  }
}
