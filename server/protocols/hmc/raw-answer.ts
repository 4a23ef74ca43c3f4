/** Answers as raw requests show them: formatted, without secrets, and no more than fits (HMC Web Services API, section 10.1). */
import { Turns } from "../large-json";
import type { FullAnswer } from "./http";
import { isSecretProperty, REDACTED, redactBody, redactText } from "./redaction";

/** A secret that begins within the limit has its end here. */
const MARGIN = 64 * 1024;

/**
 * The body without secrets. Of a large one no more is read than is shown, `limit` characters or a few more, and others
 * have their turn meanwhile (REL-16).
 */
export async function redactAnswer(
  answer: Pick<FullAnswer, "text" | "large" | "bytes">,
  secrets: readonly string[],
  limit: number,
): Promise<string> {
  const { large } = answer;
  if (large === undefined) return redactBody(answer.text, secrets);
  if (!("value" in large)) return redactText(answer.bytes.toString("utf8", 0, limit + MARGIN), secrets);
  const turns = new Turns();
  let shown = "";
  for (const piece of print(large.value, secrets, "", limit + MARGIN)) {
    shown += piece;
    if (shown.length > limit) break;
    if (turns.isOver) await turns.pass();
  }
  return shown;
}

/** The text that `JSON.stringify` with an indent of two would make of the redacted value, piece by piece. */
function* print(value: unknown, secrets: readonly string[], indent: string, longest: number): Generator<string> {
  if (typeof value === "string") {
    yield JSON.stringify(redactText(value.slice(0, longest), secrets));
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
      yield* print(item, secrets, inner, longest);
    }
    yield separator === "\n" ? "]" : `\n${indent}]`;
    return;
  }
  yield "{";
  for (const [name, item] of Object.entries(value)) {
    yield `${separator}${inner}${JSON.stringify(redactText(name, secrets))}: `;
    separator = ",\n";
    if (isSecretProperty(name) && item !== null) yield JSON.stringify(REDACTED);
    else yield* print(item, secrets, inner, longest);
  }
  yield separator === "\n" ? "}" : `\n${indent}}`;
}
