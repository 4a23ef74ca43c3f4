import { describe, expect, it } from "vitest";
import { bodyProblem, ifMatchProblem, prettyBody } from "./raw-draft";

describe("bodyProblem", () => {
  it.each([
    ["GET", "{"],
    ["DELETE", ""],
    ["POST", "  "],
    ["POST", '{"a":1}'],
    ["PATCH", '{"a":1}'],
  ] as const)("accepts %s with %j", (method, body) => {
    expect(bodyProblem({ method, body })).toBeNull();
  });

  it.each([
    ["POST", "{a:1}", "not JSON"],
    ["PATCH", " ", "needs the properties"],
  ] as const)("refuses %s with %j", (method, body, reason) => {
    expect(bodyProblem({ method, body })).toContain(reason);
  });
});

describe("ifMatchProblem", () => {
  it.each(["", "*", '"1A2B"', 'W/"x"'])("accepts %j", (ifMatch) => {
    expect(ifMatchProblem({ method: "PATCH", ifMatch })).toBeNull();
  });

  it.each(["1A2B", '"a', '"a"b"', '"a b"'])("refuses %j, which matters for a PATCH alone", (ifMatch) => {
    expect(ifMatchProblem({ method: "PATCH", ifMatch })).not.toBeNull();
    expect(ifMatchProblem({ method: "POST", ifMatch })).toBeNull();
  });
});

describe("prettyBody", () => {
  it("indents JSON and leaves other text alone", () => {
    expect(prettyBody('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(prettyBody("<html>")).toBe("<html>");
  });
});
