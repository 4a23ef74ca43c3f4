/** The value below which the given share (0 to 1) of the values lies, by nearest rank. Throws on an empty list. */
export function percentile(values: Iterable<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError("There is nothing to take a percentile of.");
  return value;
}

/** The middle value. Throws on an empty list. */
export function median(values: Iterable<number>): number {
  return percentile(values, 0.5);
}
