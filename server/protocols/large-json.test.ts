import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLargeJson } from "./large-json";

const filler = "x".repeat(40_000);
const parse = (text: string) => parseLargeJson(Buffer.from(text));

describe("parseLargeJson", () => {
  it("returns what JSON.parse returns, however the text is cut", async () => {
    const large = fc.json({ maxDepth: 4 }).map((text) => JSON.parse(text) as unknown);
    await fc.assert(
      fc.asyncProperty(fc.array(large, { maxLength: 6 }), fc.nat(3), async (values, indent) => {
        const shaped = {
          first: values.map((value) => ({ value, filler })),
          [`second "\\${"n".repeat(70_000)}`]: [[filler, values, filler], [filler + filler + filler], []],
          list: Array.from({ length: 9_000 }, (_, index) => index * 1.5),
          third: { filler, nested: { filler, more: { filler, values, é: "ü\u2028" } } },
          __proto__: null,
        };
        const text = JSON.stringify(shaped, null, indent);
        expect(await parse(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 30 },
    );
  });

  it("takes `__proto__` for a name", async () => {
    const text = `{"a":"${filler}${filler}","__proto__":{"b":1},"c":["${filler}${filler}"]}`;
    const value = (await parse(text)) as object;
    expect(Object.keys(value)).toEqual(["a", "__proto__", "c"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  const long = `"${filler}${filler}"`;
  it.each([
    "",
    " ",
    "[",
    `[${long}`,
    `[${long},`,
    `[${long},]`,
    `[,${long}]`,
    `[${long},,${long}]`,
    `[${long} ${long}]`,
    `[${long}}`,
    `[${long}]]`,
    `[${long}] x`,
    `{${long}}`,
    `{${long}:1,}`,
    `{"a":${long},}`,
    `{"a":${long}]`,
    `{"a" ${long}}`,
    `{1:[${long}]}`,
    `{"a":[${long}] "b":1}`,
    `"${filler}${filler}`,
    `[${"1".repeat(70_000)}x]`,
    `[tru${long}]`,
    "[".repeat(200_000),
    `${"[".repeat(200_000)}${"]".repeat(200_000)}`,
    `{${Array.from({ length: 30_000 }, (_, index) => `"k${index}":1`).join(",")}}`,
  ])("refuses what is no JSON or beyond reason: case %#", async (text) => {
    await expect(parse(text)).rejects.toThrow(SyntaxError);
  });
});
