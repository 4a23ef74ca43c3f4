import { describe, expect, it } from "vitest";
import { daysUntil, describeAbsolute, describeDuration, describeRelative } from "./time";

const now = Date.parse("2026-03-01T12:00:00Z");

describe("describeRelative", () => {
  it.each([
    ["2026-03-01T12:00:04Z", "just now"],
    ["2026-03-01T11:59:20Z", "40 seconds ago"],
    ["2026-03-01T11:55:00Z", "5 minutes ago"],
    ["2026-03-01T12:00:11Z", "just now"],
    ["2026-03-01T12:00:40Z", "in 40 seconds"],
    ["2026-03-01T14:30:00Z", "in 2 hours"],
    ["2026-02-28T11:00:00Z", "yesterday"],
    ["2026-05-01T12:00:00Z", "in 2 months"],
    ["2024-01-01T00:00:00Z", "2 years ago"],
    ["not a time", "not a time"],
  ])("%s is %s", (iso, text) => {
    expect(describeRelative(iso, now)).toBe(text);
  });
});

describe("describeAbsolute", () => {
  it("is UTC whatever offset was given", () => {
    expect(describeAbsolute("2026-03-01T14:05:09+02:00")).toBe("2026-03-01 12:05:09 UTC");
    expect(describeAbsolute("never")).toBe("never");
  });
});

describe("describeDuration", () => {
  it.each([
    [0.4, "0 ms"],
    [840, "840 ms"],
    [3210, "3.2 s"],
    [125_000, "2 min 5 s"],
    [119_700, "2 min 0 s"],
  ])("%d is %s", (ms, text) => {
    expect(describeDuration(ms)).toBe(text);
  });
});

describe("daysUntil", () => {
  it("rounds down on both sides of now", () => {
    expect(daysUntil("2026-03-03T11:59:59Z", now)).toBe(1);
    expect(daysUntil("2026-03-01T11:59:59Z", now)).toBe(-1);
  });
});
