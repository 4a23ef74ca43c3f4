import { expect, it } from "vitest";

it("keeps schemas in the browser from compiling code", async () => {
  await import("@/instrumentation-client");
  const { config } = await import("zod");
  expect(config().jitless).toBe(true);
});
