import * as fc from "fast-check";
import { assert, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { parseScalar, printScalar } from "./scalars";
import { integerTypes } from "./types";

describe("scalars", () => {
  it.each([
    ["uint8", "255", 255],
    ["uint8", " 0x1F ", 31],
    ["sint8", "-128", -128],
    ["sint32", "+7", 7],
    ["uint64", "18446744073709551615", 18446744073709551615n],
    ["sint64", "-9223372036854775808", -9223372036854775808n],
    ["sint64", "-0x10", -16n],
    ["uint16", "0000000000000000000000042", 42],
    ["boolean", " true ", true],
    ["boolean", "FALSE", false],
    ["string", " a ", " a "],
    ["char16", "x", "x"],
    ["real64", "-INF", Number.NEGATIVE_INFINITY],
    ["real32", " 1.5E+3", 1500],
    ["real32", "3.4028234664E+38", 3.4028234664e38],
  ] as const)("reads %s %j", (type, text, value) => {
    expect(parseScalar(type, text)).toEqual(value);
  });

  it.each([
    ["uint8", "256"],
    ["uint8", "-1"],
    ["uint8", ""],
    ["uint8", "1.0"],
    ["uint64", "18446744073709551616"],
    ["sint16", "0x8000"],
    ["boolean", "yes"],
    ["boolean", ""],
    ["char16", ""],
    ["char16", "ab"],
    ["char16", "😀"],
    ["real32", "1e39"],
    ["real64", "1e400"],
    ["real64", "inf"],
    ["datetime", "2024"],
  ] as const)("refuses %s %j", (type, text) => {
    expect(() => parseScalar(type, text)).toThrow(RangeError);
  });

  it.each([
    ["real64", 1, "1.0"],
    ["real64", 1e20, "1.0E+20"],
    ["real64", 0.1, "0.10000000000000001"],
    ["real32", 0.1, "0.1"],
    ["real64", -0, "-0.0"],
    ["real64", 1e-5, "1.0000000000000001E-05"],
    ["real64", 123456789012345680, "1.2345678901234568E+17"],
    ["real64", Number.NaN, "NaN"],
    ["boolean", false, "FALSE"],
    ["uint64", 18446744073709551615n, "18446744073709551615"],
  ] as const)("writes %s %s", (type, value, text) => {
    expect(printScalar(type, value)).toBe(text);
  });

  it("refuses to write what the type does not have", () => {
    expect(() => printScalar("uint8", 256)).toThrow(RangeError);
    expect(() => printScalar("uint8", 1.5)).toThrow(RangeError);
    expect(() => printScalar("boolean", "TRUE")).toThrow(RangeError);
  });

  it("reads every real that it writes", () => {
    assert(
      property(fc.double(), (value) => {
        expect(parseScalar("real64", printScalar("real64", value))).toEqual(value);
      }),
    );
  });

  it("reads every integer that it writes, exactly", () => {
    assert(
      property(fc.bigInt(-(2n ** 63n), 2n ** 64n - 1n), fc.constantFrom(...integerTypes), (value, type) => {
        let text: string;
        try {
          text = printScalar(type, value);
        } catch {
          return;
        }
        expect(BigInt(parseScalar(type, text) as number | bigint)).toBe(value);
      }),
    );
  });
});
