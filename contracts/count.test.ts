import { expect, it } from "vitest";
import { countOf } from "./count";

it("counts one, several and none", () => {
  expect([0, 1, 2, 1200].map((count) => countOf(count, "profile"))).toEqual([
    "0 profiles",
    "1 profile",
    "2 profiles",
    "1,200 profiles",
  ]);
  expect(countOf(1, "property", "properties")).toBe("1 property");
  expect(countOf(2, "property", "properties")).toBe("2 properties");
});
