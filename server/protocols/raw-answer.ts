/** Answers as raw requests show them: formatted, without secrets, and no more than fits. */
import type { DeviceBody } from "./device-http";
import { REDACTED } from "./device-text";
import { Turns } from "./large-json";

/** What is secret in the answers of one kind of device. */
export interface RedactionRules {
  /** Whether the value of a property is hidden for its name. */
  hides(name: string, value: unknown): boolean;
  /** A text without secrets; also of names. */
  redactString(text: string, secrets: readonly string[]): string;
  /** A whole body that is small enough to be parsed in one go. */
  redactBody(text: string, secrets: readonly string[]): string;
}

/** A secret that begins within the limit has its end here. */
const MARGIN = 64 * 1024;

/**
 * The body without secrets. Of a large one no more is read than is shown, `limit` characters or a few more, and others
 * have their turn meanwhile (REL-16).
 */
export async function redactAnswer(
  answer: DeviceBody & { bytes: Buffer },
  rules: RedactionRules,
  secrets: readonly string[],
  limit: number,
): Promise<string> {
  const { large } = answer;
  if (large === undefined) return rules.redactBody(answer.text, secrets);
  if (!("value" in large)) return rules.redactString(answer.bytes.toString("utf8", 0, limit + MARGIN), secrets);
  const turns = new Turns();
  let shown = "";
  for (const piece of print(large.value, { rules, secrets, longest: limit + MARGIN }, "")) {
    shown += piece;
    if (shown.length > limit) break;
    if (turns.isOver) await turns.pass();
  }
  return shown;
}

interface Printing {
  rules: RedactionRules;
  secrets: readonly string[];
  longest: number;
}

/** The text that `JSON.stringify` with an indent of two would make of the redacted value, piece by piece. */
function* print(value: unknown, how: Printing, indent: string): Generator<string> {
  const { rules, secrets, longest } = how;
  if (typeof value === "string") {
    yield JSON.stringify(rules.redactString(value.slice(0, longest), secrets));
    return;
  }
  if (typeof value !== "object" || value === null) {
    yield JSON.stringify(value);
    return;
  }
  const inner = `${indent}  `;
  let separator = "\n";
  if (Array.isArray(value)) {
    yield "[";
    for (const item of value) {
      yield `${separator}${inner}`;
      separator = ",\n";
      yield* print(item, how, inner);
    }
    yield separator === "\n" ? "]" : `\n${indent}]`;
    return;
  }
  yield "{";
  for (const [name, item] of Object.entries(value)) {
    yield `${separator}${inner}${JSON.stringify(rules.redactString(name, secrets))}: `;
    separator = ",\n";
    if (rules.hides(name, item)) yield JSON.stringify(REDACTED);
    else yield* print(item, how, inner);
  }
  yield separator === "\n" ? "}" : `\n${indent}}`;
}
