import { expect, test } from "vitest";
import { matchesPattern } from "./class-search";

test.each([
  ["cim_diskdrive", "cim_*", true],
  ["cim_diskdrive", "*drive", true],
  ["cim_diskdrive", "cim_?iskdrive", true],
  ["cim_diskdrive", "cim_disk", false],
  ["cim_diskdrive", "*i*k*v*", true],
  ["cim_diskdrive", "*k*k*v*", false],
  ["", "*", true],
  ["", "?", false],
  ["a".repeat(256), `${"*a".repeat(49)}*b`, false],
])("%s is like %s: %s", (name, pattern, isLike) => {
  expect(matchesPattern(name, pattern)).toBe(isLike);
});
