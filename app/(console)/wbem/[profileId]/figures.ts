/** Times and sizes as the tables of requests show them. */

const rounded = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** Milliseconds to a tenth: "0.4", "1,250.5". */
export function milliseconds(ms: number): string {
  return rounded.format(ms);
}

/** "812 bytes", "2.6 kB", "1.2 MB", by thousands. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${rounded.format(bytes)} bytes`;
  return bytes < 1_000_000 ? `${rounded.format(bytes / 1_000)} kB` : `${rounded.format(bytes / 1_000_000)} MB`;
}
