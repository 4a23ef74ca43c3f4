import { describe, expect, it } from "vitest";
import { barGeometry, chartHeight, chartWidth, lineGeometry, summarize } from "./chart-geometry";
import { propertyText, searchProperties } from "./properties";
import { describeStatus } from "./status";

describe("describeStatus", () => {
  it.each([
    ["active", "ok", "Active"],
    ["not-operating", "fail", "Not operating"],
    ["not communicating", "fail", "Not communicating"],
    ["NOT_ACTIVATED", "idle", "NOT ACTIVATED"],
    ["degraded", "warn", "Degraded"],
    ["cancelled", "idle", "Cancelled"],
    ["canceled", "idle", "Cancelled"],
    ["something-new", "idle", "Something new"],
    ["constructor", "idle", "Constructor"],
    ["", "idle", "Unknown"],
  ])("%s is %s: %s", (status, tone, text) => {
    expect(describeStatus(status)).toEqual({ tone, text });
  });
});

describe("properties", () => {
  it.each([
    [null, "none"],
    [undefined, "none"],
    ["", "(empty)"],
    [false, "no"],
    [0, "0"],
    [[], "(empty list)"],
    [["a", 1, null], "a, 1, none"],
    [{ a: [1] }, '{\n  "a": [\n    1\n  ]\n}'],
  ])("%j reads %j", (value, text) => {
    expect(propertyText(value)).toBe(text);
  });

  it("finds by name and by value, and leaves empty groups out", () => {
    const groups = [
      { title: "Identity", properties: [{ name: "object-id", value: "4f1c" }] },
      { title: "Processors", properties: [{ name: "ifl-processors", value: 12 }] },
    ];
    expect(searchProperties(groups, "IFL").map((group) => group.title)).toEqual(["Processors"]);
    expect(searchProperties(groups, "4F1").map((group) => group.title)).toEqual(["Identity"]);
    expect(searchProperties(groups, " ")).toEqual(groups);
    expect(searchProperties(groups, "zzz")).toEqual([]);
  });
});

describe("chart geometry", () => {
  const points = [1, null, null, 2, 4].map((value, index) => ({ label: String(index), value }));

  it("breaks the line where nothing was measured", () => {
    const { lines, gaps } = lineGeometry(points);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^M0 /);
    expect(lines[1]).toMatch(new RegExp(`L${chartWidth} 2$`));
    expect(gaps).toEqual([{ from: 60, to: 120 }]);
  });

  it("draws nothing that is not a number, whatever the series", () => {
    for (const series of [[], [{ label: "a", value: null }], [{ label: "a", value: 0 }]]) {
      expect(JSON.stringify([lineGeometry(series), barGeometry(series)])).not.toMatch(/NaN|Infinity|null/);
    }
  });

  it("keeps bars inside the chart, the highest over the full height", () => {
    const bars = barGeometry(points);
    expect(bars).toHaveLength(3);
    expect(bars.at(-1)).toMatchObject({ y: 2, height: chartHeight - 2 });
    for (const bar of bars) {
      expect(bar.x + bar.width).toBeLessThanOrEqual(chartWidth);
    }
  });

  it("says in words what the picture says", () => {
    expect(summarize(points, "ms")).toBe("last 4, 1 to 4 ms, 2 without a value");
    expect(
      summarize(
        [
          { label: "a", value: 3 },
          { label: "b", value: null },
        ],
        "s",
      ),
    ).toBe("no last value, always 3 s, 1 without a value");
    expect(summarize([], "ms")).toBe("nothing measured yet");
  });
});
