import { describe, expect, it } from "vitest";
import { formatNumberInput, parseNumberInput } from "./number-input";
import { describeInvalid, splitFieldProblems } from "./problem-fields";
import { addTags } from "./tags";

describe("parseNumberInput", () => {
  it.each([
    ["", null],
    ["  ", null],
    ["6794", 6794],
    [" 42 ", 42],
    ["-1", -1],
    ["1e3", "1e3"],
    ["0x10", "0x10"],
    ["12a", "12a"],
    ["99999999999999999999", "99999999999999999999"],
  ])("%j becomes %j", (text, value) => {
    expect(parseNumberInput(text)).toBe(value);
  });

  it("shows back what it stored", () => {
    expect(formatNumberInput(6794)).toBe("6794");
    expect(formatNumberInput("12a")).toBe("12a");
    expect(formatNumberInput(null)).toBe("");
  });
});

describe("addTags", () => {
  it("splits pasted text, trims, and ignores repetitions in another case", () => {
    expect(addTags(["Prod"], " lab , prod,\nz16  lab ,Lab")).toEqual(["Prod", "lab", "z16 lab"]);
  });

  it("adds nothing for blanks", () => {
    expect(addTags(["a"], " , \n")).toEqual(["a"]);
  });
});

describe("splitFieldProblems", () => {
  it("separates what a field can show from what only the summary can", () => {
    const values = { name: "", settings: { host: null, ports: [6794] } };
    const [host, port, tls, inherited, tooDeep] = [
      "settings.host",
      "settings.ports.0",
      "tls",
      "constructor.name",
      "name.length",
    ].map((path) => ({ path, message: "is wrong" }));
    expect(
      splitFieldProblems(
        [host, port, tls, inherited, tooDeep].filter((error) => error !== undefined),
        values,
      ),
    ).toEqual({
      ofFields: [host, port],
      elsewhere: [tls, inherited, tooDeep],
    });
  });
});

describe("splitFieldProblems of several mistakes in one field", () => {
  it("shows the first at the field and the others in the summary", () => {
    const [first, second] = ["Block 1", "Block 2"].map((message) => ({ path: "source", message }));
    const errors = [first, second].filter((error) => error !== undefined);
    expect(splitFieldProblems(errors, { source: "" })).toEqual({ ofFields: [first], elsewhere: [second] });
  });
});

describe("describeInvalid", () => {
  const wrong = (message: string) => ({ type: "validate", message });

  it("says of a single field why, wherever it is", () => {
    expect(describeInvalid({ secrets: { password: wrong("Enter it.") } })).toBe("One field needs attention: Enter it.");
    expect(describeInvalid({ name: { type: "required" } })).toBe("One field needs attention");
  });

  it("counts fields, not groups of them", () => {
    const errors = { tls: { trust: wrong("a") }, alternates: [undefined, { host: wrong("b"), port: wrong("c") }] };
    expect(describeInvalid(errors)).toBe("3 fields need attention");
    expect(describeInvalid({})).toBeNull();
  });
});
