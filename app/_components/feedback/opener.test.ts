import { describe, expect, it } from "vitest";
import { captureOpener, closestFocusable } from "./opener";

function place(name: string, isConnected: boolean, isFocusable: boolean) {
  return { name, isConnected, matches: () => isFocusable };
}

describe("closestFocusable", () => {
  const row = place("row", true, true);
  const region = place("region", true, true);

  it.each([
    ["the opener", [place("opener", true, true), row, region], "opener"],
    ["its row, the opener being gone", [place("opener", false, true), place("cell", true, false), row], "row"],
    ["its row, the opener being disabled", [place("opener", true, false), row, region], "row"],
    [
      "its region, the row being gone too",
      [place("opener", false, true), { ...row, isConnected: false }, region],
      "region",
    ],
  ])("is %s", (_, path, name) => {
    expect(closestFocusable(path)?.name).toBe(name);
  });

  it("is nothing where all of it is gone", () => {
    expect(closestFocusable([place("opener", false, true)])).toBeUndefined();
  });
});

it("captures nothing where there is no document", () => {
  expect(captureOpener()).toEqual([]);
});
