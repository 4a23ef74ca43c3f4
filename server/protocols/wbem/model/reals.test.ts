import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printShortReal } from "./reals";

describe("real numbers", () => {
  it.each([
    [0, "0.0"],
    [-0, "-0.0"],
    [1, "1.0"],
    [-1.5, "-1.5"],
    [0.1, "0.1"],
    [0.0001, "0.0001"],
    [0.00001, "1.0e-05"],
    [123456.789, "123456.789"],
    [1e15, "1000000000000000.0"],
    [1e16, "1.0e+16"],
    [-1.25e-7, "-1.25e-07"],
    [1.7976931348623157e308, "1.7976931348623157e+308"],
    [5e-324, "5.0e-324"],
    [Number.POSITIVE_INFINITY, "INF"],
    [Number.NEGATIVE_INFINITY, "-INF"],
    [Number.NaN, "NaN"],
  ])("%s is %s", (value, text) => {
    expect(printShortReal(value)).toBe(text);
  });

  it("come back exactly, and always have a point", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = printShortReal(value);
        expect(text).toMatch(/^-?\d+\.\d+(?:e[+-]\d{2,3})?$/);
        expect(Object.is(Number(text), value)).toBe(true);
      }),
    );
  });
});
