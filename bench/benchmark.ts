/** What one benchmark needs and gives. */
export interface BenchmarkOptions {
  /** As `prepareConsole` returned it. */
  buildDirectory: string;
  /** Fewer repetitions, to see within a minute that everything still runs; its figures are not for the record. */
  isQuick: boolean;
}

export interface Row {
  name: string;
  baseline: string;
  ours: string;
  /** Ratio or difference of the two. */
  comparison: string;
  /** Empty where there is none. */
  budget: string;
  verdict: "met" | "missed" | "";
}

export interface Benchmark {
  id: string;
  title: string;
  /** Measures and resolves with the lines of its table; throws where something does not work at all. */
  run(options: BenchmarkOptions): Promise<Row[]>;
}

/** Whether a figure keeps within its budget. */
export function judge(figure: number, budget: number): "met" | "missed" {
  return figure <= budget ? "met" : "missed";
}

/** A figure with its unit, to three significant places or so. */
export function figure(value: number, unit: string): string {
  const places = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(places)}${unit === "" ? "" : ` ${unit}`}`;
}

/** How many times the baseline a figure is. */
export function ratio(ours: number, baseline: number): string {
  return baseline === 0 ? "" : `${figure(ours / baseline, "")} x`;
}

/** By how much a figure lies above (or below) the baseline. */
export function difference(ours: number, baseline: number, unit: string): string {
  const value = ours - baseline;
  return `${value < 0 ? "-" : "+"}${figure(Math.abs(value), unit)}`;
}
