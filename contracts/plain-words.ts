import type { z } from "zod";
import { countOf } from "./count";

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const kinds: Partial<Record<string, string>> = {
  string: "must be text",
  number: "must be a number",
  int: "must be a whole number",
  boolean: "must be true or false",
  array: "must be a list",
  object: "must be an object",
  record: "must be an object",
};
const formats: Partial<Record<string, string>> = {
  email: "is not an e-mail address",
  url: "is not a URL",
  datetime: "is not a date and time",
  base64: "is not Base64",
};
const units: Partial<Record<string, [one: string, several: string]>> = {
  string: ["character", "characters"],
  array: ["entry", "entries"],
};

function bound(least: "at least" | "at most", limit: number | bigint, origin: string): string {
  const unit = units[origin];
  if (unit === undefined) return `must be ${least} ${limit}`;
  return `${least} ${countOf(Number(limit), ...unit)}`;
}

/** What is wrong with an input, in the words of the reader; for rules that have no words of their own. */
function plainWords(issue: RawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return "is missing";
      return kinds[issue.expected] ?? "is not of the expected type";
    case "too_big":
      return bound("at most", issue.maximum, issue.origin);
    case "too_small":
      if (issue.origin === "string" && issue.minimum === 1) return "must not be empty";
      return bound("at least", issue.minimum, issue.origin);
    case "invalid_format":
      return formats[issue.format] ?? "does not have the expected form";
    case "invalid_value": {
      const values = issue.values.map(String);
      return values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(", ")}`;
    }
    case "unrecognized_keys":
      return `has unknown fields: ${issue.keys.slice(0, 10).join(", ")}`;
    default:
      return "is not as expected";
  }
}

/** Judges an input by its schema; what is wrong is said in the reader's words, never in the library's. */
export function judgeInput<S extends z.ZodType>(schema: S, value: unknown): z.ZodSafeParseResult<z.output<S>> {
  return schema.safeParse(value, { error: plainWords });
}
