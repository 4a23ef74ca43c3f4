import { describe, expect, it } from "vitest";
import { certificateSourceInput } from "@/contracts/trust";
import { byExpiry } from "./expiry";
import { emptySource, sourceOf, sourceProblems, withPaths } from "./source";
import { inUseReason } from "./used-by";

const file = { name: "ca.pem", contentBase64: btoa("text") };

describe("source", () => {
  it("is what the API takes", () => {
    expect(sourceOf(emptySource)).toBeNull();
    expect(certificateSourceInput.parse(sourceOf({ text: "PEM", file: null }))).toEqual({ text: "PEM" });
    expect(certificateSourceInput.parse(sourceOf({ text: "", file }))).toMatchObject({ fileName: "ca.pem" });
  });

  it("is one of text and file", () => {
    expect(sourceProblems({ text: "PEM", file }, true).map((problem) => problem.path)).toEqual(["file"]);
    expect(sourceProblems(emptySource, true).map((problem) => problem.path)).toEqual(["text"]);
    expect(sourceProblems(emptySource, false)).toEqual([]);
  });

  it("gives server problems the names of the form's fields", () => {
    const problem = {
      type: "t",
      title: "t",
      status: 422,
      detail: "d",
      code: "invalid_certificate" as const,
      requestId: "r",
      errors: [
        { path: "source", message: "Line 3: damaged" },
        { path: "source.text", message: "too long" },
        { path: "name", message: "taken" },
      ],
    };
    expect(withPaths(problem, { source: "file" }).errors?.map((error) => error.path)).toEqual(["file", "file", "name"]);
  });
});

describe("byExpiry", () => {
  it("puts the soonest first and what never ends last", () => {
    const items = [
      { name: "c", expiresAt: null },
      { name: "b", expiresAt: "2030-01-01T00:00:00Z" },
      { name: "a", expiresAt: "2027-01-01T00:00:00Z" },
      { name: "d", expiresAt: null },
    ];
    expect(byExpiry(items).map((item) => item.name)).toEqual(["a", "b", "c", "d"]);
  });
});

describe("inUseReason", () => {
  it("names the profiles, and counts those beyond three", () => {
    const uses = ["one", "two", "three", "four"].map((name) => ({ profileId: name, profileName: name }));
    expect(inUseReason([])).toBeNull();
    expect(inUseReason(uses.slice(0, 1))).toBe("Still used by one. Change those profiles first.");
    expect(inUseReason(uses)).toContain("one, two, three and 1 more");
  });
});
