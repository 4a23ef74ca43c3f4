import { z } from "zod";

/**
 * `refuse` forbids going on, `ask` needs a person's decision, `warn` and `inform` do not hinder, `skipped` could not be
 * judged, and its finding says why.
 */
export const verdictSchema = z.enum(["pass", "inform", "warn", "ask", "refuse", "skipped"]);
export type Verdict = z.infer<typeof verdictSchema>;

/** Two values that were compared; null where there is nothing to compare with. */
export const evidenceSchema = z.object({
  label: z.string(),
  expected: z.string().nullable(),
  actual: z.string().nullable(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** A check with its verdict, the values behind it, and what to do about it. */
export const checkSchema = z.object({
  id: z.string(),
  title: z.string(),
  verdict: verdictSchema,
  finding: z.string(),
  evidence: z.array(evidenceSchema),
  remedy: z.string().nullable(),
});
export type Check = z.infer<typeof checkSchema>;
