import { expect, it } from "vitest";
import { bodyLimits } from "./body-limits";

it("takes the limit of the endpoint and the default for everything else", () => {
  const limit = bodyLimits(1_000, [
    { method: "POST", path: "/api/profiles/import", maxBodyBytes: 4_000 },
    { method: "PUT", path: "/api/profiles/:profileId/file", maxBodyBytes: 2_000 },
    { method: "PUT", path: "/api/profiles/:profileId" },
  ]);
  expect(limit("POST", "/api/profiles/import")).toBe(4_000);
  expect(limit("PUT", "/api/profiles/import")).toBe(1_000);
  expect(limit("PUT", "/api/profiles/p1/file")).toBe(2_000);
  expect(limit("PUT", "/api/profiles/p1")).toBe(1_000);
  expect(limit("PUT", "/api/profiles/p1/file/more")).toBe(1_000);
});

it("lets the import of profiles through that the contract allows", () => {
  expect(bodyLimits(1_000)("POST", "/api/profiles/import")).toBeGreaterThan(1_000_000);
});
