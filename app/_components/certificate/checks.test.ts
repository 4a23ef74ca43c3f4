import { expect, it } from "vitest";
import { verdictSchema } from "@/contracts/check";
import { needsAttention, summarizeChecks } from "./checks";

it("counts checks by verdict, the worst after the passed ones", () => {
  const checks = (["pass", "warn", "pass", "refuse", "warn", "ask"] as const).map((verdict) => ({ verdict }));
  expect(summarizeChecks(checks)).toBe("2 passed, 1 refused, 1 needs a decision, 2 warnings");
  expect(summarizeChecks([])).toBe("");
});

it("leaves no verdict out of the count", () => {
  const counts = verdictSchema.options.map((verdict) => summarizeChecks([{ verdict }]));
  expect(counts.every((text) => text.startsWith("1 "))).toBe(true);
});

it("asks for attention where somebody should look", () => {
  expect(verdictSchema.options.filter((verdict) => needsAttention({ verdict }))).toEqual(["warn", "ask", "refuse"]);
});
