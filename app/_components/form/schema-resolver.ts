import type { FieldValues } from "react-hook-form";
import type { z } from "zod";
import { judgeInput } from "@/contracts/plain-words";
import { problemResolver } from "./problem-resolver";

/**
 * Lets a contract's schema judge a form, with the messages the API would give. The schema is loaded when there is
 * something to judge: it and the library behind it would be a sixth of what a screen loads first.
 */
export function schemaResolver<TValues extends FieldValues>(load: () => Promise<z.ZodType>) {
  return problemResolver<TValues>(async (values) => {
    const result = judgeInput(await load(), values);
    if (result.success) return [];
    return result.error.issues.map((issue) => ({
      path: issue.path.map(String).join("."),
      message: asSentence(issue.message),
    }));
  });
}

/** The API's messages follow a field's name; beneath the field they stand alone. */
function asSentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${message.endsWith(".") ? "" : "."}`;
}
