import { z } from "zod";

/** Control characters, line and paragraph separators, marks that turn the direction of text, halves of characters. */
const UNFIT = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const MESSAGE = "no control characters, line separators or marks that turn the direction of text";

/** Text in one line that shows as what it is: names, user names, groups. Not trimmed. */
export function lineText(maxLength: number): z.ZodString {
  return z
    .string()
    .max(maxLength)
    .refine((text) => !UNFIT.test(text), MESSAGE);
}

/** The same, trimmed and not empty. */
export function nameText(maxLength: number, message = "a name is needed"): z.ZodString {
  return z
    .string()
    .trim()
    .min(1, message)
    .max(maxLength)
    .refine((text) => !UNFIT.test(text), MESSAGE);
}

/** Text that may have several lines, separated by line feeds; trimmed. */
export function paragraphText(maxLength: number): z.ZodString {
  return z
    .string()
    .trim()
    .max(maxLength)
    .refine((text) => !UNFIT.test(text.replaceAll("\n", " ")), MESSAGE);
}
