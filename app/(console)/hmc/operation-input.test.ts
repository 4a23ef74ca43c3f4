import { describe, expect, it } from "vitest";
import type { FieldDescription } from "@/contracts/kind";
import { initialInput, inputOf } from "./operation-input";

const field = (
  name: string,
  type: FieldDescription["type"],
  more: Partial<FieldDescription> = {},
): FieldDescription => ({
  name,
  label: name,
  group: "g",
  type,
  isRequired: false,
  ...more,
});

describe("inputOf", () => {
  it("keeps JSON types", () => {
    const fields = [field("force", "boolean"), field("count", "number"), field("uris", "list"), field("name", "text")];
    const values = { ...initialInput(fields), force: true, count: "12", uris: "/a, /b", name: " x " };
    expect(inputOf(fields, values)).toEqual({
      input: { force: true, count: 12, uris: ["/a", "/b"], name: "x" },
      problems: {},
    });
  });

  it("leaves out what is empty and optional, and asks for what is needed", () => {
    const fields = [field("a", "text"), field("b", "text", { isRequired: true, label: "Address" })];
    expect(inputOf(fields, initialInput(fields))).toEqual({ input: {}, problems: { b: "Address is needed." } });
  });

  it("refuses a number that is none", () => {
    expect(inputOf([field("n", "number")], { n: "1e9" }).problems).toEqual({ n: "n must be a whole number." });
  });

  it("starts from the described defaults", () => {
    expect(
      initialInput([field("f", "boolean", { defaultValue: true }), field("l", "list", { defaultValue: ["a", "b"] })]),
    ).toEqual({ f: true, l: "a, b" });
  });
});
