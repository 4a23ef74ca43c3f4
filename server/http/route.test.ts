import { expect, test } from "vitest";
import { z } from "zod";
import { defineEndpoint } from "@/contracts/endpoint";
import { defineRoute } from "./route";

test("a refusal ends with one full stop, whatever its schema says", async () => {
  const endpoint = defineEndpoint({
    id: "test.refusal",
    access: "public",
    method: "GET",
    path: "/api/test",
    summary: "Refuses.",
    query: z.strictObject({ sentence: z.string().regex(/^x$/, "This is no x."), words: z.string().optional() }),
  });
  const answer = await defineRoute(endpoint, async () => undefined)(
    new Request("http://localhost/api/test?sentence=y"),
    {
      params: Promise.resolve({}),
    },
  );
  expect(await answer.json()).toMatchObject({ detail: "The query is not valid: sentence: This is no x." });
});
