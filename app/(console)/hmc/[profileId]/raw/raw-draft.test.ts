import { describe, expect, it } from "vitest";
import { bodyProblem, prettyBody, uriProblem } from "./raw-draft";

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

describe("bodyProblem and prettyBody", () => {
  it("judges JSON", () => {
    expect(bodyProblem("  ")).toBeNull();
    expect(bodyProblem('{"a":1}')).toBeNull();
    expect(bodyProblem("{a:1}")).toContain("not JSON");
  });

  it("indents JSON and leaves other text alone", () => {
    expect(prettyBody('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(prettyBody("<html>")).toBe("<html>");
  });
});
