/** How far the BMC's clock is from ours (BMC reference, sections 12 and 13.1). */
import type { BmcAnswer } from "./exchange";

/** Beyond the first a certificate's dates deserve a look, beyond the second they are judged wrongly. */
const WARN_MS = 60_000;
const SEVERE_MS = 5 * 60_000;

export interface ClockSkew {
  deviceTime: Date;
  ourTime: Date;
  /** Positive where the device's clock is ahead. */
  skewMs: number;
  level: "ok" | "warn" | "severe";
  source: "service-root" | "manager" | "date-header";
}

/** A reading of the device's clock with the span in which it was taken. */
export interface ClockReading {
  deviceTime: Date;
  source: ClockSkew["source"];
  sentAtMs: number;
  receivedAtMs: number;
}

/** Compares a reading with the middle of its exchange. */
export function judgeClock(reading: ClockReading): ClockSkew {
  const ourMs = (reading.sentAtMs + reading.receivedAtMs) / 2;
  const skewMs = Math.round(reading.deviceTime.getTime() - ourMs);
  const distance = Math.abs(skewMs);
  const level = distance > SEVERE_MS ? "severe" : distance > WARN_MS ? "warn" : "ok";
  return { deviceTime: reading.deviceTime, ourTime: new Date(ourMs), skewMs, level, source: reading.source };
}

/** The clock that an answer shows in its `Date` header, to the second. */
export function clockOfHeaders(answer: Pick<BmcAnswer, "headers">): Date | null {
  const date = new Date(answer.headers.get("date") ?? "");
  return Number.isNaN(date.getTime()) ? null : date;
}
