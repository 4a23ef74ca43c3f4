import type { BmcSensor } from "@/contracts/bmc";

type Threshold = keyof BmcSensor["thresholds"];

const thresholdNames: readonly (readonly [Threshold, string])[] = [
  ["lowerCritical", "critical below"],
  ["lowerCaution", "caution below"],
  ["upperCaution", "caution above"],
  ["upperCritical", "critical above"],
];

const number = (value: number) => value.toLocaleString("en", { maximumFractionDigits: 2 });

/** Units of Redfish as they are written. */
function unitOf(units: string | null): string {
  if (units === null) return "";
  return ({ Cel: "°C", "%": "%" } as Record<string, string>)[units] ?? units;
}

/** A reading with its unit; nothing for a sensor that gives none. */
export function describeReading({ reading, units }: Pick<BmcSensor, "reading" | "units">): string {
  return reading === null ? "no reading" : `${number(reading)} ${unitOf(units)}`.trimEnd();
}

/** "caution above 35, critical above 40"; "none" where no threshold is set. */
export function describeThresholds({ thresholds }: Pick<BmcSensor, "thresholds">): string {
  const set = thresholdNames.flatMap(([key, name]) => {
    const value = thresholds[key];
    return value === null ? [] : [`${name} ${number(value)}`];
  });
  return set.length === 0 ? "none" : set.join(", ");
}

/** Where a reading and its thresholds lie on a line, all between 0 and 1. */
export interface SensorScale {
  reading: number;
  marks: readonly { at: number; isCritical: boolean }[];
}

/**
 * The line of a sensor: over its range, or, where the range is not given or far wider than the thresholds, a little
 * beyond thresholds and reading. Null where there is nothing to compare with.
 */
export function scaleOf(sensor: Pick<BmcSensor, "reading" | "minimum" | "maximum" | "thresholds">): SensorScale | null {
  const { reading, minimum, maximum, thresholds } = sensor;
  if (reading === null) return null;
  const marks = thresholdNames.flatMap(([key]) => {
    const value = thresholds[key];
    return value === null ? [] : [{ value, isCritical: key.endsWith("Critical") }];
  });
  const values = [reading, ...marks.map(({ value }) => value)];
  const hasRange = minimum !== null && maximum !== null && maximum > minimum;
  if (marks.length === 0 && !hasRange) return null;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const isTooWide = hasRange && marks.length > 0 && maximum - minimum > 4 * (most - least);
  const margin = (most - least) * 0.15 || Math.abs(most) * 0.15 || 1;
  const [from, to] =
    hasRange && !isTooWide ? [Math.min(minimum, least), Math.max(maximum, most)] : [least - margin, most + margin];
  const place = (value: number) => (value - from) / (to - from);
  return { reading: place(reading), marks: marks.map(({ value, isCritical }) => ({ at: place(value), isCritical })) };
}
