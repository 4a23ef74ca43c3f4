/** CIM datetimes and intervals (DSP0004, section 5.2.4) as people read them. */

const TIMESTAMP = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})\.(\d{3})(\d{3})([+-])(\d{3})$/;
const PARTIAL = /^([\d*]{4})([\d*]{2})([\d*]{2})([\d*]{2})([\d*]{2})([\d*]{2})\.[\d*]{6}([+-])(\d{3})$/;
const INTERVAL = /^(\d{8})(\d{2})(\d{2})(\d{2})\.([\d*]{6}):000$/;

const two = (value: number) => String(value).padStart(2, "0");

function offsetText(sign: string, minutes: number): string {
  return `UTC${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The moment of a timestamp whose digits are all given, in milliseconds since 1970; null for everything else. */
export function momentOf(text: string): number | null {
  // Asterisks of the microseconds leave the second, which is what is shown, as it is.
  const match = TIMESTAMP.exec(text.replace(/\.[\d*]{6}/, (micros) => micros.replaceAll("*", "0")));
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0] = match.slice(1, 8).map(Number);
  const utc = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const offset = Number(match[10]) * 60_000;
  return match[9] === "+" ? utc - offset : utc + offset;
}

/** A moment in the reader's time zone: "2026-03-01 14:05:09 GMT+1". */
function localTime(moment: number): string {
  const date = new Date(moment);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const zone = new Intl.DateTimeFormat("en", { timeZoneName: "short" })
    .formatToParts(date)
    .find(({ type }) => type === "timeZoneName");
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${zone?.value ?? ""}`.trim();
}

function partialTime(text: string): string | null {
  const match = PARTIAL.exec(text);
  if (match === null) return null;
  const [, year = "", month = "", day = "", hour = "", minute = "", second = "", sign = "", minutes = ""] = match;
  const isKnown = (field: string) => !field.includes("*");
  const date = [year, month, day].filter(isKnown).join("-");
  const time = [hour, minute, second].filter(isKnown).join(":");
  if (date === "") return null;
  return `${date}${time === "" ? "" : ` ${time}`} ${offsetText(sign, Number(minutes))}`;
}

function interval(text: string): string | null {
  const match = INTERVAL.exec(text);
  if (match === null) return null;
  const [, days = "", hours = "", minutes = "", seconds = "", micros = ""] = match;
  const fraction = micros.replaceAll("*", "").replace(/0+$/, "");
  const time = `${hours}:${minutes}:${seconds}${fraction === "" ? "" : `.${fraction}`}`;
  return Number(days) === 0 ? time : `${Number(days)} d ${time}`;
}

/**
 * A datetime in the reader's time zone, or an interval in days and time. Timestamps that leave fields open stay in the
 * server's zone, and only what is known is shown. Texts that are neither come back as they are.
 */
export function describeCimTime(text: string): string {
  const moment = momentOf(text);
  if (moment !== null) return localTime(moment);
  return interval(text) ?? partialTime(text) ?? text;
}
