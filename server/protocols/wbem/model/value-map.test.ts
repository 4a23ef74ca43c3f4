import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryInteger } from "../testing/arbitrary-objects";
import { qualifier } from "./builders";
import type { CimType } from "./types";
import { textOfValue, textsOfValue, type ValueMap, valueMapOf, valuesOfText } from "./value-map";

function mapOf(type: CimType, valueMap: string[] | null, values: string[] | null): ValueMap | null {
  const qualifiers = [
    ...(valueMap === null ? [] : [qualifier("VALUEMAP", "string", valueMap)]),
    ...(values === null ? [] : [qualifier("values", "string", values)]),
  ];
  return valueMapOf({ type, qualifiers });
}

function required(...args: Parameters<typeof mapOf>): ValueMap {
  const map = mapOf(...args);
  if (map === null) throw new Error("There is no value map.");
  return map;
}

describe("value maps of integers", () => {
  const map = required(
    "uint16",
    ["0", "1", "2..4", "..6", "7..", "0xA", "1011b", "014", "20..", ".."],
    ["Unknown", "Other", "Two to four", "Five or six", "Seven to nine", "Ten", "Eleven", "Twelve", "Vendor", "Rest"],
  );

  it.each([
    [0, "Unknown"],
    [1, "Other"],
    [2, "Two to four"],
    [4, "Two to four"],
    [5, "Five or six"],
    [6, "Five or six"],
    [7, "Seven to nine"],
    [9, "Seven to nine"],
    [10, "Ten"],
    [11, "Eleven"],
    [12, "Twelve"],
    [13, "Rest"],
    [19, "Rest"],
    [20, "Vendor"],
    [65535, "Vendor"],
    [11n, "Eleven"],
  ])("%s", (value, text) => {
    expect(textOfValue(map, value)).toBe(text);
  });

  it("leave an open range at the ends to the type", () => {
    const ends = required("sint8", ["..-1", "0", "1.."], ["Below", "Zero", "Above"]);
    expect(ends.choices).toEqual([
      { kind: "range", smallest: -128n, largest: -1n, text: "Below" },
      { kind: "value", value: 0, text: "Zero" },
      { kind: "range", smallest: 1n, largest: 127n, text: "Above" },
    ]);
  });

  it("make a range of one value a value, and look past entries without an end", () => {
    const odd = required("uint8", ["1", "..", "..3", "4..4", "5.."], ["a", "b", "c", "d", "e"]);
    expect(odd.choices).toEqual([
      { kind: "value", value: 1, text: "a" },
      { kind: "other", text: "b" },
      { kind: "range", smallest: 2n, largest: 3n, text: "c" },
      { kind: "value", value: 4, text: "d" },
      { kind: "range", smallest: 5n, largest: 255n, text: "e" },
    ]);
  });

  it("keep 64 bits exactly", () => {
    const large = required("uint64", ["18446744073709551614", "18446744073709551615"], ["last but one", "last"]);
    expect(textOfValue(large, 18446744073709551615n)).toBe("last");
    expect(textOfValue(large, 18446744073709551614n)).toBe("last but one");
    expect(valuesOfText(large, "last")).toEqual([18446744073709551615n]);
  });

  it("number the texts where there is no ValueMap", () => {
    const numbered = required("uint8", null, ["Zero", "One"]);
    expect([0, 1, 2].map((value) => textOfValue(numbered, value))).toEqual(["Zero", "One", null]);
  });

  it("are padded where the two differ in length", () => {
    const fewer = required("uint8", ["0", "1..2", "9"], ["Zero"]);
    expect([0, 1, 9].map((value) => textOfValue(fewer, value))).toEqual(["Zero", "1..2", "9"]);
    expect(required("uint8", ["0"], ["Zero", "More"]).choices).toHaveLength(1);
    expect(required("uint8", ["3"], null).choices).toEqual([{ kind: "value", value: 3, text: "3" }]);
  });

  it("leave out entries that are no value of the type", () => {
    const odd = required(
      "uint8",
      ["DMTF Reserved", "256", "-1", "5..2", "1..2..3", "", "7"],
      ["a", "b", "c", "d", "e", "f", "g"],
    );
    expect(odd.choices).toEqual([{ kind: "value", value: 7, text: "g" }]);
  });

  it("have no text for NULL, fractions and other kinds of values", () => {
    expect([null, true, 1.5, "1x"].map((value) => textOfValue(map, value))).toEqual([null, null, null, null]);
  });

  it("read arrays item by item", () => {
    expect(textsOfValue(map, [1, null, 3])).toEqual(["Other", null, "Two to four"]);
    expect(textsOfValue(map, 10)).toEqual(["Ten"]);
  });

  it("give every value of the type exactly one text where there is a rest, and back", () => {
    fc.assert(
      fc.property(arbitraryInteger("uint16"), (value) => {
        const text = textOfValue(map, value);
        const [choice, ...more] = map.choices.filter((each) => each.text === text);
        expect(more).toEqual([]);
        if (choice?.kind === "value") expect(valuesOfText(map, choice.text)).toEqual([value]);
        else if (choice?.kind === "range")
          expect(choice.smallest <= BigInt(value) && BigInt(value) <= choice.largest).toBe(true);
        else expect(choice?.kind).toBe("other");
      }),
    );
  });
});

describe("value maps", () => {
  it("of strings show the text or the value itself", () => {
    const named = required("string", ["a", "1..2"], ["Letter"]);
    expect([textOfValue(named, "a"), textOfValue(named, "1..2"), textOfValue(named, "b")]).toEqual([
      "Letter",
      "1..2",
      null,
    ]);
  });

  it("are missing without qualifiers, and for other types", () => {
    expect(mapOf("uint8", null, null)).toBeNull();
    expect(mapOf("boolean", ["0"], ["a"])).toBeNull();
    expect(valueMapOf({ type: "uint8", qualifiers: [qualifier("Values", "string", null)] })).toBeNull();
  });

  it("never fail, whatever the qualifiers say", () => {
    const entry = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom("..", "1..", "..1", "0x1", "7"));
    fc.assert(
      fc.property(fc.array(entry), fc.array(fc.string()), fc.integer(), (entries, texts, value) => {
        const made = mapOf("sint32", entries, texts);
        if (made !== null) expect(typeof (textOfValue(made, value) ?? "")).toBe("string");
      }),
    );
  });
});
