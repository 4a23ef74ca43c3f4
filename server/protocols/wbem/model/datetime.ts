/** CIM datetimes and intervals (DSP0004, section 5.2.4): 25 characters; digits from the right may be asterisks. */

/** A datetime as received: its text is the value, since asterisks and microseconds do not fit a `Date`. */
export interface CimDatetime {
  kind: "timestamp" | "interval";
  text: string;
  /** Index of the first asterisk; null where all digits are given. */
  precision: number | null;
}

/** Microseconds since 1970-01-01T00:00Z, or of the interval; both smallest where asterisks leave it open. */
export interface DatetimeValue {
  kind: CimDatetime["kind"];
  microseconds: bigint;
}

const LAYOUT = /^[\d*]{14}\.[\d*]{6}(?:[+-]\d{3}|:000)$/;
const MICROSECONDS_FROM = 15;
const MICROSECONDS_TO = 21;
/** Where the fields before the microseconds begin. */
const FIELDS = { timestamp: [0, 4, 6, 8, 10, 12], interval: [0, 8, 10, 12] } as const;
const MICROS_PER_SECOND = 1_000_000n;
const SECONDS_PER_DAY = 86_400n;

/**
 * Reads a datetime.
 * @throws RangeError saying what is wrong with the text.
 */
export function parseDatetime(text: string): CimDatetime {
  if (!LAYOUT.test(text)) throw new RangeError("A datetime has 25 characters: digits, a point, and an offset or :000.");
  const kind = text[21] === ":" ? "interval" : "timestamp";
  const first = text.indexOf("*");
  const precision = first === -1 ? null : first;
  if (precision !== null) {
    const coversField = precision >= MICROSECONDS_FROM || FIELDS[kind].some((start) => start === precision);
    if (!coversField || /\d/.test(text.slice(precision, MICROSECONDS_TO))) {
      throw new RangeError("Asterisks of a datetime cover whole fields up to the end of the microseconds.");
    }
  }
  const datetime: CimDatetime = { kind, text, precision };
  valueOfDatetime(datetime);
  return datetime;
}

/**
 * The point in time or the length; fields of asterisks count as their smallest value.
 * @throws RangeError where a field is out of its range.
 */
export function valueOfDatetime({ kind, text }: CimDatetime): DatetimeValue {
  const field = (from: number, to: number, smallest = 0): number => {
    const digits = text.slice(from, to);
    return digits.startsWith("*") ? smallest : Number(digits);
  };
  const micros = BigInt(text.slice(MICROSECONDS_FROM, MICROSECONDS_TO).replaceAll("*", "0"));
  const [hours, minutes, seconds] = [field(8, 10), field(10, 12), field(12, 14)];
  if (hours > 23 || minutes > 59 || seconds > 59) throw new RangeError("The time of a datetime is out of its range.");
  const ofDay = BigInt((hours * 60 + minutes) * 60 + seconds);
  if (kind === "interval") {
    return { kind, microseconds: (BigInt(field(0, 8)) * SECONDS_PER_DAY + ofDay) * MICROS_PER_SECOND + micros };
  }
  const [year, month, day] = [field(0, 4), field(4, 6, 1), field(6, 8, 1)];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
    throw new RangeError("The date of a datetime does not exist.");
  }
  const offsetSeconds = BigInt(Number(text.slice(21, 25)) * 60);
  const epochSeconds = BigInt(date.getTime() / 1000) + ofDay - offsetSeconds;
  return { kind, microseconds: epochSeconds * MICROS_PER_SECOND + micros };
}

/** True if both denote the same point in time or the same length, however they are written. */
export function isSameDatetime(one: CimDatetime, other: CimDatetime): boolean {
  if (one.text === other.text) return true;
  return one.kind === other.kind && valueOfDatetime(one).microseconds === valueOfDatetime(other).microseconds;
}
