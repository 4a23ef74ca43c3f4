/** One value of a series; null where nothing was measured. */
export interface ChartPoint {
  /** How the reader calls it: a time, a name. */
  label: string;
  value: number | null;
}

export const chartWidth = 240;
export const chartHeight = 48;

function scale(points: readonly ChartPoint[]): number {
  return Math.max(1e-9, ...points.map((point) => point.value ?? 0));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Paths of a line chart from zero: one line a stretch without gaps, and the spans in which nothing was measured. */
export function lineGeometry(points: readonly ChartPoint[]): { lines: string[]; gaps: { from: number; to: number }[] } {
  const top = scale(points);
  const step = points.length > 1 ? chartWidth / (points.length - 1) : 0;
  const lines: string[] = [];
  const gaps: { from: number; to: number }[] = [];
  let line = "";
  points.forEach((point, index) => {
    const x = round(index * step);
    if (point.value === null) {
      if (line) {
        lines.push(line);
      }
      line = "";
      const last = gaps.at(-1);
      if (last && round(last.to + step) === x) {
        last.to = x;
      } else {
        gaps.push({ from: x, to: x });
      }
      return;
    }
    const y = round(chartHeight - 2 - (point.value / top) * (chartHeight - 4));
    line += `${line ? "L" : "M"}${x} ${y}`;
  });
  if (line) {
    lines.push(line);
  }
  return { lines, gaps };
}

/** Bars from zero with a little room between them; bars without a value are left out. */
export function barGeometry(points: readonly ChartPoint[]): { x: number; y: number; width: number; height: number }[] {
  const top = scale(points);
  const slot = chartWidth / Math.max(1, points.length);
  return points.flatMap((point, index) => {
    if (point.value === null) {
      return [];
    }
    const height = round((Math.max(0, point.value) / top) * (chartHeight - 2));
    return [{ x: round(index * slot + slot * 0.1), y: round(chartHeight - height), width: round(slot * 0.8), height }];
  });
}

/** "last 12, 8 to 40 ms" for readers and screen readers alike; short enough for one line of a card. */
export function summarize(points: readonly ChartPoint[], unit: string): string {
  const values = points.flatMap((point) => (point.value === null ? [] : [point.value]));
  if (values.length === 0) {
    return "nothing measured yet";
  }
  const missing = points.length - values.length;
  const text = (value: number) => value.toLocaleString("en", { maximumFractionDigits: 1 });
  const last = points.at(-1)?.value ?? null;
  const [lowest, highest] = [text(Math.min(...values)), text(Math.max(...values))];
  return [
    last === null ? "no last value" : `last ${text(last)}`,
    `${lowest === highest ? `always ${highest}` : `${lowest} to ${highest}`} ${unit}`,
    ...(missing > 0 ? [`${missing} without a value`] : []),
  ].join(", ");
}
