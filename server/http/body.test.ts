import { expect, test } from "vitest";
import { readJsonBody } from "./body";

const post = (body: string) => readJsonBody(new Request("http://console.example.test/", { method: "POST", body }));

test("a body that is nested too deeply for a schema to follow is refused", async () => {
  const nested = (levels: number) => `${'{"a":['.repeat(levels / 2)}${"]}".repeat(levels / 2)}`;
  expect(await post(nested(100))).toHaveProperty("a");
  for (const levels of [102, 100_000]) {
    await expect(post(nested(levels))).rejects.toMatchObject({
      code: "invalid_request",
      message: "The request has more than 100 levels of lists and objects.",
    });
  }
});
