import { expect, it } from "vitest";
import { z } from "zod";
import { judgeInput } from "./plain-words";

it.each([
  ["a missing field", z.object({ a: z.string() }), {}, "is missing"],
  ["a number for text", z.string(), 1, "must be text"],
  ["text for a number", z.number(), "1", "must be a number"],
  ["a fraction", z.number().int(), 1.5, "must be a whole number"],
  ["text for a switch", z.boolean(), "yes", "must be true or false"],
  ["text for a list", z.array(z.string()), "a", "must be a list"],
  ["a long text", z.string().max(80), "x".repeat(81), "at most 80 characters"],
  ["a short text", z.string().min(6), "x", "at least 6 characters"],
  ["an empty text", z.string().min(1), "", "must not be empty"],
  ["a high number", z.number().max(65_535), 70_000, "must be at most 65535"],
  ["a low number", z.number().min(1), 0, "must be at least 1"],
  ["a long list", z.array(z.string()).max(1), ["a", "b"], "at most 1 entry"],
  ["a pattern", z.string().regex(/^a$/), "b", "does not have the expected form"],
  ["an address", z.email(), "b", "is not an e-mail address"],
  ["a time", z.iso.datetime(), "b", "is not a date and time"],
  ["a choice", z.enum(["a", "b"]), "c", "must be one of a, b"],
  ["a fixed value", z.literal(1), 2, "must be 1"],
  ["a field too many", z.strictObject({}), { x: 1 }, "has unknown fields: x"],
  ["none of several forms", z.union([z.string(), z.number()]), true, "is not as expected"],
  ["a rule with words of its own", z.string().max(1, "too wordy"), "ab", "too wordy"],
])("says of %s what is wrong", (_name, schema, value, message) => {
  const result = judgeInput(schema, value);
  expect(result.error?.issues.map((issue) => issue.message)).toEqual([message]);
});
