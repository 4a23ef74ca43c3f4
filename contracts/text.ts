import { z } from "zod";

/** Control characters, line and paragraph separators, marks that turn the direction of text, halves of characters. */
const UNFIT = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** What nobody sees and nobody could type again, but for what joins letters or picks the form of a sign. */
const INVISIBLE = /(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
const MESSAGE = "no control characters, line separators, invisible characters or marks that turn the direction of text";

const isFit = (text: string) => !UNFIT.test(text) && !INVISIBLE.test(text);

/** One spelling of what looks alike, so that a name can be typed again: composed letters, single ordinary spaces. */
const inOneSpelling = (text: string) =>
  text
    .normalize("NFC")
    .replace(/\p{Zs}+/gu, " ")
    .trim();

/** Text in one line that shows as what it is: names, user names, groups. Not trimmed. */
export function lineText(maxLength: number): z.ZodString {
  return z.string().max(maxLength).refine(isFit, MESSAGE);
}

/** The same in one spelling, trimmed, with something to be seen. */
export function nameText(maxLength: number, message = "a name is needed"): z.ZodString {
  return z
    .string()
    .overwrite(inOneSpelling)
    .min(1, message)
    .max(maxLength)
    .refine(isFit, MESSAGE)
    .refine((text) => text === "" || !isFit(text) || VISIBLE.test(text), message);
}

/** Text that may have several lines, separated by line feeds; trimmed. */
export function paragraphText(maxLength: number): z.ZodString {
  return z
    .string()
    .trim()
    .max(maxLength)
    .refine((text) => isFit(text.replaceAll("\n", " ")), MESSAGE);
}
