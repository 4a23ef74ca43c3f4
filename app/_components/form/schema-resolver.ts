import type { FieldValues } from "react-hook-form";
import type { z } from "zod";
import { judgeInput } from "@/contracts/plain-words";
import type { FieldProblem } from "@/contracts/problem";
import { problemResolver } from "./problem-resolver";

/** What a contract's schema has against a value, as sentences that stand beneath fields. */
export function schemaProblems(schema: z.ZodType, value: unknown): FieldProblem[] {
  const result = judgeInput(schema, value);
  if (result.success) return [];
  return result.error.issues.map((issue) => ({
    path: issue.path.map(String).join("."),
    message: asSentence(issue.message),
  }));
}

/**
 * Lets a contract's schema judge a form, with the messages the API would give. The schema is loaded when there is
 * something to judge: it and the library behind it would be a sixth of what a screen loads first.
 */
export function schemaResolver<TValues extends FieldValues>(load: () => Promise<z.ZodType>) {
  return problemResolver<TValues>(async (values) => schemaProblems(await load(), values));
}

/** The API's messages follow a field's name; beneath the field they stand alone. */
function asSentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${message.endsWith(".") ? "" : "."}`;
}
