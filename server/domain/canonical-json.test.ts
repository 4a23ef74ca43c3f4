import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json";

test.each<[unknown, string]>([
  [{ b: 1, a: [true, null, "x"] }, '{"a":[true,null,"x"],"b":1}'],
  [{ b: undefined, a: () => 1 }, "{}"],
  [undefined, "null"],
  [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  [{ "\u20ac": 1, "\r": 2, "1": 3 }, '{"\\r":2,"1":3,"€":1}'],
])("writes %j as %s", (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test("does not depend on the order of names and loses nothing", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(turned)).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
