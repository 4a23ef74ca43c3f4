import { expect, test } from "vitest";
import { BOX, edgePath, fitted, layOut, railPath, stack } from "./graph-layout";

test.each(
  [0, 1, 4, 5, 12, 33].flatMap((count) => [
    { count, how: "columns", layout: layOut(count) },
    { count, how: "a stack", layout: stack(count) },
  ]),
)("no two boxes of $count neighbours in $how lie over each other, and all lie inside", ({ count, layout }) => {
  const { places, centre, width, height } = layout;
  expect(places).toHaveLength(count);
  const boxes = [centre, ...places];
  for (const [index, one] of boxes.entries()) {
    expect(one.x).toBeGreaterThanOrEqual(0);
    expect(one.y).toBeGreaterThanOrEqual(0);
    expect(one.x + BOX.width).toBeLessThanOrEqual(width);
    expect(one.y + BOX.height).toBeLessThanOrEqual(height);
    for (const other of boxes.slice(index + 1)) {
      const isApart = Math.abs(one.x - other.x) >= BOX.width || Math.abs(one.y - other.y) >= BOX.height;
      expect(isApart).toBe(true);
    }
  }
});

test("edges leave the centre on the side of the neighbour", () => {
  const centre = { x: 390, y: 0 };
  expect(edgePath(centre, { x: 780, y: 0 })).toMatch(/^M 670 28 .* 780 28$/);
  expect(edgePath(centre, { x: 0, y: 72 })).toMatch(/^M 390 28 .* 280 100$/);
});

test("edges of a stack run down beside the boxes and end at their side", () => {
  const { centre, places } = stack(2);
  expect(places.map((place) => railPath(centre, place))).toEqual(["M 12 56 V 100 H 24", "M 12 56 V 172 H 24"]);
});

test("long names are cut, short ones are not", () => {
  expect(fitted("CIM_Foo", 7)).toBe("CIM_Foo");
  expect(fitted("CIM_FooBar", 7)).toBe("CIM_Fo…");
});
