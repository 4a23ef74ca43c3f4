import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryInteger } from "../testing/arbitrary-objects";
import { integerOfType, integerWithoutType, parseIntegerNotation } from "./integers";
import { rangeOf } from "./scalars";
import { integerTypes } from "./types";

describe("integers", () => {
  it.each([
    ["0", 0n],
    ["+7", 7n],
    ["-128", -128n],
    ["0xfF", 255n],
    ["0X10", 16n],
    ["-0x10", -16n],
    ["1101b", 13n],
    ["0B", 0n],
    ["017", 15n],
    ["00", 0n],
    ["08", null],
    ["12b", null],
    ["0x", null],
    ["", null],
    ["-", null],
    ["1.0", null],
    [" 1", null],
    ["1e3", null],
    ["18446744073709551615", 18446744073709551615n],
    ["9".repeat(81), null],
  ])("%s", (text, value) => {
    expect(parseIntegerNotation(text)).toBe(value);
  });

  it("have the range of their type", () => {
    expect(rangeOf("uint8")).toEqual({ smallest: 0n, largest: 255n });
    expect(rangeOf("sint64")).toEqual({ smallest: -9223372036854775808n, largest: 9223372036854775807n });
    expect(integerOfType("sint8", -129n)).toBeNull();
    expect(integerOfType("uint32", 4294967296n)).toBeNull();
    expect(integerOfType("uint32", 4294967295n)).toBe(4294967295);
    expect(integerOfType("uint64", 1n)).toBe(1n);
  });

  it("are kept exactly, in every notation", () => {
    for (const type of integerTypes) {
      fc.assert(
        fc.property(arbitraryInteger(type), (value) => {
          const sign = value < 0 ? "-" : "";
          const magnitude = value < 0 ? -BigInt(value) : BigInt(value);
          const notations = [
            `${magnitude}`,
            `0x${magnitude.toString(16)}`,
            `${magnitude.toString(2)}b`,
            `0${magnitude.toString(8)}`,
          ];
          for (const text of notations) {
            expect(integerOfType(type, parseIntegerNotation(sign + text) ?? -1n)).toBe(
              Object.is(value, -0) ? 0 : value,
            );
          }
          expect(BigInt(integerWithoutType(BigInt(value)))).toBe(BigInt(value));
        }),
        { numRuns: 30 },
      );
    }
  });
});
