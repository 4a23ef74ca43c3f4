import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { allEndpoints } from "@/contracts/endpoints";
import { problemSchema } from "@/contracts/problem";
import { createTestDatabase, type TestDatabase } from "@/server/data/testing/database";
import { findApiRefusal } from "@/server/runtime/api-refusals";
import { getRuntime } from "@/server/runtime/registry";
import { seal } from "@/server/runtime/seal-state";
import { registerApiRefusals } from "./api-refusals";

let stored: TestDatabase;

beforeEach(async () => {
  stored = await createTestDatabase();
  registerApiRefusals();
});
afterEach(async () => {
  const { services } = getRuntime();
  delete services.sealState;
  delete services.apiRefusals;
  await stored.close();
});

async function ask(method: string, path: string) {
  const answer = await findApiRefusal(method, path)?.(new Request(`http://localhost${path}`));
  if (answer === undefined) return undefined;
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const problem = problemSchema.parse(await answer.json());
  expect(answer.headers.get("x-request-id")).toBe(problem.requestId);
  return { status: answer.status, code: problem.code, allow: answer.headers.get("allow") };
}

describe("what the API does not offer", () => {
  it("leaves each operation of the contract to its route, and everything outside the API to the pages", async () => {
    for (const { method, path } of allEndpoints) {
      expect(await ask(method, path.replace(/:[A-Za-z]+/g, "some-id")), `${method} ${path}`).toBeUndefined();
    }
    for (const path of ["/", "/apiary", "/profiles", "/healthz"]) expect(await ask("GET", path)).toBeUndefined();
  });

  it("is 405 with the methods there are, or 404, for those who may know", async () => {
    // A path that is open to everybody needs no sign-in to say how it is used.
    expect(await ask("PUT", "/api/sign-in")).toEqual({ status: 405, code: "method_not_allowed", allow: "POST" });
    expect(await ask("PUT", "/api/openapi.json")).toMatchObject({ allow: "GET, HEAD" });
    const strangers = { status: 401, code: "not_signed_in", allow: null };
    for (const path of ["/api", "/api/unknown", "/api/profiles", "/api/profiles/", "/api/profiles/x/y/z"]) {
      expect(await ask("PATCH", path), path).toEqual(strangers);
    }
  });

  it("is sealed like everything else before the passphrase is given (SEC-A5)", async () => {
    seal();
    expect(await ask("GET", "/api/unknown")).toMatchObject({ status: 503, code: "sealed" });
  });
});
