import { expect, test } from "vitest";
import { nextLookMs } from "./wbem-queries";

test("a job is looked at ever less often, but never less than every ten seconds", () => {
  const waits = Array.from({ length: 20 }, (_, looks) => nextLookMs(looks));
  expect(waits[0]).toBe(500);
  for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual(waits[index - 1] ?? 0);
  expect(Math.max(...waits)).toBe(10_000);
});
