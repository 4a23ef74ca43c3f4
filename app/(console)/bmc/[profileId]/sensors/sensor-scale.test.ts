import { describe, expect, it } from "vitest";
import { describeReading, describeThresholds, scaleOf } from "./sensor-scale";

const noThresholds = { lowerCritical: null, lowerCaution: null, upperCaution: null, upperCritical: null };

describe("a sensor", () => {
  it("has its reading and thresholds in words", () => {
    expect(describeReading({ reading: 24.567, units: "Cel" })).toBe("24.57 °C");
    expect(describeReading({ reading: null, units: "RPM" })).toBe("no reading");
    expect(describeReading({ reading: 12000, units: null })).toBe("12,000");
    expect(describeThresholds({ thresholds: { ...noThresholds, upperCaution: 35, upperCritical: 40 } })).toBe(
      "caution above 35, critical above 40",
    );
    expect(describeThresholds({ thresholds: noThresholds })).toBe("none");
  });

  it("has a line over its range", () => {
    const scale = scaleOf({
      reading: 50,
      minimum: 0,
      maximum: 100,
      thresholds: { ...noThresholds, upperCritical: 80 },
    });
    expect(scale).toEqual({ reading: 0.5, marks: [{ at: 0.8, isCritical: true }] });
  });

  it("has a line a little beyond its thresholds where the range says little", () => {
    const thresholds = { ...noThresholds, lowerCaution: 10, upperCaution: 20 };
    const scale = scaleOf({ reading: 15, minimum: 0, maximum: 100_000, thresholds });
    expect(scale?.reading).toBeCloseTo(0.5);
    for (const { at } of scale?.marks ?? []) expect(at > 0 && at < 1).toBe(true);
    expect(scaleOf({ reading: 15, minimum: null, maximum: null, thresholds })?.reading).toBeCloseTo(0.5);
  });

  it("has none where there is nothing to compare with", () => {
    expect(scaleOf({ reading: 15, minimum: null, maximum: null, thresholds: noThresholds })).toBeNull();
    expect(scaleOf({ reading: null, minimum: 0, maximum: 1, thresholds: noThresholds })).toBeNull();
    const flat = { ...noThresholds, upperCaution: 0 };
    expect(scaleOf({ reading: 0, minimum: null, maximum: null, thresholds: flat })?.reading).toBeCloseTo(0.5);
  });
});
