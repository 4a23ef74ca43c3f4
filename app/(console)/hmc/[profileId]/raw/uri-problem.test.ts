import { describe, expect, it } from "vitest";
import { uriProblem } from "./uri-problem";

describe("uriProblem", () => {
  it.each(["/api/version", "/api/cpcs?name=a%20b", "/api/partitions/1/operations/start"])("accepts %s", (uri) => {
    expect(uriProblem(uri)).toBeNull();
  });

  it.each([
    "",
    "api/x",
    "https://hmc/api/x",
    "/api/../x",
    "/api/x/..",
    "/api/%2e%2e/x",
    "/api/a%2Fb",
    "/api/a b",
    "/api/a\\b",
  ])("refuses %j", (uri) => {
    expect(uriProblem(uri)).not.toBeNull();
  });
});
